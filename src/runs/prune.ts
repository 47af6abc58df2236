/** Removes runs that are no longer needed. A removed run can neither be resumed nor undone. */

import { join } from "node:path";
import { Failure, usage } from "../failure.ts";
import { readdir, rename, rm } from "../files/operations.ts";
import { isSystemError, systemReason } from "../files/systemError.ts";
import { shellOn } from "../hint.ts";
import { declined } from "./guards.ts";
import { type ListedRun, listRuns, type RunStatus } from "./list.ts";
import { type DirectoryLock, lockRun } from "./storage/lock.ts";
import { runsDirectory, timeOfRun } from "./storage/runDirectory.ts";
import type { RunStore } from "./storage/runStore.ts";
import { sweepPlans } from "./storage/temporaryPlan.ts";

export type PruneOptions = {
  /** Only runs made more than so many days ago. */
  readonly olderThanDays?: number | undefined;
  /** Never the newest so many. */
  readonly keep?: number | undefined;
  /** Also runs with work left to do and runs that cannot be read. A running run is never removed. */
  readonly unfinished?: boolean | undefined;
  /** Only say what would be removed. */
  readonly dryRun?: boolean | undefined;
};

export type PruneResult = {
  /** Newest first. */
  readonly removed: readonly ListedRun[];
  /** Runs that age and number would have let go, but that stay. */
  readonly spared: readonly { readonly run: ListedRun; readonly why: RunStatus | "locked" }[];
};

export type PruneObserver = {
  /** Called before any work that would be in vain where no one can confirm. @throws Failure */
  canConfirm?(): Promise<void>;
  /** Decides before the first run is removed. Absent: everything is confirmed. */
  confirm?(runs: number): Promise<boolean>;
};

/**
 * A run goes when it is older than `olderThanDays` and not among the newest `keep`; at least one of the two must be given.
 * @throws Failure `prune_without_limit`, `declined`, `prune_failed`
 */
export async function pruneRuns(
  store: RunStore,
  pruning: PruneOptions,
  on: PruneObserver = {},
): Promise<PruneResult> {
  await on.canConfirm?.();
  if (on.confirm !== undefined) {
    const planned = await removeRuns(store, { ...pruning, dryRun: true });
    const { length } = planned.removed;
    if (length === 0) return planned;
    if (!(await on.confirm(length))) throw declined();
  }
  return removeRuns(store, pruning);
}

async function removeRuns(store: RunStore, pruning: PruneOptions): Promise<PruneResult> {
  const { clock, stateDir } = store;
  const removed: ListedRun[] = [];
  const spared: { run: ListedRun; why: RunStatus | "locked" }[] = [];
  for (const run of dispensable(await listRuns(store), pruning, clock.now())) {
    if (!mayGo(run, pruning)) spared.push({ run, why: run.status });
    else if (pruning.dryRun || (await remove(run, store))) removed.push(run);
    else spared.push({ run, why: "locked" });
  }
  if (!pruning.dryRun) {
    await sweep(stateDir);
    await sweepPlans(stateDir, store);
  }
  return { removed, spared };
}

const DAY = 24 * 60 * 60 * 1000;

/** By age and number alone. */
function dispensable(
  newestFirst: readonly ListedRun[],
  { olderThanDays, keep }: PruneOptions,
  now: number,
): readonly ListedRun[] {
  if (olderThanDays === undefined && keep === undefined) {
    throw usage("prune_without_limit", "neither an age nor a number of runs to keep is set", {
      run: { command: "runs prune", options: { olderThan: "30", keep: "10" } },
    });
  }
  const before = now - (olderThanDays ?? 0) * DAY;
  return newestFirst
    .slice(keep ?? 0)
    .filter(({ id }) => olderThanDays === undefined || timeOfRun(id) < before);
}

function mayGo({ status }: ListedRun, { unfinished }: PruneOptions): boolean {
  if (status === "running") return false;
  return status === "finished" || status === "not_started" || unfinished === true;
}

/** @returns false when someone has taken the run up in the meantime */
async function remove(run: ListedRun, store: RunStore): Promise<boolean> {
  let lock: DirectoryLock | undefined;
  try {
    lock = await lockRun(run.dir, store);
    // Whoever takes it now opens a file in it, and the directory stays where it is.
    if (lock.pinsDirectory) await lock.release();
    // Renamed first: a run that is half removed must not look like one that can be resumed. The lock goes with it.
    await rename(run.dir, `${run.dir}${REMOVED}`);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === "run_locked") return false;
    if (lock?.pinsDirectory && isSystemError(error)) return false;
    throw error instanceof Failure ? error : pruneFailed(run.dir, error);
  }
}

const REMOVED = ".removed";

/** Also clears what an earlier call was stopped in. */
async function sweep(stateDir: string): Promise<void> {
  const directory = runsDirectory(stateDir);
  try {
    for (const name of await readdir(directory)) {
      if (name.endsWith(REMOVED)) await rm(join(directory, name), { recursive: true, force: true });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw pruneFailed(directory, error);
  }
}

function pruneFailed(path: string, error: unknown): Failure {
  return new Failure("local_io", `cannot delete ${path}: ${systemReason(error)}`, {
    code: "prune_failed",
    hint: { say: "make it writable for you", shell: shellOn(path, "ls", "-ld") },
  });
}
