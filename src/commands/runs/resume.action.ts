/** `routera runs resume [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { privateStateFolder } from "../../files/privateFile.ts";
import { laterTasks, linesOfRows, RETAKEN, type Task } from "../../runs/engine/taskQueue.ts";
import { checkRunTarget, refuseReadonly } from "../../runs/guards.ts";
import type { JournalState } from "../../runs/journal/replay.ts";
import { isTakenBack, listRuns, undoneBy } from "../../runs/list.ts";
import { continueRun, type KnownRun, knownRun } from "../../runs/resume.ts";
import { type Carried, carriedFace, carryOut, haltOf, shareOf } from "../bulk/execute.ts";
import { failuresFile, failuresPlace } from "../bulk/failures.ts";
import { reachRun, runMeans } from "../bulk/findRun.ts";
import type { ResumeRequest } from "./resume.ts";

export const resumeAction: Action<ResumeRequest, Carried> = {
  ...carriedFace,
  run: async (context, request) => {
    const { concurrency, rate, retry } = request;
    const account = await context.account();
    refuseReadonly(account);
    const run = await reachRun(context, request.run);
    const stateDir = await privateStateFolder(context.host);
    const place = await failuresPlace(context, request);
    const means = await runMeans(context);
    const runs = await listRuns(stateDir, means.machine, context.host);
    const [undone] = undoneBy(runs, run.id);
    await account.deals();
    const known = await knownRun(run, (head) => checkRunTarget(account, head));
    const { plan, shard } = known;
    // What is refused must leave the run as it is: its end in the journal, its summary, nobody's lock.
    const share = await shareOf(plan, shard);
    const file = await failuresFile(context, place, { steps: () => plan.steps() });
    const open = await continueRun(known, retry, means);
    const { head, ledger, torn } = open;
    if (head.token_fingerprint !== (await account.fingerprint())) {
      await context.warn(
        `run ${run.id} began with another token than this one: check that it is the same account`,
      );
    }
    if (undone !== undefined) {
      await context.warn(
        `run ${run.id} was taken back by ${undone}: what that changed back stays so, and only what was left is done`,
      );
    }
    if (torn)
      await context.note(
        `the last line of the journal was half written and was cut off (${torn.bytes} bytes)`,
      );
    const isBack = isTakenBack(runs, run.id, ledger.state.lastWriteAt);
    const left = leftOf(ledger.state, share.changes, request);
    return carryOut(context, {
      ...open,
      tasks: tasksOf(known, ledger.state, request),
      halt: haltOf(request, left),
      rows: share.changes,
      left,
      impossible: share.impossible,
      read: plan.head.read && head.read !== false,
      takenBack: isBack ? ledger.state.counts.applied : 0,
      concurrency,
      rate,
      failures: file,
    });
  },
};

/** What goes wrong from the first line of it on stops a run that is at work, and so closes it in good order. */
async function* tasksOf(
  { plan, shard }: KnownRun,
  state: JournalState,
  { limit, retry }: ResumeRequest,
): AsyncGenerator<Task> {
  const lines = await linesOfRows(plan.steps(), new Set(state.undecided.keys()));
  yield* laterTasks(plan.steps(), state, retry, { shard, limit }, lines);
}

/** How many rows this call will take. */
function leftOf({ counts, undecided }: JournalState, rows: number, { limit, retry }: ResumeRequest): number {
  const { applied, conflict, failed, rejected, skipped } = counts;
  const known = applied + conflict + failed + rejected + skipped + undecided.size;
  const retaken: Readonly<Record<string, number>> = { conflict, failed, rejected, skipped };
  const again = RETAKEN[retry].reduce((sum, state) => sum + (retaken[state] ?? 0), 0);
  const left = rows - known + undecided.size + again;
  return Math.min(left, limit ?? left);
}
