/** The flag for a value of the type that Routera asks for: only where its message speaks of a type. Pure. */
import type { Assignment } from "../../deals/assignments.ts";
import { type Hint, option, say } from "../../hint.ts";
import { printJson } from "../../json.ts";

type JsonType = "number" | "boolean" | "list" | "object" | "string";

/** `must be a number`, `expected boolean`, `is not a valid integer`, `invalid type: array required`. */
const TYPES: readonly (readonly [JsonType, RegExp])[] = [
  ["number", /\b(?:number|numeric|integer|int|float|double|decimal)\b/i],
  ["boolean", /\bbool(?:ean)?\b/i],
  ["list", /\b(?:array|list)\b/i],
  ["object", /\bobject\b/i],
  ["string", /\b(?:string|text)\b/i],
];

/** What a message about a type says in front of the type. "a list of stages" speaks of none. */
const DEMAND =
  /\b(?:must be|should be|has to be|needs to be|expect(?:ed|s)?|require[sd]?|not a valid|not an?|invalid type|type)\b[\s:]+(?:an?\s+|of type\s+|to be\s+|type\s+|valid\s+)*$/i;

/**
 * @param message Routera's own words
 * @param assigned what the command line sets, by field
 * @returns undefined where the type is not what is wrong, or the flag is the right one already
 */
export function typeHint(message: string, assigned: ReadonlyMap<string, Assignment>): Hint | undefined {
  const type = typeIn(message);
  const named = [...assigned].filter(([name]) => mentions(message, name));
  const [only] = named.length > 0 ? named : assigned;
  if (type === undefined || only === undefined || (named.length !== 1 && assigned.size !== 1))
    return undefined;
  const [name, { from }] = only;
  if (from === "text") {
    if (type === "string") return undefined;
    const { value } = only[1] as Extract<Assignment, { from: "text" }>;
    return say`${option("field")} sends strings; for a ${type}, use ${option("fieldJson", `${name}=${exampleOf(type, value)}`)}`;
  }
  if (from !== "json" || type !== "string") return undefined;
  const { value } = only[1] as Extract<Assignment, { from: "json" }>;
  const text = typeof value === "string" ? value : printJson(value);
  return say`${option("fieldJson")} sends ${text}; for a string, use ${option("field", `${name}=${text}`)}`;
}

function typeIn(message: string): JsonType | undefined {
  for (const [type, pattern] of TYPES) {
    const at = message.search(pattern);
    if (at === -1) continue;
    // `too long for a list` and the like speak of no type.
    if (DEMAND.test(message.slice(0, at)) && !/^\S+\s+of\s+(?:characters|digits)/i.test(message.slice(at)))
      return type;
  }
  return undefined;
}

function mentions(message: string, name: string): boolean {
  const at = message.indexOf(name);
  if (at === -1) return false;
  const around = `${message[at - 1] ?? " "}${message[at + name.length] ?? " "}`;
  return !/\w/.test(around);
}

/** What was typed, where it is such a value; else an example. */
function exampleOf(type: JsonType, typed: string): string {
  const text = typed.trim();
  switch (type) {
    case "number":
      return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? text : "5000";
    case "boolean":
      return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : "true";
    case "list":
      return `[${text
        .split(",")
        .map((one) => JSON.stringify(one.trim()))
        .join(",")}]`;
    default:
      return '{"key":"value"}';
  }
}
