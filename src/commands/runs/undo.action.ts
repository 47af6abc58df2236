/** `routera runs undo [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { Failure } from "../../failure.ts";
import { openPlan, planFile } from "../../plans/file/read.ts";
import { writePlan } from "../../plans/file/write.ts";
import { PLAN_VERSION, type PlanHead, type Step } from "../../plans/plan.ts";
import { checkRunPlace, refuseReadonly } from "../../runs/guards.ts";
import { type JournalEnd, readJournal } from "../../runs/journal/read.ts";
import type { Head } from "../../runs/journal/record.ts";
import { foldJournal, type JournalState } from "../../runs/journal/replay.ts";
import { headOf } from "../../runs/resume.ts";
import { lockState } from "../../runs/storage/lock.ts";
import type { Run } from "../../runs/storage/runDirectory.ts";
import { appliedBackwards, type Restored, undoSteps } from "../../runs/undo.ts";
import { type Performance, performanceFace, rehearsal } from "../bulk/dryRun.ts";
import { begin, checkMaxChanges, shareOf } from "../bulk/execute.ts";
import { failuresFile, failuresPlace } from "../bulk/failures.ts";
import { reachRun, runMeans, temporaryPlan } from "../bulk/findRun.ts";
import { askConsent, checkConsent, preview, questionOf } from "../bulk/preview.ts";
import type { UndoRequest } from "./undo.ts";

export const undoAction: Action<UndoRequest, Performance> = {
  ...performanceFace,
  run: async (context, request) => {
    const settings = await context.settings();
    if (!request.dryRun) refuseReadonly(settings);
    const run = await reachRun(context, request.run);
    if (!request.dryRun) await checkConsent(context, request.yes);
    const head = await headOf(run);
    checkRunPlace(settings, head);
    await refuseRunning(context, run);
    const place = await failuresPlace(context, request);
    const path = await planBack(context, request, run, head);
    const plan = await openPlan(path);
    if (request.dryRun) {
      const { limit } = request;
      const options = { limit: limit === undefined ? undefined : String(limit) };
      const wording = await context.wording();
      const next = wording.line({ command: "runs undo", operands: [run.id], options });
      return rehearsal(plan, { limit, next, wording });
    }
    const share = await shareOf(plan, undefined);
    const changes = Math.min(share.changes, request.limit ?? share.changes);
    checkMaxChanges(changes, request.maxChanges);
    if (share.changes > 0) {
      if (!request.yes) await preview(context, plan, { ...share, changes });
      const profile = settings.profile.value;
      const about = { ...share, changes, undo: head, origin: head.origin, profile, read: true };
      await askConsent(context, request.yes, questionOf(about));
    }
    const file = await failuresFile(context, place, { steps: () => plan.steps() });
    return begin(context, {
      ...request,
      plan,
      source: planFile(path),
      share,
      shard: undefined,
      read: true,
      file,
    });
  },
};

/** Who reads a journal that is still being written takes back only a part. */
async function refuseRunning(context: Context, { dir, id }: Run): Promise<void> {
  const { machine } = await runMeans(context);
  const { holder, state } = await lockState(dir, machine);
  if (state !== "held") return;
  const who = holder ? ` by process ${holder.pid} on ${holder.host}` : "";
  throw new Failure("local_io", `run ${id} is still being carried out${who}`, {
    code: "run_locked",
    retryable: true,
    hint: "wait for it, or stop it with Ctrl-C; then take it back",
  });
}

/** @returns where the plan lies */
async function planBack(context: Context, request: UndoRequest, run: Run, head: Head): Promise<string> {
  const settings = await context.settings();
  const client = await context.deals();
  const { end, state } = await readWhole(run);
  const { undecided } = state;
  if (undecided.size > 0) {
    const resume = (await context.wording()).line({ command: "runs resume", operands: [run.id] });
    await context.warn(
      `the outcome of ${undecided.size} row${undecided.size === 1 ? "" : "s"} of run ${run.id} is not known, so they stay as they are; to find out: ${resume}`,
    );
  }
  const path = await temporaryPlan(context, true);
  const planHead: PlanHead = {
    type: "plan",
    version: PLAN_VERSION,
    kind: "undo",
    origin: head.origin,
    read: true,
    undo_of: run.id,
  };
  const pace = {
    concurrency: request.concurrency ?? settings.concurrency.value,
    rate: request.rate ?? settings.rate.value,
    clock: context.host.clock,
    signal: context.interrupt.soft,
  };
  const progress = await context.progress("reading deals");
  let restored = 0;
  try {
    const steps = undoSteps(appliedBackwards(run.files.journal, end.bytes), { ...pace, client });
    const kept = counted(steps, (done, wasRestored) => {
      if (wasRestored) restored++;
      progress.update(`reading deals: ${done} of ${state.counts.applied}`);
    });
    await writePlan(path, planHead, kept, () => restored);
  } finally {
    progress.done();
  }
  return path;
}

/** Proves every line, and tells where the rows stand. */
async function readWhole({
  files,
}: Run): Promise<{ readonly state: JournalState; readonly end: JournalEnd }> {
  const reading = readJournal(files.journal);
  const state = await foldJournal(reading);
  return { state, end: reading.end() };
}

async function* counted(
  steps: AsyncIterable<Step | Restored>,
  tell: (done: number, wasRestored: boolean) => void,
): AsyncGenerator<Step> {
  let done = 0;
  for await (const step of steps) {
    tell(++done, step.type === "restored");
    if (step.type !== "restored") yield step;
  }
}
