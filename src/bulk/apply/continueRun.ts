/** A run that is taken up again, from whatever its last process left behind. */
import { Failure } from "../../failure.ts";
import { lockRun } from "../journal/lockRun.ts";
import { readJournal, type TornLine } from "../journal/readJournal.ts";
import { resumeJournal } from "../journal/resumeJournal.ts";
import type { Run } from "../journal/run.ts";
import { openPlan, type Plan } from "../plan/readPlan.ts";
import { Ledger } from "./ledger.ts";
import type { OpenRun } from "./perform.ts";
import { parseShard, type Shard } from "./shard.ts";
import type { RunMeans } from "./startRun.ts";
import type { Retry } from "./work.ts";

export type ContinuedRun = OpenRun & {
  readonly plan: Plan;
  readonly shard: Shard | undefined;
  readonly torn: TornLine | undefined;
};

/**
 * Takes the lock, mends the journal, and checks that the plan is the one that the run began with.
 * @throws Failure; then nothing was sent by this call
 */
export async function continueRun(run: Run, retry: Retry, means: RunMeans): Promise<ContinuedRun> {
  const { machine, clock, open } = means;
  const plan = await openPlan(run.files.plan);
  const lock = await lockRun(run.dir, { machine, clock });
  try {
    await checkHead(run, plan);
    const { journal, head, state, torn } = await resumeJournal(run.dir, { clock, retry, open });
    const shard = head.shard === undefined ? undefined : parseShard(head.shard);
    return { run, head, lock, plan, shard, torn, ledger: new Ledger(journal, state, clock) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Before the journal is touched: a plan that was exchanged is found while nothing has happened. */
async function checkHead(run: Run, plan: Plan): Promise<void> {
  for await (const record of readJournal(run.files.journal)) {
    if (record.type === "head" && record.plan_digest !== plan.end.digest) throw otherPlan(run);
    return;
  }
}

function otherPlan(run: Run): Failure {
  return new Failure("local_io", `the plan of run ${run.id} is not the one that it began with`, {
    code: "plan_exchanged",
    hint: `it cannot be resumed; see what was done: routera runs show ${run.id}`,
  });
}
