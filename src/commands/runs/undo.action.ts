/** `routera runs undo [run]`: what it does. */
import type { CommandResult } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { emptyRun } from "../../runs/execute.ts";
import { prepareUndo, type UndoParameters, undoRun } from "../../runs/undo.ts";
import { dryRunResult, writePreviewReports } from "../bulk/dryRun.ts";
import { runResult } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { reserveRunReports } from "../reports/writtenReports.ts";

export type Input = UndoParameters & {
  readonly run: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly reports: ReportRequest;
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const { approve, dryRun, limit, run, yes } = input;
  const others = { "the file of failed rows": input.failures?.path };
  const reports = await reserveRunReports(context, input.reports, others);
  const account = await context.account();
  // An approved digest confirms exactly that plan.
  const on = runObserver(context, { isConfirmed: yes || approve !== undefined });
  if (!dryRun) return runResult(context, await undoRun(account, run, input, on), reports);
  const prepared = await prepareUndo(account, run, input, on);
  if (prepared.nothing !== undefined) {
    return runResult(context, { ...emptyRun(account, prepared), planned: prepared }, reports);
  }
  await writePreviewReports(context, prepared, { limit, profile: account.profile, reports });
  const id = prepared.undo?.run ?? "last";
  const wording = await context.wording();
  const words = { limit: limit === undefined ? undefined : String(limit) };
  const next = wording.line({ command: "runs undo", operands: [id], options: words });
  return dryRunResult(prepared, { limit, next, wording });
}
