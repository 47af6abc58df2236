/** What a run applied → a run that takes it back. */
import { appliedBackwards } from "../bulk/apply/appliedBackwards.ts";
import { headOf } from "../bulk/apply/continueRun.ts";
import { undoSteps } from "../bulk/apply/undoSteps.ts";
import { foldJournal } from "../bulk/journal/foldJournal.ts";
import type { Head } from "../bulk/journal/journalRecord.ts";
import { lockState } from "../bulk/journal/lockRun.ts";
import { machineOf } from "../bulk/journal/machine.ts";
import { openRun } from "../bulk/journal/openRun.ts";
import { readJournal } from "../bulk/journal/readJournal.ts";
import type { Run } from "../bulk/journal/run.ts";
import { planFile } from "../bulk/plan/planLines.ts";
import { openPlan } from "../bulk/plan/readPlan.ts";
import { PLAN_VERSION, type Step } from "../bulk/plan/step.ts";
import { temporaryPlan } from "../bulk/plan/temporaryPlan.ts";
import { writePlan } from "../bulk/plan/writePlan.ts";
import { Failure } from "../failure.ts";
import { checkProfileName } from "../profile/profileName.ts";
import { DEFAULTS } from "../profile/resolve.ts";
import type { ApplyOptions } from "./apply.ts";
import { begin } from "./begin.ts";
import { checkOptions } from "./checkOptions.ts";
import { inOptions } from "./hints.ts";
import { insideOf } from "./inside.ts";
import { checkRunPlace } from "./resume.ts";
import { checkMaxChanges, checkRunOptions, RUN_OPTIONS, stateDirOf } from "./runGuards.ts";
import type { RunOptions } from "./runOptions.ts";
import type { RunSummary } from "./runSummary.ts";

export type UndoOptions = RunOptions &
  Pick<ApplyOptions, "maxChanges" | "profile"> & {
    /** The id of the run to take back, the beginning of one that fits no other, or `last`. */
    readonly run: string;
  };

/**
 * Takes back what a run applied. A deal that is not exactly as the run left it is told as `impossible` and stays.
 * Rows whose outcome is not known stay as well: `resume` the run first.
 * @throws RouteraFailure, before anything was sent: `run_not_found`, `run_locked`, `run_of_another_place`, …
 */
export function undo(options: UndoOptions): Promise<RunSummary> {
  return inOptions(() => undone(options));
}

async function undone(options: UndoOptions): Promise<RunSummary> {
  checkOptions("undo", options, TYPES, ["client", "run"]);
  checkRunOptions(options);
  if (options.profile !== undefined) checkProfileName(options.profile);
  const { host, origin } = insideOf(options.client);
  const stateDir = await stateDirOf(options, host);
  const run = await openRun(stateDir, options.run, host);
  const head = await headOf(run);
  checkRunPlace(head, origin);
  await refuseRunning(run, options);
  const { path, remove } = await temporaryPlan(stateDir, {
    machine: await machineOf(host),
    clock: host.clock,
  });
  try {
    await planBack(path, run, head, options);
    const plan = await openPlan(path);
    checkMaxChanges(plan.end.changes, options);
    return await begin(options, {
      plan,
      source: planFile(path),
      shard: undefined,
      share: plan.end,
      read: true,
    });
  } finally {
    await remove();
  }
}

const TYPES = { ...RUN_OPTIONS, run: "string", maxChanges: "number", profile: "string" } as const;

/** Who reads a journal that is still being written takes back only a part. */
async function refuseRunning({ dir, id }: Run, { client }: RunOptions): Promise<void> {
  const { holder, state } = await lockState(dir, await machineOf(insideOf(client).host));
  if (state !== "held") return;
  const who = holder ? ` by process ${holder.pid} on ${holder.host}` : "";
  throw new Failure("local_io", `run ${id} is still being carried out${who}`, {
    code: "run_locked",
    retryable: true,
    hint: "wait for it, or stop it; then take it back",
  });
}

async function planBack(path: string, run: Run, head: Head, options: UndoOptions): Promise<void> {
  const { client, concurrency = DEFAULTS.concurrency, rate } = options;
  const { deals, host, interrupt } = insideOf(client);
  // The first reading proves every line.
  const reading = readJournal(run.files.journal);
  await foldJournal(reading);
  const pace = { concurrency, rate, clock: host.clock, signal: interrupt.soft };
  const sent = appliedBackwards(run.files.journal, reading.end().bytes);
  let restored = 0;
  async function* steps(): AsyncGenerator<Step> {
    for await (const step of undoSteps(sent, { ...pace, client: await deals() })) {
      if (step.type === "restored") restored += 1;
      else yield step;
    }
  }
  const { origin } = head;
  const planHead = {
    type: "plan",
    version: PLAN_VERSION,
    kind: "undo",
    origin,
    read: true,
    undo_of: run.id,
  } as const;
  await writePlan(path, planHead, steps(), () => restored);
}
