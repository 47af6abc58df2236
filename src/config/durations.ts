/** Lengths of time as people type them. */

import { usage } from "../failure.ts";
import { type Words, words } from "../hint.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * `500ms`, `30s`, `2m`, `1.5h`, or a bare number of seconds → milliseconds, rounded to whole ones.
 * @param name what holds the length, for the message
 * @throws Failure `bad_duration`
 */
export function parseDuration(typed: string | number, name: Words = "the duration"): number {
  const ms = durationOf(typed);
  if (ms !== undefined) return ms;
  const shown = JSON.stringify(String(typed).slice(0, 40));
  throw usage(
    "bad_duration",
    words`${name} must be a duration, got ${shown}`,
    "use a duration such as 30s, 500ms or 2m",
  );
}

/** The same without a message: undefined where it is not a duration. Negative and endless ones are none. */
export function durationOf(typed: string | number): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h)?$/.exec(String(typed));
  if (!match) return undefined;
  const [, amount, unit = "s"] = match;
  return Math.round(Number(amount) * (UNITS[unit] ?? Number.NaN));
}
