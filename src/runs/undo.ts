/** Operation: undoes a run by a run of its inverse. */
import type { Account } from "../account/account.ts";
import { Failure } from "../failure.ts";
import { openPlanFile, planFile } from "../plans/file/read.ts";
import { writePlan } from "../plans/file/write.ts";
import { PLAN_VERSION, type PlanHead, type Step } from "../plans/plan.ts";
import { headOf } from "./engine/continueRun.ts";
import { appliedChangesReverse, undoSteps } from "./engine/undoSteps.ts";
import {
  checkMaxChanges,
  emptyRun,
  executePlan,
  type PlannedRun,
  type RunExecution,
  type RunObserver,
  type RunParameters,
  shareOf,
} from "./execute.ts";
import { failuresPlace } from "./failures/place.ts";
import { checkApproved, checkDryRun, checkRunTarget, refuseReadonly } from "./guards.ts";
import { readJournal } from "./journal/read.ts";
import type { JournalHead } from "./journal/record.ts";
import { replayJournal } from "./journal/replay.ts";
import { lockState } from "./storage/lock.ts";
import { openRun } from "./storage/open.ts";
import { machineOf } from "./storage/processIdentity.ts";
import type { Run } from "./storage/runDirectory.ts";
import { temporaryPlan } from "./storage/temporaryPlan.ts";
import { chooseUndo, type NothingToUndo, type UndoChoice } from "./undoChoice.ts";

export type UndoParameters = RunParameters & {
  /** The digest of the one plan that may be applied, as a dry run reported it. */
  readonly approve?: string | undefined;
  readonly maxChanges?: number | undefined;
  /** True: nothing is written, and no one is asked. */
  readonly dryRun?: boolean | undefined;
};

/**
 * A deal that is not exactly as the run left it is reported as one that cannot be changed, and stays. Rows of unknown outcome
 * stay as well.
 * @param name a run ID, or the beginning of one that fits no other. Undefined or `last`: the newest run of this target that wrote
 * something; where that is an undo, or is undone already, nothing changes. An undo is only undone by its ID.
 * @throws Failure; then nothing was sent
 */
export async function undoRun(
  account: Account,
  name: string | undefined,
  options: UndoParameters,
  on: RunObserver,
): Promise<RunExecution> {
  const prepared = await prepareUndo(account, name, options, on);
  return options.dryRun ? emptyRun(account, prepared) : executePlan(account, prepared, options, on);
}

/** All that can refuse the undo. */
export async function prepareUndo(
  account: Account,
  name: string | undefined,
  options: UndoParameters,
  on: RunObserver,
): Promise<PlannedRun> {
  checkDryRun(options);
  if (!options.dryRun) refuseReadonly(account);
  const chosen = await chosenRun(account, name);
  if ("nothing" in chosen) return nothingToUndo(account, chosen, on);
  const { run } = chosen;
  if (!options.dryRun) await on.canConfirm?.();
  const head = await headOf(run);
  checkRunTarget(account, head);
  await refuseRunning(account, run);
  const failures = await failuresPlace(account.host, options.failures, on);
  const path = await planInverse(account, run, head, options, on);
  const plan = await openPlanFile(path);
  checkApproved(plan, options.approve);
  const share = await shareOf(plan, undefined);
  const changes = checkMaxChanges(share, options);
  return { plan, source: planFile(path), share, changes, read: true, hasOwnPlan: true, undo: head, failures };
}

/** @param name undefined or `last`: the newest run of this target that wrote something */
async function chosenRun(account: Account, name: string | undefined): Promise<UndoChoice> {
  if (name === undefined || name === "last") return chooseUndo(account);
  return { run: await openRun(await account.stateDir.find(), name, account.host) };
}

/** An undo without steps. */
async function nothingToUndo(
  account: Account,
  { head, nothing }: Extract<UndoChoice, { nothing: NothingToUndo }>,
  on: RunObserver,
): Promise<PlannedRun> {
  const path = await temporaryPlan(account, on, { isRun: true });
  await writePlan(path, inverseHead(head), noSteps(), () => 0);
  const plan = await openPlanFile(path);
  const share = { changes: 0, blocked: 0 };
  return {
    plan,
    source: planFile(path),
    share,
    changes: 0,
    read: true,
    hasOwnPlan: true,
    undo: head,
    nothing,
  };
}

async function* noSteps(): AsyncGenerator<Step> {}

function inverseHead({ origin, run }: Pick<JournalHead, "origin" | "run">): PlanHead {
  return { type: "plan", version: PLAN_VERSION, kind: "undo", origin, read: true, undo_of: run };
}

/** Who reads a journal that is still being written undoes only a part. */
async function refuseRunning({ host }: Account, { dir, id }: Run): Promise<void> {
  const { owner, state } = await lockState(dir, await machineOf(host));
  if (state !== "held") return;
  const who = owner ? ` by process ${owner.pid} on ${owner.host}` : "";
  throw new Failure("local_io", `run ${id} is still running${who}`, {
    code: "run_locked",
    retryable: true,
    hint: "wait for it, or stop it with Ctrl-C; then undo it",
  });
}

/** @returns where the plan is */
async function planInverse(
  account: Account,
  run: Run,
  { origin }: JournalHead,
  { concurrency, rate }: UndoParameters,
  on: RunObserver,
): Promise<string> {
  const { clock, defaults, signals } = account;
  const client = await account.deals();
  // The first reading proves every line.
  const reading = readJournal(run.files.journal);
  const state = await replayJournal(reading);
  const unknown = state.counts.unknown;
  if (unknown > 0) {
    await on.warning?.({
      code: "unknown_outcome",
      say: `${unknown} row${unknown === 1 ? "" : "s"} of run ${run.id} with an unknown outcome cannot be undone; to find the outcome, resume the run`,
      run: { command: "runs resume", operands: [run.id] },
    });
  }
  const path = await temporaryPlan(account, on, { isRun: true });
  const head = inverseHead({ origin, run: run.id });
  const pace = {
    concurrency: concurrency ?? defaults.concurrency,
    rate: rate ?? defaults.rate,
    clock,
    signal: signals.soft,
  };
  let done = 0;
  let restored = 0;
  const tell = () =>
    on.progress?.({ done, total: state.counts.applied, changes: done - restored, steps: done - restored });
  async function* steps(): AsyncGenerator<Step> {
    const sent = appliedChangesReverse(run.files.journal, reading.end().bytes);
    for await (const step of undoSteps(sent, { ...pace, client })) {
      done += 1;
      if (step.type === "restored") restored += 1;
      await tell();
      if (step.type !== "restored") yield step;
    }
  }
  await tell();
  try {
    await writePlan(path, head, steps(), () => restored);
  } finally {
    await on.progress?.(undefined);
  }
  return path;
}
