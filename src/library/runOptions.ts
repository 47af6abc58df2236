/** How a run is to be carried out. */
import { Halt, type MaxErrors } from "../bulk/apply/halt.ts";
import { Failure, usage } from "../failure.ts";
import type { Host } from "../host.ts";
import { stateFolder } from "../profile/paths.ts";
import { checkCount, checkNumbers } from "./checkOptions.ts";
import type { RouteraClient } from "./routeraClient.ts";
import type { RowResult } from "./runSummary.ts";

export type RunOptions = {
  readonly client: RouteraClient;
  /** Where runs are kept. Default: the folder of the command line, so that `routera runs` shows them. */
  readonly stateDir?: string | undefined;
  /** Requests at once, 1 to 64. Default 8. */
  readonly concurrency?: number | undefined;
  /** Requests per second. Default: no limit. */
  readonly rate?: number | undefined;
  /** Only the first so many changes; the others stay to be resumed. */
  readonly limit?: number | undefined;
  /** Stop when more rows than this fail; `"5%"` is of all rows. Default: no limit. */
  readonly maxErrors?: number | `${number}%` | undefined;
  /** Called once with the id of the run, before anything is sent. When it throws, the run ends and the error is thrown on. */
  readonly onStart?: ((run: string) => void | Promise<void>) | undefined;
  /** Called at the end of each row and waited for. When it throws, rows under way are finished and the error is thrown on. */
  readonly onRow?: ((row: RowResult) => void | Promise<void>) | undefined;
};

export const RUN_OPTIONS = {
  client: true,
  stateDir: true,
  concurrency: true,
  rate: true,
  limit: true,
  maxErrors: true,
  onStart: true,
  onRow: true,
} as const;

/** @throws Failure `bad_option` */
export function checkRunOptions(options: RunOptions): void {
  checkNumbers(options, ["concurrency", "rate"]);
  checkCount("limit", options.limit, 1);
  maxErrorsOf(options);
}

/** @throws Failure `no_home` */
export function stateDirOf({ stateDir }: Pick<RunOptions, "stateDir">, host: Host): string {
  return stateDir ?? stateFolder(host);
}

/** The guard of a run of so many rows. */
export function haltOf(options: RunOptions, rows: number): Halt {
  return new Halt({ maxErrors: maxErrorsOf(options), flag: "maxErrors", rows });
}

/** @throws Failure `too_many_changes` of kind guard */
export function checkMaxChanges(changes: number, most: number | undefined): void {
  checkCount("maxChanges", most, 0);
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
  const percent = /^(\d{1,3}(?:\.\d{1,3})?)%$/.exec(String(maxErrors))?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
  throw usage(
    "bad_option",
    `maxErrors must be a whole number or a text such as "5%", not ${String(maxErrors)}`,
  );
}
