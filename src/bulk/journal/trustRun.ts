/**
 * Whether a run can be what this user began. Its plan is carried out and its journal believed without another question, and
 * their checksums can be made by anybody; so nobody else may have been able to write them. Windows keeps no such facts in a
 * file's mode; nothing is checked there.
 */
import type { Stats } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../../failure.ts";
import { shellWord } from "../../profile/shellWord.ts";
import { hasOwners, isForeign, type Self } from "../../profile/trust.ts";
import { isSystemError, systemReason } from "./journalFailure.ts";
import type { Run } from "./run.ts";

/**
 * Checks the folder of all runs, that of this one, and what is read in it. In a folder that is private nobody can swap what was
 * looked at, so that looking once is enough.
 * @throws Failure `unsafe_place`
 */
export async function checkRunTrust({ dir, files }: Run, self: Self): Promise<void> {
  if (!hasOwners(self)) return;
  const { uid } = self;
  await checkRunsFolder(dirname(dir), uid);
  checkOne(dir, await factsOf(dir), uid, "folder");
  for (const file of [files.journal, files.plan, files.summary]) {
    checkOne(file, await factsOf(file), uid, "file");
  }
}

/** The user may have put all runs elsewhere with a link of their own. */
async function checkRunsFolder(folder: string, uid: number): Promise<void> {
  const facts = await factsOf(folder);
  if (!facts?.isSymbolicLink()) return checkOne(folder, facts, uid, "folder");
  if (isForeign(facts, uid)) throw foreign(folder, "link");
  checkOne(folder, await factsOf(folder, stat), uid, "folder");
}

/** @returns undefined where there is nothing */
async function factsOf(path: string, look: typeof lstat | typeof stat = lstat): Promise<Stats | undefined> {
  try {
    return await look(path);
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw unsafe(`cannot look at ${path}: ${systemReason(error)}`, lookAt(path));
  }
}

function checkOne(path: string, facts: Stats | undefined, uid: number, kind: "folder" | "file"): void {
  if (facts === undefined) return;
  if (isForeign(facts, uid)) throw foreign(path, kind);
  if (facts.isSymbolicLink()) throw unsafe(`${path} is a link; no run is read through one`, lookAt(path));
  const isKind = kind === "folder" ? facts.isDirectory() : facts.isFile();
  if (!isKind)
    throw unsafe(`${path} is not a ${kind === "folder" ? "folder" : "regular file"}`, lookAt(path));
  if ((facts.mode & 0o022) !== 0) {
    const hint = `if what it holds is yours: chmod go-w ${shellWord(path)}`;
    throw unsafe(`others may write to the ${kind} ${path}, and so could change what a run does`, hint);
  }
}

function foreign(path: string, kind: string): Failure {
  return unsafe(`the ${kind} ${path} belongs to another user`, lookAt(path));
}

function lookAt(path: string): string {
  return `see whose it is: ls -ld ${shellWord(path)}`;
}

function unsafe(message: string, hint: string): Failure {
  return new Failure("local_io", message, { code: "unsafe_place", hint });
}
