/** Options and arguments of callers that no compiler has checked. */

import { isWithin, LIMITS, type Numeric } from "../config/settings.ts";
import { type Failure, usage } from "../failure.ts";
import { nearest } from "../text/closestMatch.ts";
import { ofCaller } from "./hints.ts";

/** What the value of an option may be, in words, and whether one is that; `any` is looked at elsewhere. */
const VALUE_TYPES = {
  string: ["a string", (value) => typeof value === "string"],
  // An empty path would be the current folder, and nobody means a byte that no path can hold.
  path: [
    "a path, not empty and without a NUL",
    (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
  ],
  number: ["a number", (value) => typeof value === "number"],
  boolean: ["a boolean", (value) => typeof value === "boolean"],
  function: ["a function", (value) => typeof value === "function"],
  object: ["an object", (value) => describe(value) === "an object"],
  strings: [
    "a list of strings",
    (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  ],
  rows: ["a list of rows, or another iterable or async iterable of them", isIterable],
  signal: ["an AbortSignal", isSignal],
  tokens: ["a source with the function token and, where there is one, refresh", isTokenSource],
  any: ["anything", () => true],
} as const satisfies Readonly<Record<string, readonly [words: string, fits: (value: unknown) => boolean]>>;

export type OptionType = keyof typeof VALUE_TYPES;

/**
 * Undefined counts as left out.
 * @param types all options that there are
 * @param needed options that cannot be left out
 * @returns the options, each read once: a getter cannot answer differently later
 * @throws Failure `unknown_option`, `bad_option`; `caller_failed` where a getter throws
 */
export function checkOptions<Options extends object>(
  what: string,
  options: Options,
  types: Readonly<Record<string, OptionType>>,
  needed: readonly string[] = [],
): Options {
  return ofCaller(`${what}: reading the options`, () => {
    if (describe(options) !== "an object") throw usage("bad_option", `${what} takes one object of options`);
    const odd = Object.keys(options).find((name) => !Object.hasOwn(types, name));
    if (odd !== undefined) throw unknown(what, odd, Object.keys(types));
    const read: Record<string, unknown> = {};
    for (const [name, type] of Object.entries(types)) {
      const value = (options as Readonly<Record<string, unknown>>)[name];
      if (value === undefined) continue;
      checkArgument(what, name, value, type);
      read[name] = value;
    }
    for (const name of needed) {
      if (read[name] === undefined) throw usage("bad_option", `${what} needs ${name}`);
    }
    return read as Options;
  });
}

/** Undefined counts as a value. @throws Failure `bad_option` */
export function checkArgument(what: string, name: string, value: unknown, type: OptionType): void {
  const [words, fits] = VALUE_TYPES[type];
  ofCaller(`${what}: reading ${name}`, () => {
    if (!fits(value)) throw usage("bad_option", `${what}: ${name} must be ${words}, not ${describe(value)}`);
  });
}

/** What a value is, without showing it: it may be a secret. */
export function describe(value: unknown): string {
  if (value === "") return "an empty string";
  if (!Array.isArray(value)) return kindOf(value);
  const odd = value.findIndex((one) => typeof one !== "string");
  return odd < 0 ? "a list" : `a list that holds ${kindOf(value[odd])}`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A string is one too, of its characters, and nobody means that. */
function isIterable(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const made = value as { readonly [Symbol.iterator]?: unknown; readonly [Symbol.asyncIterator]?: unknown };
  return typeof (made[Symbol.iterator] ?? made[Symbol.asyncIterator]) === "function";
}

function isSignal(value: unknown): boolean {
  const { aborted, addEventListener, removeEventListener } = Object(value);
  return (
    typeof aborted === "boolean" &&
    typeof addEventListener === "function" &&
    typeof removeEventListener === "function"
  );
}

function isTokenSource(value: unknown): boolean {
  const { refresh, token } = Object(value);
  return typeof token === "function" && (refresh === undefined || typeof refresh === "function");
}

function unknown(what: string, name: string, known: readonly string[]): Failure {
  const near = nearest(name, known);
  return usage(
    "unknown_option",
    `${what} has no option ${JSON.stringify(name)}`,
    near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`,
  );
}

/** Undefined is allowed. @throws Failure `bad_option` */
export function checkNumbers<Name extends Numeric>(
  options: { readonly [name in Name]?: number | undefined },
  names: readonly Name[],
): void {
  for (const name of names) {
    const value: unknown = options[name];
    if (value === undefined || (typeof value === "number" && isWithin(name, value))) continue;
    // The command line takes `30s`, a program a number.
    const words = name === "timeout" ? "milliseconds from 1 to 3600000" : LIMITS[name].words;
    throw usage("bad_option", `${name} must be ${words}, not ${String(value)}`);
  }
}

/** Undefined is allowed. @throws Failure `bad_option` */
export function checkCount(name: string, value: number | undefined, least: 0 | 1): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw usage("bad_option", `${name} must be a whole number from ${least}, not ${String(value)}`);
}
