/** Opens a run by its name, and checks that only this user can have written it. */

import { dirname } from "node:path";
import { Failure, usage } from "../../failure.ts";
import { lstat, readdir, type Stats, stat } from "../../files/operations.ts";
import { type CurrentUser, hasOwners, isOwnedByOther } from "../../files/permissions.ts";
import { isSystemError, systemReason } from "../../files/systemError.ts";
import { type Hint, placeholder, shellOn } from "../../hint.ts";
import { isRunId, type Run, runIn, runPath, runsDirectory } from "./runDirectory.ts";

/**
 * @param name a run id, the beginning of one that fits no other, or `last`
 * @throws Failure `run_not_found`, `run_ambiguous`, `bad_run_id`; `unsafe_place` for one that others could have written
 */
export async function openRun(stateDir: string, name: string, self: CurrentUser): Promise<Run> {
  const run = runIn(runPath(stateDir, idOf(name, await runIds(stateDir), stateDir)));
  await checkRunPermissions(run, self);
  return run;
}

function idOf(name: string, ids: readonly string[], stateDir: string): string {
  if (name === "last")
    return (
      ids[0] ??
      notFound("no runs found", {
        say: "start a run",
        run: { command: "deals apply", operands: [placeholder("plan.jsonl")] },
      })
    );
  if (ids.includes(name)) return name;
  if (!/^[0-9][0-9a-f-]*$/.test(name)) runPath(stateDir, name);
  const fitting = ids.filter((id) => id.startsWith(name));
  if (fitting.length > 1) throw ambiguous(name, fitting);
  return fitting[0] ?? notFound(`run ${name} not found`);
}

/** Ids of all runs, newest first. @throws Failure `runs_unreadable` */
export async function runIds(stateDir: string): Promise<readonly string[]> {
  const directory = runsDirectory(stateDir);
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const ids = entries.filter((entry) => entry.isDirectory() && isRunId(entry.name)).map(({ name }) => name);
    return ids.sort().reverse();
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    throw new Failure("local_io", `cannot list the runs in ${directory}: ${systemReason(error)}`, {
      code: "runs_unreadable",
      hint: { say: "make it readable for you", shell: shellOn(directory, "ls", "-ld") },
    });
  }
}

function notFound(message: string, hint: Hint = { run: { command: "runs list" } }): never {
  throw new Failure("not_found", message, { code: "run_not_found", hint });
}

function ambiguous(name: string, fitting: readonly string[]): Failure {
  const shown = fitting.slice(0, 5).join(", ");
  return usage(
    "run_ambiguous",
    `${fitting.length} runs start with ${name}: ${shown}${fitting.length > 5 ? ", …" : ""}`,
    "type more of the run ID, or use last",
  );
}

/**
 * Checks the directory of all runs, that of this one, and what is read in it. In a directory that is private no one can swap what was
 * checked, so that looking once is enough.
 * @throws Failure `unsafe_place`
 */
export async function checkRunPermissions({ dir, files }: Run, self: CurrentUser): Promise<void> {
  if (!hasOwners(self)) return;
  const { uid } = self;
  await checkRunsDirectory(dirname(dir), uid);
  checkOne(dir, await factsOf(dir), uid, "directory");
  for (const file of [files.journal, files.plan, files.summary]) {
    checkOne(file, await factsOf(file), uid, "file");
  }
}

/** The user may have put all runs elsewhere with a link of their own. */
async function checkRunsDirectory(directory: string, uid: number): Promise<void> {
  const facts = await factsOf(directory);
  if (!facts?.isSymbolicLink()) return checkOne(directory, facts, uid, "directory");
  if (isOwnedByOther(facts, uid)) throw foreign(directory, "link");
  checkOne(directory, await factsOf(directory, stat), uid, "directory");
}

/** @returns undefined where there is nothing */
async function factsOf(path: string, look: typeof lstat | typeof stat = lstat): Promise<Stats | undefined> {
  try {
    return await look(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw unsafe(`cannot read ${path}: ${systemReason(error)}`, lookAt(path));
  }
}

function checkOne(path: string, facts: Stats | undefined, uid: number, kind: "directory" | "file"): void {
  if (facts === undefined) return;
  if (isOwnedByOther(facts, uid)) throw foreign(path, kind);
  if (facts.isSymbolicLink())
    throw unsafe(`${path} is a symbolic link; runs are not read through links`, lookAt(path));
  const isKind = kind === "directory" ? facts.isDirectory() : facts.isFile();
  if (!isKind)
    throw unsafe(`${path} is not a ${kind === "directory" ? "directory" : "regular file"}`, lookAt(path));
  if ((facts.mode & 0o022) !== 0) {
    const hint: Hint = { say: "if you trust its content", shell: shellOn(path, "chmod", "go-w") };
    throw unsafe(`other users can write to the ${kind} ${path} and could change the run`, hint);
  }
}

function foreign(path: string, kind: string): Failure {
  return unsafe(`the ${kind} ${path} belongs to another user`, lookAt(path));
}

function lookAt(path: string): Hint {
  return { say: "show its owner", shell: shellOn(path, "ls", "-ld") };
}

function unsafe(message: string, hint: Hint): Failure {
  return new Failure("local_io", message, { code: "unsafe_place", hint });
}
