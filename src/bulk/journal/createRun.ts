/** A new run: an empty folder that nobody else can read. */
import { chmod, mkdir } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import type { Clock } from "../../host.ts";
import { makeFolder } from "../../makeFolder.ts";
import { isSystemError, systemReason } from "./journalFailure.ts";
import { type Run, runIn, runPath, runsFolder } from "./run.ts";
import { newRunId } from "./runId.ts";
import { syncFolder } from "./syncFolder.ts";

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
  const folder = runsFolder(stateDir);
  try {
    await makeFolder(folder);
    // Also a folder that was there before; this fails when it belongs to somebody else.
    await chmod(folder, 0o700);
    const dir = await makeOwn(stateDir, () => newId(clock.now()));
    await chmod(dir, 0o700);
    await syncFolder(folder);
    return runIn(dir);
  } catch (error) {
    throw new Failure("local_io", `cannot make a folder for the run in ${folder}: ${systemReason(error)}`, {
      code: "run_folder_failed",
      hint: "make the folder yours and writable, or set XDG_STATE_HOME to another one",
    });
  }
}

/** 64 ids a millisecond, and time goes on: some attempts find a free one. */
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
