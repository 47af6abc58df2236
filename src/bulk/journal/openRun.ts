/** A run by the name that somebody typed. */
import { readdir } from "node:fs/promises";
import { Failure, usage } from "../../failure.ts";
import { shellWord } from "../../profile/shellWord.ts";
import type { Self } from "../../profile/trust.ts";
import { isSystemError, systemReason } from "./journalFailure.ts";
import { type Run, runIn, runPath, runsFolder } from "./run.ts";
import { isRunId } from "./runId.ts";
import { checkRunTrust } from "./trustRun.ts";

/**
 * @param name a run id, the beginning of one that fits no other, or `last`
 * @throws Failure `run_not_found`, `run_ambiguous`, `bad_run_id`; `unsafe_place` for one that others could have written
 */
export async function openRun(stateDir: string, name: string, self: Self): Promise<Run> {
  const run = runIn(runPath(stateDir, idOf(name, await runIds(stateDir), stateDir)));
  await checkRunTrust(run, self);
  return run;
}

function idOf(name: string, ids: readonly string[], stateDir: string): string {
  if (name === "last")
    return ids[0] ?? notFound("there is no run yet", "`routera deals apply plan.jsonl` makes one");
  if (ids.includes(name)) return name;
  if (!/^[0-9][0-9a-f-]*$/.test(name)) runPath(stateDir, name);
  const fitting = ids.filter((id) => id.startsWith(name));
  if (fitting.length > 1) throw ambiguous(name, fitting);
  return fitting[0] ?? notFound(`there is no run ${name}`);
}

/** Ids of all runs, newest first. @throws Failure `runs_unreadable` */
export async function runIds(stateDir: string): Promise<readonly string[]> {
  const folder = runsFolder(stateDir);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory() && isRunId(entry.name)).map(({ name }) => name);
    return ids.sort().reverse();
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw new Failure("local_io", `cannot list the runs in ${folder}: ${systemReason(error)}`, {
      code: "runs_unreadable",
      hint: `make it yours and readable: ls -ld ${shellWord(folder)}`,
    });
  }
}

function notFound(message: string, hint = "routera runs list"): never {
  throw new Failure("not_found", message, { code: "run_not_found", hint });
}

function ambiguous(name: string, fitting: readonly string[]): Failure {
  const shown = fitting.slice(0, 5).join(", ");
  return usage(
    "run_ambiguous",
    `${fitting.length} runs begin with ${name}: ${shown}${fitting.length > 5 ? ", …" : ""}`,
    "type more of its id, or `last`",
  );
}
