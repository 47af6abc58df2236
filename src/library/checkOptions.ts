/** Options of callers that no compiler has checked. */

import { usage } from "../failure.ts";
import { nearest } from "../nearest.ts";
import { isWithin, LIMITS, type Numeric } from "../profile/limits.ts";

/** @param known the names that there are, as keys @throws Failure `unknown_option` */
export function refuseUnknown(
  what: string,
  options: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, true>>,
): void {
  if (typeof options !== "object" || options === null) {
    throw usage("bad_option", `${what} takes one object of options`);
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue;
    const near = nearest(name, Object.keys(known));
    throw usage(
      "unknown_option",
      `${what} has no option ${JSON.stringify(name)}`,
      near === undefined ? `there are ${Object.keys(known).join(", ")}` : `did you mean ${near}?`,
    );
  }
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
