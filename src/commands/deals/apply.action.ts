/** `routera deals apply <file|->`: what it does. */

import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { CommandWording } from "../../cli/hints.ts";
import { type ApplyOptions, type ApplySource, applyPlan, prepareApply } from "../../runs/apply.ts";
import { shardName } from "../../runs/shard.ts";
import { dryRunPlan, type RunOrPreview, runOrPreviewView, writePreviewReports } from "../bulk/dryRun.ts";
import { executedRun } from "../bulk/execute.ts";
import type { PlanRequest } from "../bulk/flags.ts";
import { runObserver } from "../bulk/observer.ts";
import { dealsSource, jsonFieldsOf, resolvedRequest, sourceText } from "../bulk/source.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { reserveRunReports } from "../reports/writtenReports.ts";
import { withFieldHints } from "./fieldHint.ts";

export type ApplyRequest = ApplyOptions & {
  /** A plan file or rows, told by what is in it; undefined with `--where`. */
  readonly file: string | undefined;
  /** How to make a plan of it, should it hold rows. */
  readonly asked: PlanRequest;
  /** Flags that a plan file leaves no room for, those of them that were typed. */
  readonly rowFlags: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly reports: ReportRequest;
};

export const applyAction: Action<ApplyRequest, RunOrPreview> = {
  ...runOrPreviewView,
  run: async (context, words) => {
    const request = { ...words, asked: await resolvedRequest(context, words.asked) };
    const { approve, asked, dryRun, failures, file, limit, yes } = request;
    const reports = await reserveRunReports(
      context,
      request.reports,
      { "the input": file, "the file of failed rows": failures?.path },
      { text: file === undefined ? sourceText(asked.source) : file, file },
    );
    const { account: open, tell: completed } = withFieldHints(context);
    const account = await open();
    const source = sourceOf(context, request);
    // An approved digest is consent to exactly that plan.
    const on = runObserver(context, { isConfirmed: yes || approve !== undefined, completed });
    if (!dryRun) return executedRun(context, await applyPlan(account, source, request, on), reports);
    const prepared = await prepareApply(account, source, request, on);
    const { leftOut } = prepared;
    await writePreviewReports(context, prepared, { limit, profile: account.profile, reports });
    const wording = await context.wording();
    return dryRunPlan(prepared, {
      limit,
      wording,
      next: leftOut === undefined ? nextOf(wording, request) : undefined,
      leftOut: leftOut && { ...leftOut, jsonFields: jsonFieldsOf(asked) },
    });
  },
};

function sourceOf(context: Context, { asked: { source }, rowFlags }: ApplyRequest): ApplySource {
  if (source.from === "deals") return dealsSource(context, source);
  return { ...source, from: "file", rowsOption: rowFlags[0] };
}

/** The same without --dry-run. What rows and conditions were meant is better typed again. */
function nextOf({ line }: CommandWording, { file = "-", limit, rowFlags, shard }: ApplyRequest) {
  if (file === "-" || rowFlags.length > 0) return undefined;
  const options = {
    shard: shard === undefined ? undefined : shardName(shard),
    limit: limit === undefined ? undefined : String(limit),
  };
  return line({ command: "deals apply", operands: [file], options });
}
