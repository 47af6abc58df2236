/** A run that is taken up again, from whatever its last process left behind. */

import { dirname } from "node:path";
import { Failure } from "../../failure.ts";
import { access } from "../../files/operations.ts";
import { isSystemError } from "../../files/systemError.ts";
import { placeholder } from "../../hint.ts";
import { type CheckedPlan, openPlanFile } from "../../plans/file/read.ts";
import { readJournal, type TornLine } from "../journal/read.ts";
import type { JournalHead } from "../journal/record.ts";
import { resumeJournal } from "../journal/resume.ts";
import { parseShard, type Shard, shardName } from "../shard.ts";
import { lockRun } from "../storage/lock.ts";
import { lockPlan } from "../storage/planLock.ts";
import type { Run } from "../storage/runDirectory.ts";
import type { OpenRun } from "./executor.ts";
import { JournalWriter } from "./journalWriter.ts";
import { combineLocks, type RunDependencies } from "./startRun.ts";
import type { Retry } from "./taskQueue.ts";

/** A run of which is known what it is about, and nothing was touched. */
export type RunWithPlan = {
  readonly run: Run;
  readonly plan: CheckedPlan;
  readonly shard: Shard | undefined;
};

export type ContinuedRun = OpenRun & RunWithPlan & { readonly torn: TornLine | undefined };

/**
 * Checks that the plan is the one that the run began with. Whatever else may refuse the call belongs between this and
 * `continueRun`: from there on the run is no more as its last process left it.
 * @param check called with the head before the plan is read; may throw
 * @throws Failure
 */
export async function readRunWithPlan(
  run: Run,
  check: (head: JournalHead) => void = () => {},
): Promise<RunWithPlan> {
  const head = await headOf(run);
  check(head);
  const plan = await openPlanFile(run.files.plan);
  if (head.plan_digest !== plan.end.digest) throw otherPlan(run);
  return { run, plan, shard: head.shard === undefined ? undefined : parseShard(head.shard) };
}

/**
 * Takes the lock and repairs the journal.
 * @throws Failure; then nothing was sent by this call
 */
export async function continueRun(
  known: RunWithPlan,
  retry: Retry,
  { machine, clock, open }: RunDependencies,
): Promise<ContinuedRun> {
  const { run } = known;
  const own = await lockRun(run.dir, { machine, clock });
  const { plan, shard } = known;
  const about = { digest: plan.end.digest, shard: shard && shardName(shard), run: run.id };
  const planLock = await lockPlan(dirname(dirname(run.dir)), about, { machine, clock }).catch(
    async (error: unknown) => {
      await own.release();
      throw error;
    },
  );
  const lock = combineLocks(own, planLock);
  try {
    const { journal, head, state, torn } = await resumeJournal(run.dir, { clock, retry, open });
    return { ...known, head, lock, torn, journalWriter: new JournalWriter(journal, state, clock) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** @throws Failure `run_not_started`, or why the journal can't be read */
export async function headOf({ files, id }: Run): Promise<JournalHead> {
  const missing = await access(files.journal).then(
    () => false,
    (error: unknown) => isSystemError(error, "ENOENT"),
  );
  if (!missing) {
    for await (const record of readJournal(files.journal)) if (record.type === "head") return record;
  }
  throw new Failure("usage", `run ${id} stopped before its first request; nothing was sent`, {
    code: "run_not_started",
    hint: {
      say: "apply the plan again",
      run: { command: "deals apply", operands: [placeholder("plan.jsonl")] },
    },
  });
}

function otherPlan(run: Run): Failure {
  return new Failure("local_io", `the plan of run ${run.id} was changed`, {
    code: "plan_exchanged",
    hint: {
      say: "the run cannot be resumed; show its changes",
      run: { command: "runs show", operands: [run.id] },
    },
  });
}
