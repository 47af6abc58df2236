/** `routera deals apply <file|->`: what it does. */

import type { CommandResult } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { CommandWording } from "../../cli/hints.ts";
import { type ApplyParameters, type ApplySource, applyPlan, prepareApply } from "../../runs/apply.ts";
import { shardName } from "../../runs/shard.ts";
import { dryRunResult, writePreviewReports } from "../bulk/dryRun.ts";
import { runResult } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";
import {
  checkOutput,
  dealsSource,
  namedFiles,
  type PlanningInput,
  sourceText,
  typeAdviceOf,
  withNamedFiles,
} from "../bulk/source.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { reserveRunReports } from "../reports/writtenReports.ts";
import { withFieldHints } from "./fieldHint.ts";

export type Input = ApplyParameters & {
  /** A plan file or rows, detected by its content; undefined with `--where`. */
  readonly file: string | undefined;
  /** How to make a plan of it, should it hold rows. */
  readonly asked: PlanningInput;
  /** Flags that a plan file leaves no room for, those of them that were typed. */
  readonly rowFlags: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly reports: ReportRequest;
};

export async function execute(context: Context, typed: Input): Promise<CommandResult> {
  await checkOutput(context, typed.asked, typed.failures?.path);
  const input = { ...typed, asked: await withNamedFiles(context, typed.asked) };
  const { approve, asked, dryRun, failures, file, limit, yes } = input;
  const reports = await reserveRunReports(
    context,
    input.reports,
    { "the input": file, "the file of failed rows": failures?.path, ...namedFiles(typed.asked) },
    { text: file === undefined ? sourceText(asked.source) : file, file },
  );
  const { account: open, tell: completed } = withFieldHints(context);
  const account = await open();
  const source = sourceOf(context, input);
  const reading = await context.progress(
    `Reading ${asked.source.from === "rows" ? sourceText(asked.source) : "deals"}`,
  );
  const on = runObserver(context, { isConfirmed: yes || approve !== undefined, completed, reading });
  if (!dryRun) return runResult(context, await applyPlan(account, source, input, on), reports);
  const prepared = await prepareApply(account, source, input, on);
  const { omittedRows } = prepared;
  await writePreviewReports(context, prepared, { limit, profile: account.profile, reports });
  const wording = await context.wording();
  return dryRunResult(prepared, {
    limit,
    wording,
    next: omittedRows === undefined ? nextOf(wording, input) : undefined,
    omittedRows: omittedRows && { ...omittedRows, typeAdvice: typeAdviceOf(asked) },
  });
}

function sourceOf(context: Context, { asked: { source }, rowFlags }: Input): ApplySource {
  if (source.from === "deals") return dealsSource(context, source);
  return { ...source, from: "file", rowsOption: rowFlags[0] };
}

/** The same without --dry-run. What rows and conditions were meant is better typed again. */
function nextOf({ line }: CommandWording, { file = "-", limit, rowFlags, shard }: Input) {
  if (file === "-" || rowFlags.length > 0) return undefined;
  const options = {
    shard: shard === undefined ? undefined : shardName(shard),
    limit: limit === undefined ? undefined : String(limit),
  };
  return line({ command: "deals apply", operands: [file], options });
}
