/** What a run applied → a run that takes it back. */
import { checkProfileName } from "../config/profileName.ts";
import { DEFAULTS } from "../config/resolve.ts";
import { Failure } from "../failure.ts";
import { openPlan, planFile } from "../plans/file/read.ts";
import { writePlan } from "../plans/file/write.ts";
import { PLAN_VERSION, type Step } from "../plans/plan.ts";
import { readJournal } from "../runs/journal/read.ts";
import type { Head } from "../runs/journal/record.ts";
import { foldJournal } from "../runs/journal/replay.ts";
import { headOf } from "../runs/resume.ts";
import { lockState } from "../runs/storage/lock.ts";
import { openRun } from "../runs/storage/open.ts";
import { machineOf } from "../runs/storage/processIdentity.ts";
import type { Run } from "../runs/storage/runDirectory.ts";
import { temporaryPlan } from "../runs/storage/temporaryPlan.ts";
import { appliedBackwards, undoSteps } from "../runs/undo.ts";
import { accountOf } from "./account.ts";
import { checkOptions } from "./checkOptions.ts";
import { begin } from "./executePlan.ts";
import { checkMaxChanges, checkRunOptions, RUN_OPTIONS, stateDirOf } from "./executeRun.ts";
import { inOptions } from "./hints.ts";
import { checkRunPlace } from "./resume.ts";
import type { ApplyOptions, RunOptions, RunSummary } from "./run.ts";

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
  const { host, target } = accountOf(options.client);
  const stateDir = await stateDirOf(options, host);
  const run = await openRun(stateDir, options.run, host);
  const head = await headOf(run);
  checkRunPlace(head, target);
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
  const { holder, state } = await lockState(dir, await machineOf(accountOf(client).host));
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
  const { clock, deals, signals } = accountOf(client);
  // The first reading proves every line.
  const reading = readJournal(run.files.journal);
  await foldJournal(reading);
  const pace = { concurrency, rate, clock, signal: signals.soft };
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
