/** Operation: resumes a run that was stopped, killed or cut off, or that has pending rows. */
import type { Account } from "../account/account.ts";
import { Failure } from "../failure.ts";
import { withoutNames } from "../plans/file/report.ts";
import { continueRun, type RunWithPlan, readRunWithPlan } from "./engine/continueRun.ts";
import { aboutOf, type RunEnd } from "./engine/executor.ts";
import type { RowReport } from "./engine/rowReport.ts";
import {
  changesForResume,
  linesOfRows,
  RETRYABLE_STATES,
  type Retry,
  type Task,
  tasksForResume,
} from "./engine/taskQueue.ts";
import {
  executeRun,
  type PendingChanges,
  type RunExecution,
  type RunObserver,
  type RunParameters,
  type Share,
  shareOf,
} from "./execute.ts";
import { failuresFile, failuresPlace } from "./failures/place.ts";
import { checkRunTarget, refuseReadonly } from "./guards.ts";
import { readJournal } from "./journal/read.ts";
import type { JournalHead } from "./journal/record.ts";
import { type JournalState, replayJournal } from "./journal/replay.ts";
import { isUndone, listRuns, undoneBy } from "./list.ts";
import { failedCount } from "./result.ts";
import { lockState } from "./storage/lock.ts";
import { openRun } from "./storage/open.ts";
import type { Run } from "./storage/runDirectory.ts";
import { type RunStore, runStore } from "./storage/runStore.ts";
import { readSummary } from "./storage/summary.ts";

export type ResumeParameters = RunParameters & {
  /** Which rows are taken besides those of unknown outcome, which are settled first. */
  readonly retry: Retry;
  /** What happens where the run began with another token: it may be that of another account. */
  readonly differentToken: "warn" | "refuse";
};

/**
 * @param name a run ID, the beginning of one that fits no other, or `last`
 * @throws Failure; then nothing was sent
 */
export async function resumeRun(
  account: Account,
  name: string,
  options: ResumeParameters,
  on: RunObserver,
): Promise<RunExecution> {
  const { differentToken, retry } = options;
  refuseReadonly(account);
  const run = await openRun(await account.stateDir.find(), name, account.host);
  await account.stateDir.open();
  const place = await failuresPlace(account.host, options.failures, on);
  const store = await runStore(account);
  const runs = await listRuns(store);
  const [undone] = undoneBy(runs, run.id);
  await account.deals();
  const mine = await account.fingerprint();
  const known = await readRunWithPlan(run, (head) => {
    checkRunTarget(account, head);
    if (differentToken === "refuse") checkRunToken(head, mine);
  });
  const { plan, shard } = known;
  // What is refused must leave the run as it is: its end in the journal, its summary, no one's lock.
  const share = await shareOf(plan, shard);
  const finished = await finishedState(run, share.changes, options, store);
  if (finished !== undefined) {
    const undone = isUndone(runs, run.id, finished.lastWriteAt) ? finished.counts.applied : 0;
    const read = plan.head.read && finished.head?.read !== false;
    return finishedRun(finished, share, { read, undone });
  }
  const failures = await failuresFile(on, place, { steps: () => plan.steps() });
  const open = await continueRun(known, retry, store);
  const { head, journalWriter, torn } = open;
  if (head.token_fingerprint !== mine) {
    await on.warning?.({
      code: "other_token",
      say: `run ${run.id} was started with a different token; check that it is for the same account`,
    });
  }
  if (undone !== undefined) {
    await on.warning?.({
      code: "run_undone",
      say: `run ${run.id} was undone by ${undone}: undone changes are not applied again, only pending ones`,
    });
  }
  if (torn) {
    await on.warning?.({
      code: "torn_journal",
      say: `the last line of the journal was incomplete and was removed (${torn.bytes} bytes)`,
      isNote: true,
    });
  }
  const isBack = isUndone(runs, run.id, journalWriter.state.lastWriteAt);
  const execution = {
    ...open,
    tasks: tasksOf(known, journalWriter.state, options),
    share,
    left: leftOf(journalWriter.state, share.changes, options),
    read: plan.head.read && head.read !== false,
    undone: isBack ? journalWriter.state.counts.applied : 0,
    failures,
  };
  const started = async (id: string): Promise<void> => {
    await on.started?.(id);
    if (execution.left > 0) await on.resuming?.(pendingChanges(known, journalWriter.state, options));
  };
  return executeRun(account, execution, options, { ...on, started });
}

function pendingChanges(
  { plan, run, shard }: RunWithPlan,
  state: JournalState,
  { limit, retry }: ResumeParameters,
): PendingChanges {
  const steps = changesForResume(withoutNames(plan).steps(), state, retry, { shard, limit });
  return { head: plan.head, steps, planFile: run.files.plan };
}

/** @returns undefined where the run has rows for this call; the summary is a hint, the journal decides */
async function finishedState(
  { dir, files }: Run,
  rows: number,
  options: ResumeParameters,
  { machine }: RunStore,
): Promise<JournalState | undefined> {
  if (!(await readSummary(dir))?.complete || (await lockState(dir, machine)).state === "held")
    return undefined;
  const state = await replayJournal(readJournal(files.journal));
  return state.complete && leftOf(state, rows, options) === 0 ? state : undefined;
}

/** A run that is complete, and stays as it is. */
function finishedRun(
  { counts, head }: JournalState,
  { blocked, changes }: Share,
  facts: Pick<RunExecution, "read" | "undone">,
): RunExecution {
  if (head === undefined) throw new Error("a complete run has a head");
  const end: RunEnd = {
    run: head.run,
    ...aboutOf(head),
    rows: changes,
    counts,
    blocked,
    failed: failedCount(counts, blocked),
    pending: 0,
    complete: true,
    wasComplete: true,
    stopped: undefined,
    stopReasons: [],
    failures: [],
    failureCount: 0,
    storedDifferently: 0,
    unproved: [],
    ms: 0,
  };
  return { ...facts, run: undefined, events: noEvents(), end: () => end, hasEnded: () => true, left: 0 };
}

async function* noEvents(): AsyncGenerator<RowReport> {}

/** No one reads a warning in a program: the rest of a run must not go into the wrong account. */
function checkRunToken({ run, token_fingerprint }: JournalHead, mine: string): void {
  if (token_fingerprint === mine) return;
  throw new Failure("conflict", `run ${run} was started with a different token`, {
    code: "run_token_mismatch",
    hint: "if it is for the same account, pass allowDifferentToken: true",
  });
}

/** What goes wrong from the first line of it on stops a run that is at work, and so closes it in good order. */
async function* tasksOf(
  { plan, shard }: RunWithPlan,
  state: JournalState,
  { limit, retry }: ResumeParameters,
): AsyncGenerator<Task> {
  const lines = await linesOfRows(plan.steps(), new Set(state.unknown.keys()));
  yield* tasksForResume(plan.steps(), state, retry, { shard, limit }, lines);
}

/** How many rows this call will take. */
function leftOf({ counts }: JournalState, rows: number, { limit, retry }: ResumeParameters): number {
  const { applied, conflict, rejected, retryable, skipped, unknown } = counts;
  const known = applied + conflict + rejected + retryable + skipped + unknown;
  const retaken: Readonly<Record<string, number>> = { conflict, rejected, retryable, skipped };
  const again = RETRYABLE_STATES[retry].reduce((sum, state) => sum + (retaken[state] ?? 0), 0);
  const left = rows - known + unknown + again;
  return Math.min(left, limit ?? left);
}
