/** Where a plan is that is only needed until the run has its own copy; and what killed calls left there. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { LocalState } from "../../account/account.ts";
import { Failure } from "../../failure.ts";
import { lstat, readdir, rm } from "../../files/operations.ts";
import { makeDirectory } from "../../files/privateFile.ts";
import { scratchDirectory } from "../../files/scratchDirectory.ts";
import { systemReason } from "../../files/systemError.ts";
import type { Clock } from "../../host.ts";
import type { PlanObserver } from "../../plans/observer.ts";
import { type DirectoryLock, lockRun, lockState } from "./lock.ts";
import { type Machine, machineOf } from "./processIdentity.ts";

type TemporaryPlan = {
  /** Nothing is there yet. */
  readonly path: string;
  /** Never throws. */
  remove(): Promise<void>;
};

/**
 * A path below the state directory (0700) where nothing is yet. Whatever is there when the caller is done is removed.
 * @param use.isRun true for a plan that becomes a run, which has to be kept there
 * @throws Failure `plan_folder_failed`, `lock_failed`
 */
export async function temporaryPlan(
  { host, stateDir }: LocalState,
  on: Pick<PlanObserver, "onClose">,
  { isRun }: { readonly isRun: boolean },
): Promise<string> {
  const directory = isRun ? await stateDir.open() : await scratchDirectory(host, on.onClose);
  const { path, remove } = await makeTemporary(directory, {
    machine: await machineOf(host),
    clock: host.clock,
  });
  on.onClose(remove);
  return path;
}

type Means = { readonly machine: Machine; readonly clock: Clock };

/**
 * A directory (0700) below the state directory that names its owner, as a run does: a later command can detect that a killed
 * call left it. Clears what such calls left.
 * @throws Failure `plan_folder_failed`, `lock_failed`
 */
async function makeTemporary(stateDir: string, means: Means): Promise<TemporaryPlan> {
  await sweepPlans(stateDir, means);
  const directory = plansDirectory(stateDir);
  const dir = join(directory, randomBytes(8).toString("hex"));
  try {
    await makeDirectory(dir);
  } catch (error) {
    throw new Failure("local_io", `cannot create the directory ${directory}: ${systemReason(error)}`, {
      code: "plan_folder_failed",
      hint: "make the directory writable for you, or set XDG_STATE_HOME to another one",
    });
  }
  let lock: DirectoryLock | undefined;
  const remove = async () => {
    if (lock?.pinsDirectory) await lock.release();
    await rm(dir, { recursive: true, force: true }).catch(() => {});
  };
  try {
    lock = await lockRun(dir, means);
  } catch (error) {
    await remove();
    throw error;
  }
  return { path: join(dir, "plan.jsonl"), remove };
}

/** As it is made above, and as the lock of a plan is named. */
const NAME = /^[0-9a-f]{16}(-\d+of\d+)?$/;

const HOUR = 3_600_000;
/** Who made a directory and has not said so by then was killed in between. */
const UNNAMED = HOUR;
/** An owner on another machine cannot be looked for. No call needs its plan for so long: its run has a copy. */
const FORGOTTEN = 30 * 24 * HOUR;

/** Removes plans whose owner is gone. Never throws: they are in no one's way. */
export async function sweepPlans(stateDir: string, { clock, machine }: Means): Promise<void> {
  const directory = plansDirectory(stateDir);
  for (const name of await readdir(directory).catch(() => [])) {
    // Anything else is someone's own: a program may name its own directory as the state directory.
    if (!NAME.test(name)) continue;
    const path = join(directory, name);
    const facts = await lstat(path).catch(() => undefined);
    if (facts === undefined) continue;
    const age = clock.now() - facts.mtimeMs;
    const { state } = facts.isDirectory() ? await lockState(path, machine) : { state: "free" };
    const isLeft = state === "stale" || age > (state === "free" ? UNNAMED : FORGOTTEN);
    if (isLeft) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

function plansDirectory(stateDir: string): string {
  return join(stateDir, "plans");
}
