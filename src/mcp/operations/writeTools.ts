/** Tools that change deals. They are there only where the server was started with them, and never for a read-only profile. */
import { z } from "zod";
import { questionOf } from "../../commands/bulk/preview.ts";
import { reportStopReason, summaryOf } from "../../commands/bulk/report.ts";
import { describeFailure, Failure } from "../../failure.ts";
import { type JsonObject, jsonNumber } from "../../json.ts";
import { findSavedPlan, type SavedPlan, savePlan } from "../../plans/file/saved.ts";
import { applyPlan } from "../../runs/apply.ts";
import type { PlannedRun, RunExecution, RunObserver } from "../../runs/execute.ts";
import { listRuns } from "../../runs/list.ts";
import { exitOfRun } from "../../runs/result.ts";
import { runStore } from "../../runs/storage/runStore.ts";
import { prepareUndo, undoRun } from "../../runs/undo.ts";
import { type NothingToUndo, nothingText } from "../../runs/undoChoice.ts";
import { failureObjectJson } from "../../views/failure.ts";
import { runSummaryView } from "../../views/run.ts";
import { type Call, type ToolResult, tool } from "../call.ts";
import { canAsk, checkClientCanAsk } from "../confirmation.ts";
import type { MadeHere, Session } from "../session.ts";
import { UNTRUSTED_NOTICE } from "../untrusted.ts";
import { digestArgument, PLAN_OUTPUT, planResult, WARNINGS_OUTPUT } from "./planResult.ts";
import { previewText } from "./previewText.ts";
import { RunResults } from "./runResults.ts";
import { oneValue, runArgument } from "./runTools.ts";

const RUN_OUTPUT = {
  notice: z.string(),
  run: z.string().nullable().describe("ID of the run; null if there was nothing to change"),
  complete: z.boolean(),
  results: z.array(z.looseObject({ id: z.string(), outcome: z.string() })),
  omitted: z.int().describe("Number of results that are not shown"),
  stop_reasons: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  exit_code: z.int().describe("0: every change was applied or skipped"),
};

export const applyPlanTool = tool({
  name: "apply_plan",
  title: "Apply a plan",
  description:
    "Applies a plan that plan_changes made in this session, by its digest, once. Each deal is read again first and not overwritten if it changed after the plan. Clients that can prompt ask the user first. The result is a run, which undo_run can undo.",
  input: z.strictObject({ digest: digestArgument }),
  output: z.looseObject({ ...RUN_OUTPUT, ...WARNINGS_OUTPUT }),
  writes: true,
  run: async (call, { digest }) => {
    const { account, session } = call;
    checkClientCanAsk(call.client, session.options.yes);
    const saved = await findMadeHere(call, digest);
    const source = { from: "plan", source: saved.source } as const;
    return claimed(saved.made, (on) =>
      applyPlan(account, source, { approve: digest, maxChanges: session.options.maxChanges }, on),
    )(call, saved);
  },
});

export const undoRunTool = tool({
  name: "undo_run",
  title: "Undo a run",
  description:
    "Without `digest`: previews the undo of a run, and returns the digest of that plan; nothing is written. With that digest: applies it. A deal that changed after the run is not overwritten.",
  input: z.strictObject({ run: runArgument, digest: digestArgument.optional() }),
  output: z.looseObject({
    ...WARNINGS_OUTPUT,
    notice: z.string(),
    applied_here: z.boolean().describe("False: this is a preview, and nothing was written"),
    digest: PLAN_OUTPUT.digest.optional(),
  }),
  writes: true,
  run: async (call, { digest, run }) => {
    const { account, on, session, warnings } = call;
    const { maxChanges, yes } = session.options;
    if (digest === undefined) {
      const planned = await prepareUndo(account, run, { maxChanges, dryRun: true }, on);
      const { nothing } = planned;
      if (nothing !== undefined) return nothingToUndo(session, planned, nothing, warnings);
      const undo = planned.undo?.run ?? run;
      await savePlan(account, planned);
      const at = account.host.clock.now();
      session.plans.set(planned.plan.end.digest, { undo, at, state: "ready" });
      return { value: { ...(await planResult(session, planned)), applied_here: false, warnings } };
    }
    checkClientCanAsk(call.client, yes);
    const saved = await findMadeHere(call, digest);
    if (saved.made.undo?.startsWith(run) !== true && run !== "last") throw otherRun(run, saved.made.undo);
    const id = saved.made.undo ?? run;
    const { exitCode, value } = await claimed(saved.made, (observer) =>
      undoRun(account, id, { approve: digest, maxChanges }, observer),
    )(call, saved);
    return { exitCode, value: { ...value, applied_here: true } };
  },
});

