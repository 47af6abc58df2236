/** YAML as plain data: no tags, no aliases, no second document, no key twice. Loaded when a YAML file is there. */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
} from "yaml";
import { invalidConfig, type Position } from "./invalidConfig.ts";
import { nestsTooDeep } from "./nesting.ts";

/**
 * Reads a YAML text; the document can be edited and printed again with its comments.
 * @throws Failure `config_broken`, naming line and column and never the text itself, which may be a secret
 */
export function parseYaml(
  text: string,
  shown: string,
): { readonly document: Document; readonly data: unknown } {
  if (nestsTooDeep(text)) throw invalidConfig(shown, "nested too deep");
  const lineCounter = new LineCounter();
  const first = firstError(text);
  if (first !== undefined) throw invalidConfig(shown, WORDS[first.code] ?? "invalid YAML", first.position);
  // Its own check for unique keys takes quadratic time; ours is below.
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error)
    throw invalidConfig(shown, WORDS[error.code] ?? "invalid YAML", lineCounter.linePos(error.pos[0]));
  return { document, data: plain(document.contents) };

  function plain(node: unknown): unknown {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) refuse(node, "aliases are not supported; copy the value");
    if ((node as Node).tag !== undefined) refuse(node, "tags are not supported; use a plain value");
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item) => plain(item));
    if (!isMap(node)) return refuse(node, "not plain data");
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      if (!isScalar(key) || key.value === null || key.tag !== undefined)
        refuse(key ?? node, "a key must be a string");
      const name = String((key as { value: unknown }).value);
      if (entries.has(name)) refuse(key, "duplicate key");
      entries.set(name, plain(value));
    }
    return Object.fromEntries(entries);
  }

  function refuse(node: unknown, reason: string): never {
    const offset = (node as Node).range?.[0];
    throw invalidConfig(shown, reason, offset === undefined ? undefined : lineCounter.linePos(offset));
  }
}

type FirstError = { readonly code: string; readonly position: Position };
class Found extends Error {}

/**
 * The first thing that is wrong. The library continues behind each error and keeps them all, so that a file of commas takes it half a
 * minute; here the first one ends the work.
 */
function firstError(text: string): FirstError | undefined {
  const lineCounter = new LineCounter();
  let error: FirstError | undefined;
  const composer = new Composer({ uniqueKeys: false, logLevel: "error" });
  const onError = (source: unknown, code: string, _message: string, isWarning?: boolean) => {
    if (isWarning) return;
    // It catches what is thrown here, and reports that as an error of its own.
    error ??= { code, position: lineCounter.linePos(offsetOf(source)) };
    throw new Found();
  };
  Object.assign(composer, { onError });
  try {
    for (const token of new Parser(lineCounter.addNewLine).parse(text)) {
      for (const _ of composer.next(token));
    }
    for (const _ of composer.end());
  } catch (thrown) {
    if (!(thrown instanceof Found)) throw thrown;
  }
  return error;
}

function offsetOf(source: unknown): number {
  if (typeof source === "number") return source;
  if (Array.isArray(source)) return Number(source[0]);
  return (source as { readonly offset?: number }).offset ?? 0;
}

const WORDS: Readonly<Record<string, string>> = {
  BAD_INDENT: "invalid indentation",
  TAB_AS_INDENT: "tabs are not allowed here; use spaces",
  MISSING_CHAR: "missing quote, bracket or comma",
  MULTIPLE_DOCS: "more than one document",
  RESOURCE_EXHAUSTION: "nested too deep",
};
