/** Changing a configuration text while keeping what a person put there: comments, order, indentation. Loaded to write only. */
import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar } from "yaml";
import { invalidConfig } from "../file/invalidConfig.ts";
import { type Notation, parseConfig } from "../file/parse.ts";
import { parseYaml } from "../file/yaml.ts";
import { changeYaml } from "./yaml.ts";

/** Where a value is: `["profiles", "staging", "token"]`. */
export type KeyPath = readonly [string, ...string[]];

/** What an edit may do. Values are plain: texts, numbers, booleans, lists of texts. */
export type ConfigEditor = {
  get(path: KeyPath): unknown;
  /** Sets a value; maps on the way are made. */
  set(path: KeyPath, value: unknown): void;
  /** Removes a value where it is there. */
  remove(path: KeyPath): void;
};

/** The text after an edit. @throws Failure `config_broken` when the text cannot be read */
export async function editText(
  text: string,
  notation: Notation,
  shown: string,
  edit: (config: ConfigEditor) => void,
): Promise<string> {
  const json = notation === "json" || (notation === "either" && text.trimStart().startsWith("{"));
  if (!json) return editYaml(text, shown, edit);
  const data = await parseConfig(text, "json", shown);
  if (!isRecord(data)) throw invalidConfig(shown, "it must contain `profiles` and `profile`");
  edit(jsonEditor(data));
  // As deep as the first line is.
  return `${JSON.stringify(data, null, /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? 2)}\n`;
}

function editYaml(text: string, shown: string, edit: (config: ConfigEditor) => void): string {
  // Mixed line ends become what most editors make of them.
  const windows = text.includes("\r\n");
  let current = windows ? text.replaceAll("\r\n", "\n") : text;
  const tree = (): Tree => structuredClone((parseYaml(current, shown).data ?? {}) as Tree);
  const change = (path: KeyPath, value: unknown) => {
    const { document } = parseYaml(current, shown);
    const meant = tree();
    if (value === undefined) jsonEditor(meant).remove(path);
    else jsonEditor(meant).set(path, value);
    const changed = changeYaml(current, document, path, value);
    // Where a person wrote it in a way that we do not know, printing it again is safe, and moves comments at worst.
    current = changed !== undefined && says(changed, meant) ? changed : printChanged(document, path, value);
  };
  edit({
    get: (path) => jsonEditor(tree()).get(path),
    set: change,
    remove: (path) => change(path, undefined),
  });
  return windows ? current.replaceAll("\n", "\r\n") : current;

  function says(changed: string, meant: Tree): boolean {
    try {
      return isDeepStrictEqual(parseYaml(changed, shown).data ?? {}, meant);
    } catch {
      return false;
    }
  }
}

/** The whole document as the library prints it. */
function printChanged(document: Document, path: KeyPath, value: unknown): string {
  const keys = keysOf(document, path);
  if (value === undefined) {
    if (document.hasIn(keys)) document.deleteIn(keys);
  } else {
    // `profiles:` with nothing behind it holds null, which cannot take a key.
    for (let depth = keys.length - 1; depth > 0; depth--) {
      const above = keys.slice(0, depth);
      if (document.hasIn(above) && !isMap(document.getIn(above, true))) document.deleteIn(above);
    }
    document.setIn(keys, value);
  }
  // Folding would rewrite long lines that the change has nothing to do with.
  return document.toString({ lineWidth: 0 });
}

/** The keys as the document has them: a profile named `2024` is a number there. */
function keysOf(document: Document, path: KeyPath): readonly unknown[] {
  const keys: unknown[] = [];
  for (const name of path) {
    const map = keys.length === 0 ? document.contents : document.getIn(keys, true);
    const pair = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && String(key.value) === name)
      : undefined;
    keys.push(isScalar(pair?.key) ? pair.key.value : name);
  }
  return keys;
}

type Tree = { [key: string]: unknown };

function jsonEditor(data: Tree): ConfigEditor {
  return {
    get: (path) => parentOf(data, path, false)?.[last(path)],
    set: (path, value) => {
      const parent = parentOf(data, path, true);
      if (parent) parent[last(path)] = value;
    },
    remove: (path) => {
      delete parentOf(data, path, false)?.[last(path)];
    },
  };
}

function parentOf(data: Tree, path: KeyPath, make: boolean): Tree | undefined {
  let tree = data;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(tree, key) ? tree[key] : undefined;
    if (isRecord(next)) tree = next;
    else if (make) {
      const made: Tree = {};
      tree[key] = made;
      tree = made;
    } else return undefined;
  }
  return tree;
}

function last(path: KeyPath): string {
  return path[path.length - 1] as string;
}

function isRecord(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
