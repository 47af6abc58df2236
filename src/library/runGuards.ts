/** The options of a run, checked, and what keeps it within its bounds. */
import { Halt, type MaxErrors } from "../bulk/apply/halt.ts";
import { Failure, usage } from "../failure.ts";
import type { Host } from "../host.ts";
import { privateStateFolder } from "../profile/privateState.ts";
import type { ApplyOptions } from "./apply.ts";
import { checkCount, checkNumbers, describe, type OptionType } from "./checkOptions.ts";
import type { RunOptions } from "./runOptions.ts";

export const RUN_OPTIONS = {
  client: "object",
  stateDir: "path",
  concurrency: "number",
  rate: "number",
  limit: "number",
  maxErrors: "any",
  onStart: "function",
  onRow: "function",
} as const satisfies { readonly [name in keyof Required<RunOptions>]: OptionType };

/** @throws Failure `bad_option` */
export function checkRunOptions(options: RunOptions): void {
  checkNumbers(options, ["concurrency", "rate"]);
  checkCount("limit", options.limit, 1);
  maxErrorsOf(options);
}

/** A folder that the caller names is the caller's to guard. @throws Failure `no_home`, `unsafe_place`, `write_failed` */
export async function stateDirOf({ stateDir }: Pick<RunOptions, "stateDir">, host: Host): Promise<string> {
  return stateDir ?? privateStateFolder(host);
}

/** The guard of a run of so many rows. */
export function haltOf(options: RunOptions, rows: number): Halt {
  return new Halt({ maxErrors: maxErrorsOf(options), flag: "maxErrors", rows });
}

/** @throws Failure `too_many_changes` of kind guard */
export function checkMaxChanges(
  planned: number,
  { limit = planned, maxChanges: most }: RunOptions & Pick<ApplyOptions, "maxChanges">,
): void {
  checkCount("maxChanges", most, 0);
  const changes = Math.min(planned, limit);
  if (most === undefined || changes <= most) return;
  throw new Failure("guard", `there are ${changes} deals to change, more than the ${most} of maxChanges`, {
    code: "too_many_changes",
    hint: "nothing was changed; raise it, or try the first ones with `limit`",
  });
}

function maxErrorsOf({ maxErrors }: RunOptions): MaxErrors | undefined {
  if (maxErrors === undefined) return undefined;
  if (typeof maxErrors === "number" && Number.isSafeInteger(maxErrors) && maxErrors >= 0) {
    return { count: maxErrors };
  }
  const percent =
    typeof maxErrors === "string" ? /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(maxErrors)?.[1] : undefined;
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  throw usage(
    "bad_option",
    `maxErrors must be a whole number from 0 or a text such as "5%", not ${typeof maxErrors === "object" ? describe(maxErrors) : String(maxErrors)}`,
  );
}
