/** The directory of a run: its name, its files, and how it is created. */
import { randomInt } from "node:crypto";
import { basename, join } from "node:path";
import { Failure, usage } from "../../failure.ts";
import { syncDirectory } from "../../files/handles.ts";
import { mkdir } from "../../files/operations.ts";
import { makeDirectory, makeOwnerOnly } from "../../files/privateFile.ts";
import { isSystemError, systemReason } from "../../files/systemError.ts";
import type { Clock } from "../../host.ts";

/**
 * Makes `<stateDir>/runs/<new id>`, both 0700 whatever the umask.
 * @param options.newId another source of ids, for tests
 * @throws Failure `run_folder_failed`
 */
export async function createRun(
  stateDir: string,
  options: { readonly clock: Clock; readonly newId?: (now: number) => string },
): Promise<Run> {
  const { clock, newId = newRunId } = options;
  const directory = runsDirectory(stateDir);
  try {
    await makeDirectory(directory);
    // Also a directory that was there before; this fails when it belongs to another user.
    await makeOwnerOnly(directory);
    const dir = await makeOwn(stateDir, () => newId(clock.now()));
    await makeOwnerOnly(dir);
    await syncDirectory(directory);
    return runIn(dir);
  } catch (error) {
    throw new Failure("local_io", `cannot create a run directory in ${directory}: ${systemReason(error)}`, {
      code: "run_folder_failed",
      hint: "make the directory writable for you, or set XDG_STATE_HOME to another one",
    });
  }
}

/** 64 ids a millisecond, and time continues: some attempts find a free one. */
const ATTEMPTS = 1000;

async function makeOwn(stateDir: string, newId: () => string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const dir = runPath(stateDir, newId());
    try {
      await mkdir(dir, { mode: 0o700 });
      return dir;
    } catch (error) {
      if (!isSystemError(error, "EEXIST") || attempt === ATTEMPTS) throw error;
    }
  }
}

export type Run = { readonly id: string; readonly dir: string; readonly files: RunFiles };

/** The directory that holds all runs. */
export function runsDirectory(stateDir: string): string {
  return join(stateDir, "runs");
}

/** Where a run is, whether it exists or not. @throws Failure `bad_run_id` for anything that is not a whole run id */
export function runPath(stateDir: string, id: string): string {
  if (!isRunId(id)) {
    throw usage("bad_run_id", `${JSON.stringify(id.slice(0, 80))} is not a run ID`, {
      run: { command: "runs list" },
    });
  }
  return join(runsDirectory(stateDir), id);
}

/** The run in a directory. */
export function runIn(dir: string): Run {
  return { id: basename(dir), dir, files: filesOf(dir) };
}

type RunFiles = {
  /** What is to be done, as it was approved. */
  readonly plan: string;
  /** What was recorded before it was sent, and the results: the only source of truth about a run. */
  readonly journal: string;
  /** Who is writing. */
  readonly lock: string;
  /** What the system holds for whoever is writing, where it holds locks. */
  readonly heldLock: string;
  /** What it came to, so that a list need not read journals. */
  readonly summary: string;
};

export function filesOf(dir: string): RunFiles {
  return {
    plan: join(dir, "plan.jsonl"),
    journal: join(dir, "journal.jsonl"),
    lock: join(dir, "lock"),
    heldLock: join(dir, "lock.held"),
    summary: join(dir, "summary.json"),
  };
}

/**
 * @param now milliseconds since the epoch; the id contains it in UTC, to the second. The last four digits begin with the
 * millisecond, so that of two runs that a script makes at once the later one is the last.
 */
export function newRunId(now: number): string {
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  const millisecond = new Date(now).getUTCMilliseconds();
  const last = (millisecond * A_MILLISECOND + randomInt(A_MILLISECOND)).toString(16).padStart(4, "0");
  return `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${last}`;
}

/** How many ids there are for each: 1000 of these fit into four hex digits. */
const A_MILLISECOND = 64;

/** True for what `newRunId` makes and nothing else: no dots, no slashes. */
export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}-[0-9a-f]{4}$/.test(text) && !Number.isNaN(timeOfRun(text));
}

/** When the run was made, milliseconds since the epoch. */
export function timeOfRun(id: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(id);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
