/**
 * Finds run directories that were brought together from several machines, such as the artifacts of a CI matrix. They are only
 * read, and nothing in them is resumed or sent. Owners and modes are not checked, because artifacts lose them; instead each
 * journal must state the digest of the plan that the user named, and the copy of the plan beside it is not used.
 */
import { join } from "node:path";
import { asFailure, type Failure, usage } from "../../failure.ts";
import { readdir } from "../../files/operations.ts";
import { isSystemError, readReason } from "../../files/systemError.ts";
import type { CheckedPlan } from "../../plans/file/read.ts";
import { readJournal } from "../journal/read.ts";
import type { JournalHead } from "../journal/record.ts";
import { parseShard } from "../shard.ts";
import { filesOf, isRunId, type Run } from "../storage/runDirectory.ts";

export type GatheredRun = Run & { readonly head: JournalHead; readonly bytes: number };

/** A directory that looks like a run and is not counted. */
export type IgnoredRun = {
  readonly dir: string;
  readonly code: "other_plan" | "damaged" | "not_started";
  readonly reason: string;
};

export type GatheredRuns = { readonly runs: readonly GatheredRun[]; readonly ignored: readonly IgnoredRun[] };

const MAX_DEPTH = 8;
const MAX_DIRECTORIES = 20_000;

/**
 * @param roots directories, each a run or above runs; links below them are not followed
 * @param planFile where the plan is, which rows are read from
 * @throws Failure `directory_unreadable`, `too_many_directories`
 */
export async function gatherRuns(
  roots: readonly string[],
  plan: Pick<CheckedPlan, "end">,
  planFile: string,
): Promise<GatheredRuns> {
  const runs = new Map<string, GatheredRun>();
  const ignored: IgnoredRun[] = [];
  for (const dir of await runDirectories(roots)) {
    const found = await lookAt(dir, plan, planFile);
    if ("code" in found) ignored.push(found);
    else {
      // A run that was resumed on another machine is there twice: its longer journal reports more.
      const known = runs.get(found.id);
      if (known === undefined || known.bytes < found.bytes) runs.set(found.id, found);
    }
  }
  return { runs: [...runs.values()].sort((a, b) => (a.id < b.id ? 1 : -1)), ignored };
}

async function runDirectories(roots: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  let left = MAX_DIRECTORIES;
  const visit = async (dir: string, depth: number): Promise<void> => {
    if (--left < 0) {
      throw usage(
        "too_many_directories",
        `more than ${MAX_DIRECTORIES} directories`,
        "name the directories of the runs",
      );
    }
    const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
      throw unreadable(dir, error);
    });
    if (entries.some((entry) => entry.name === JOURNAL)) found.add(dir);
    if (depth === 0) return;
    for (const entry of entries) if (entry.isDirectory()) await visit(join(dir, entry.name), depth - 1);
  };
  for (const root of roots) await visit(root, MAX_DEPTH);
  return [...found];
}

const JOURNAL = "journal.jsonl";

function unreadable(dir: string, error: unknown): Failure {
  if (!isSystemError(error)) throw error;
  return usage("directory_unreadable", `cannot read the directory ${dir}: ${readReason(error)}`);
}

async function lookAt(
  dir: string,
  { end }: Pick<CheckedPlan, "end">,
  plan: string,
): Promise<GatheredRun | IgnoredRun> {
  const files = { ...filesOf(dir), plan };
  const damaged = (reason: string) => ({ dir, code: "damaged", reason }) as const;
  try {
    const reading = readJournal(files.journal, { lenient: true });
    let head: JournalHead | undefined;
    for await (const record of reading) if (record.type === "head") head = record;
    const { bytes, lines } = reading.end();
    if (lines === 0) return { dir, code: "not_started", reason: "nothing was sent" };
    if (head === undefined) return damaged("its first line cannot be read");
    if (head.plan_digest !== end.digest) {
      return { dir, code: "other_plan", reason: `run ${head.run} belongs to the plan ${head.plan_digest}` };
    }
    if (!isRunId(head.run) || head.rows !== end.changes || !isShardName(head.shard))
      return damaged("its first line does not match the plan");
    return { id: head.run, dir, files, head, bytes };
  } catch (error) {
    return damaged(asFailure(error).message);
  }
}

function isShardName(shard: string | undefined): boolean {
  try {
    return shard === undefined || parseShard(shard).count > 0;
  } catch {
    return false;
  }
}
