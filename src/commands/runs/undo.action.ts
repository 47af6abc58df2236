/** `routera runs undo [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { prepareUndo, type UndoOptions, undoRun } from "../../runs/undo.ts";
import { dryRunPlan, type RunOrPreview, runOrPreviewView, writePreviewReports } from "../bulk/dryRun.ts";
import { executedRun } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { reserveRunReports } from "../reports/writtenReports.ts";

export type UndoRequest = UndoOptions & {
  readonly run: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly reports: ReportRequest;
};

export const undoAction: Action<UndoRequest, RunOrPreview> = {
  ...runOrPreviewView,
  run: async (context, request) => {
    const { dryRun, limit, run = "last", yes } = request;
    const others = { "the file of failed rows": request.failures?.path };
    const reports = await reserveRunReports(context, request.reports, others);
    const account = await context.account();
    const on = runObserver(context, { isConfirmed: yes });
    if (!dryRun) return executedRun(context, await undoRun(account, run, request, on), reports);
    const prepared = await prepareUndo(account, run, request, on);
    await writePreviewReports(context, prepared, { limit, profile: account.profile, reports });
    const id = prepared.undo?.run ?? run;
    const wording = await context.wording();
    const words = { limit: limit === undefined ? undefined : String(limit) };
    const next = wording.line({ command: "runs undo", operands: [id], options: words });
    return dryRunPlan(prepared, { limit, next, wording });
  },
};
