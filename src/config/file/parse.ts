/** Text of a configuration file → plain data. Config is data: nothing in it is ever run, imported or expanded. */
import { Failure } from "../../failure.ts";
import { parseJson } from "../../json.ts";
import { invalidConfig, type Position } from "./invalidConfig.ts";
import { everyLevel, hasManyBrackets } from "./nesting.ts";

/** How a file is written. `either` is a file without an ending: JSON where it is JSON, otherwise YAML. */
export type Notation = "json" | "yaml" | "either" | "package";

/**
 * Reads one configuration text. An empty one is an empty configuration.
 * @returns plain data; of a package.json the whole, of which only `routera` is checked
 * @throws Failure `config_broken`
 */
export async function parseConfig(text: string, notation: Notation, shown: string): Promise<unknown> {
  if (text.trim() === "") return {};
  try {
    const data = await parse(text, notation, shown);
    // A YAML file of comments only holds null.
    return notation === "package" ? data : (data ?? {});
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof RangeError) throw invalidConfig(shown, "nested too deep");
    throw error;
  }
}

/** What a package.json says under `routera`; undefined where it says nothing. */
export function packageProperty(data: unknown): unknown {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, "routera")) return undefined;
  return (data as { routera?: unknown }).routera;
}

async function parse(text: string, notation: Notation, shown: string): Promise<unknown> {
  if (notation === "json" || notation === "package") return parsePlainJson(text, notation, shown);
  if (notation === "either" && looksLikeJson(text)) return parsePlainJson(text, "json", shown);
  const { parseYaml } = await import("./yaml.ts");
  const { data } = parseYaml(text, shown);
  refuseImports(data, shown);
  return data;
}

/** Broken JSON goes to the YAML reader, which knows where it breaks; so does YAML that starts with a brace. */
function looksLikeJson(text: string): boolean {
  try {
    return text.trimStart().startsWith("{") && JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}

function parsePlainJson(text: string, notation: "json" | "package", shown: string): unknown {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw invalidConfig(shown, "invalid JSON", positionOfError(text));
  }
  refuseImports(notation === "package" ? packageProperty(data) : data, shown);
  if (notation === "json") refuseDuplicates(text, shown);
  return data;
}

function refuseDuplicates(text: string, shown: string): void {
  try {
    parseJson(text, { duplicates: "refuse" });
  } catch {
    // The text is JSON, so it is a key that is there twice with different values.
    throw invalidConfig(shown, "duplicate key");
  }
}

/** Messages of parsers quote the text, which may be a secret: only the position is taken from them. */
function positionOfError(text: string): Position | undefined {
  if (hasManyBrackets(text)) return undefined;
  try {
    parseJson(text, { duplicates: "refuse" });
    return undefined;
  } catch (error) {
    const offset = /position (\d+)$/.exec(error instanceof Error ? error.message : "")?.[1];
    if (offset === undefined) return undefined;
    const before = text.slice(0, Number(offset)).split("\n");
    return { line: before.length, col: (before.at(-1)?.length ?? 0) + 1 };
  }
}

/** cosmiconfig would read the files that `$import` names, whatever they are. */
function refuseImports(data: unknown, shown: string): void {
  for (const level of everyLevel(data)) {
    if (Object.hasOwn(level, "$import"))
      throw invalidConfig(shown, "$import is not supported; copy the values");
  }
}
