/** Options and arguments of callers that no compiler has checked. */

import { checkProfileName } from "../config/profileName.ts";
import { isWithin, LIMITS, type Numeric } from "../config/settings.ts";
import { type Failure, usage } from "../failure.ts";
import type { MaxErrors } from "../runs/engine/circuitBreaker.ts";
import { RETRYABLE_STATES } from "../runs/engine/taskQueue.ts";
import { parseShard } from "../runs/shard.ts";
import { closestMatch } from "../text/closestMatch.ts";
import { ofCaller } from "./hints.ts";

const isNumber = (value: unknown) => typeof value === "number";
const isString = (value: unknown) => typeof value === "string";
const isFunction = (value: unknown) => typeof value === "function";
const isObject = (value: unknown) => describe(value) === "an object";

/** What the value of an option may be, in words, whether one is that, and what else is checked once all options are of their type. */
const VALUE_TYPES = {
  string: ["a string", isString],
  // An empty path would be the current directory, and no one means a byte that no path can hold.
  path: [
    "a non-empty path without a NUL character",
    (value) => typeof value === "string" && value !== "" && !value.includes("\0"),
  ],
  /** A whole number from 0, or from 1. */
  count: ["a number", isNumber, (name, value) => checkCount(name, value, 0)],
  positive: ["a number", isNumber, (name, value) => checkCount(name, value, 1)],
  concurrency: ["a number", isNumber, checkNumber],
  rate: ["a number", isNumber, checkNumber],
  timeout: ["a number", isNumber, checkNumber],
  retries: ["a number", isNumber, checkNumber],
  profile: ["a string", isString, (_, value) => checkProfileName(String(value))],
  boolean: ["a boolean", (value) => typeof value === "boolean"],
  function: ["a function", isFunction],
  onStart: ["a function", isFunction],
  onRow: ["a function", isFunction],
  client: ["an object", isObject],
  object: ["an object", isObject],
  strings: [
    "a list of strings",
    (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  ],
  input: ["a path or bytes (a Uint8Array)", isInput],
  mapping: ["the path of a mapping file, or a mapping", isMapping],
  map: ["an object of field names by column", (value) => isMap(value)],
  format: ["csv, tsv, ndjson or json", isOneOf(["csv", "tsv", "ndjson", "json"])],
  decimal: ["point or comma", isOneOf(["point", "comma"])],
  emptyCells: ["unchanged, clear or error", isOneOf(["unchanged", "clear", "error"])],
  rows: ["a list of rows, or another iterable or async iterable of them", isIterable],
  signal: ["an AbortSignal", isSignal],
  tokens: ["an object with the function token and optionally refresh", isTokenSource],
  retry: ["a string", isString, (_, value) => checkRetry(String(value))],
  shard: ["a string", isString, (_, value, what) => checkShard(what, String(value))],
  maxErrors: ["anything", () => true, (_, value) => maxErrorsOf(value)],
  any: ["anything", () => true],
} as const satisfies Readonly<Record<string, ValueType>>;

type ValueType = readonly [
  words: string,
  fits: (value: unknown) => boolean,
  check?: (name: string, value: unknown, what: string) => unknown,
];

export type OptionType = keyof typeof VALUE_TYPES;

/**
 * Undefined counts as omitted.
 * @param types all options that there are
 * @param needed options that cannot be omitted
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
    if (describe(options) !== "an object") throw usage("bad_option", `${what} requires an object of options`);
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
      if (read[name] === undefined) throw usage("bad_option", `${what} requires ${name}`);
    }
    for (const [name, value] of Object.entries(read)) {
      const [, , check]: ValueType = VALUE_TYPES[types[name] ?? "any"];
      check?.(name, value, what);
    }
    return read as Options;
  });
}

/** Undefined counts as a value. @throws Failure `bad_option` */
export function checkArgument(what: string, name: string, value: unknown, type: OptionType): void {
  const [words, fits] = VALUE_TYPES[type];
  ofCaller(`${what}: reading ${name}`, () => {
    if (!fits(value)) throw usage("bad_option", `${what}: ${name} must be ${words}, got ${describe(value)}`);
  });
}

/** What a value is, without showing it: it may be a secret. */
export function describe(value: unknown): string {
  if (value === "") return "an empty string";
  if (!Array.isArray(value)) return kindOf(value);
  const odd = value.findIndex((one) => typeof one !== "string");
  return odd < 0 ? "a list" : `a list that contains ${kindOf(value[odd])}`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** A string is one too, of its characters, and no one means that. */
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

function isInput(value: unknown): boolean {
  return value instanceof Uint8Array || (typeof value === "string" && value !== "" && !value.includes("\0"));
}

function isMapping(value: unknown): boolean {
  return isMap(value, () => true) || (typeof value === "string" && isInput(value));
}

function isMap(value: unknown, fits: (one: unknown) => boolean = isString): boolean {
  return describe(value) === "an object" && Object.values(value as object).every(fits);
}

function isOneOf(words: readonly string[]): (value: unknown) => boolean {
  return (value) => words.some((word) => word === value);
}

function isTokenSource(value: unknown): boolean {
  const { refresh, token } = Object(value);
  return typeof token === "function" && (refresh === undefined || typeof refresh === "function");
}

function unknown(what: string, name: string, known: readonly string[]): Failure {
  const near = closestMatch(name, known);
  return usage(
    "unknown_option",
    `${what} has no option ${JSON.stringify(name)}`,
    near === undefined ? `available options: ${known.join(", ")}` : `did you mean ${near}?`,
  );
}

/** @throws Failure `bad_option` */
function checkNumber(name: string, value: unknown): void {
  if (isWithin(name as Numeric, Number(value))) return;
  // The command line takes `30s`, a program a number.
  const words = name === "timeout" ? "milliseconds from 1 to 3600000" : LIMITS[name as Numeric].words;
  throw usage("bad_option", `${name} must be ${words}, got ${String(value)}`);
}

function checkCount(name: string, value: unknown, least: 0 | 1): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw usage("bad_option", `${name} must be a whole number of at least ${least}, got ${String(value)}`);
}

/** @throws Failure `bad_option` */
function checkRetry(retry: string): void {
  if (Object.hasOwn(RETRYABLE_STATES, retry)) return;
  throw usage("bad_option", "retry must be pending, failed or all");
}

/** @throws Failure `bad_shard` */
function checkShard(what: string, shard: string): void {
  try {
    parseShard(shard);
  } catch {
    throw usage("bad_shard", `${what}: shard must be i/n, such as "1/4", got ${JSON.stringify(shard)}`);
  }
}

/** @throws Failure `bad_option` */
export function maxErrorsOf(maxErrors: unknown): MaxErrors | undefined {
  if (maxErrors === undefined) return undefined;
  if (typeof maxErrors === "number" && Number.isSafeInteger(maxErrors) && maxErrors >= 0) {
    return { count: maxErrors };
  }
  const percent =
    typeof maxErrors === "string" ? /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(maxErrors)?.[1] : undefined;
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  throw usage(
    "bad_option",
    `maxErrors must be a whole number of at least 0 or a string such as "5%", got ${typeof maxErrors === "object" ? describe(maxErrors) : String(maxErrors)}`,
  );
}
