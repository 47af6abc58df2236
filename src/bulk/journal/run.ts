/** One run as a folder. */
import { basename, join } from "node:path";
import { usage } from "../../failure.ts";
import { filesOf, type RunFiles } from "./runFiles.ts";
import { isRunId } from "./runId.ts";

export type Run = { readonly id: string; readonly dir: string; readonly files: RunFiles };

/** The folder that holds all runs. */
export function runsFolder(stateDir: string): string {
  return join(stateDir, "runs");
}

/** Where a run lies, whether it exists or not. @throws Failure `bad_run_id` for anything that is not a whole run id */
export function runPath(stateDir: string, id: string): string {
  if (!isRunId(id)) {
    throw usage(
      "bad_run_id",
      `${JSON.stringify(id.slice(0, 80))} is not the id of a run`,
      "routera runs list",
    );
  }
  return join(runsFolder(stateDir), id);
}

/** The run in a folder. */
export function runIn(dir: string): Run {
  return { id: basename(dir), dir, files: filesOf(dir) };
}