/** There is no digest: nothing can be undone with it. */
async function nothingToUndo(
  session: Session,
  planned: PlannedRun,
  nothing: NothingToUndo,
  warnings: readonly JsonObject[],
): Promise<ToolResult> {
  const { digest: _digest, ...preview } = await planResult(session, planned);
  const { older } = nothing;
  const line =
    older === undefined
      ? ""
      : `; to undo an older run: ${session.wording.line({ command: "runs undo", operands: [older] })}`;
  const why = { code: "nothing_to_undo", message: `${nothingText(nothing)}${line}` };
  return { value: { ...preview, applied_here: false, warnings: [...warnings, why] } };
}

type FoundPlan = SavedPlan & { readonly made: MadeHere };

/** @throws Failure `plan_not_found`, `plan_not_made_here`, `plan_already_applied` */
async function findMadeHere({ account, session }: Call, digest: string): Promise<FoundPlan> {
  const saved = await findSavedPlan(account, digest);
  const made = session.plans.get(digest);
  if (made === undefined) {
    throw new Failure("conflict", `the plan ${digest} was not made in this session`, {
      code: "plan_not_made_here",
      hint: "make a new plan with plan_changes, and show it to the user",
    });
  }
  if (made.state !== "ready") throw alreadyApplied(digest);
  const runs = await listRuns(await runStore(account));
  const other = runs.find(({ head }) => head?.plan_digest === digest && Date.parse(head.started) >= made.at);
  if (other !== undefined) throw alreadyApplied(digest, other.id);
  return { ...saved, made };
}

function alreadyApplied(digest: string, run?: string): Failure {
  return new Failure("conflict", `the plan ${digest} is already applied${run ? ` by run ${run}` : ""}`, {
    code: "plan_already_applied",
    hint: "list the runs; for further changes make a new plan with plan_changes",
  });
}

function otherRun(run: string, undo: string | undefined): Failure {
  const what = undo === undefined ? "is not the undo of a run" : `undoes run ${undo}, not ${run}`;
  return new Failure("conflict", `the plan of this digest ${what}`, {
    code: "plan_not_approved",
    hint: "call undo_run without the digest first",
  });
}

/** A plan is applied once; it can be tried again where nothing was sent. */
function claimed(made: MadeHere, start: (on: RunObserver) => Promise<RunExecution>) {
  return async (call: Call, saved: SavedPlan): Promise<Required<ToolResult>> => {
    // Another call may have taken it while this one checked it.
    if (made.state !== "ready") throw alreadyApplied(saved.plan.end.digest);
    made.state = "applying";
    let isStarted = false;
    try {
      const started = () => {
        isStarted = true;
      };
      const execution = await start({ ...runObserver(call, saved), started });
      isStarted = true;
      return await executed(call, execution);
    } finally {
      made.state = isStarted ? "applied" : "ready";
    }
  };
}

function runObserver({ account, client, on, session }: Call, saved: SavedPlan): RunObserver {
  const { confirmations, options } = session;
  return {
    ...on,
    canConfirm: async () => checkClientCanAsk(client, options.yes),
    confirm: async (planned) => {
      if (!canAsk(client)) return options.yes;
      const question = questionOf({ ...planned, profile: account.profile });
      const message = `${await previewText(saved.plan, session.wording)}\n${question}`;
      const about = saved.plan.end.digest;
      await confirmations.confirm(client, { message, about }, account.signals.soft);
      return true;
    },
  };
}

async function executed(
  { progress, session, warnings }: Call,
  execution: RunExecution,
): Promise<Required<ToolResult>> {
  const results = new RunResults();
  let done = 0;
  for await (const report of execution.events) {
    results.add(report);
    if (report.row === undefined) continue;
    done += 1;
    await progress(done, execution.left, "Applying changes");
  }
  const end = execution.end();
  // Whoever canceled the call, or went away, gets no answer.
  await reportStopReason(session.context, end);
  const exitCode = exitOfRun(end);
  const { type: _type, ...summary } = oneValue(
    runSummaryView.value(summaryOf(execution, session.wording.line)),
  );
  return {
    exitCode,
    value: {
      notice: UNTRUSTED_NOTICE,
      ...summary,
      results: results.shown,
      omitted: jsonNumber(results.omitted),
      stop_reasons: reasonsOf(session, end.stopReasons),
      exit_code: jsonNumber(exitCode),
      warnings,
    },
  };
}

function reasonsOf({ wording }: Session, reasons: readonly Failure[]): readonly JsonObject[] {
  return reasons.map((reason) => failureObjectJson(reason, describeFailure(reason, wording)));
}
