/** Options of callers that no compiler has checked. */

import { type Failure, usage } from "../failure.ts";
import { nearest } from "../nearest.ts";
import { isWithin, LIMITS, type Numeric } from "../profile/limits.ts";

/** What the value of an option may be; `any` is looked at elsewhere. */
export type OptionType = "string" | "number" | "boolean" | "function" | "object" | "list" | "any";

/**
 * Undefined counts as left out.
 * @param types all options that there are
 * @param needed options that cannot be left out
 * @throws Failure `unknown_option`, `bad_option`
 */
export function checkOptions(
  what: string,
  options: object,
  types: Readonly<Record<string, OptionType>>,
  needed: readonly string[] = [],
): void {
  if (typeof options !== "object" || options === null) {
    throw usage("bad_option", `${what} takes one object of options`);
  }
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) throw unknown(what, name, Object.keys(types));
    if (value === undefined || type === "any") continue;
    const is = Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
    if (is !== type) throw usage("bad_option", `${what}: ${name} must be a ${type}, not a ${is}`);
  }
  for (const name of needed) {
    if ((options as Readonly<Record<string, unknown>>)[name] === undefined) {
      throw usage("bad_option", `${what} needs ${name}`);
    }
  }
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
    throw usage("bad_option", `${name} must be ${LIMITS[name].words}, not ${String(value)}`);
  }
}

/** Undefined is allowed. @throws Failure `bad_option` */
export function checkCount(name: string, value: number | undefined, least: 0 | 1): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw usage("bad_option", `${name} must be a whole number from ${least}, not ${String(value)}`);
}
