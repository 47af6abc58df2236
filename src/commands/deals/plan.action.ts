/** `routera deals plan`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS } from "../../config/formats.ts";
import { KINDS } from "../../failure.ts";
import type { Hint } from "../../hint.ts";
import type { CheckedPlan } from "../../plans/file/read.ts";
import { checkRows, lintInput } from "../../plans/input.ts";
import { makePlan, startPlan } from "../../plans/make.ts";
import type { PlanCounts } from "../../plans/plan.ts";
import { temporaryPlan } from "../../runs/storage/temporaryPlan.ts";
import { safeText } from "../../text/escape.ts";
import { typedPath } from "../../text/typedPath.ts";
import {
  type LintedRows,
  planLintView,
  planView,
  type ShownPlan,
  type ShownPlanSummary,
} from "../../views/plan.ts";
import type { PlanReport } from "../../views/reports/model.ts";
import type { View } from "../../views/view.ts";
import { planObserver } from "../bulk/observer.ts";
import { saveMapping } from "../bulk/saveMapping.ts";
import {
  checkOutput,
  namedFiles,
  type PlanningInput,
  planSource,
  sourceText,
  typeAdviceOf,
  withNamedFiles,
} from "../bulk/source.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { NOT_SAVED } from "../reports/notes.ts";
import { approveRun, planReport, showAll } from "../reports/planReport.ts";
import { pathInRepository, type ReportFiles, reserveReports } from "../reports/reportFiles.ts";
import { withFieldHints } from "./fieldHint.ts";

/** `out` undefined: the plan is shown and not kept. */
export type Input = {
  readonly asked: PlanningInput;
  readonly out: string | undefined;
  readonly exitCode: boolean;
  readonly lint: boolean;
  /** Where a mapping for the columns goes; nothing is planned then. */
  readonly saveMapping: string | undefined;
  readonly reports: ReportRequest;
  /** Flags for rows that were typed: without them the rows mean something else. */
  readonly rowFlags: readonly string[];
};

export async function execute(context: Context, typed: Input): Promise<CommandResult> {
  const { exitCode, lint, out, saveMapping: to } = typed;
  await checkOutput(context, typed.asked, out ?? to);
  const asked = await withNamedFiles(context, typed.asked);
  if (to !== undefined && asked.source.from === "rows") {
    await saveMapping(context, asked.source, { shown: to, overwrite: asked.overwrite });
    return result(savedView, to);
  }
  if (lint) return result(planLintView, await linted(context, asked));
  const files = await reserveReports(context, typed.reports, {
    "the input": asked.source.from === "rows" ? asked.source.path : undefined,
    "the plan": out,
    ...namedFiles(typed.asked),
  });
  const isKept = out !== undefined || files !== undefined;
  const plan = await (isKept ? kept(context, { ...typed, asked }, files) : shown(context, asked));
  return result(planView, plan, {
    exitCode: () => {
      const { blocked, changes } = plan.summary();
      if (blocked > 0) return KINDS.rows_failed.exit;
      return exitCode && changes > 0 ? KINDS.changes_present.exit : 0;
    },
  });
}

async function linted(context: Context, { source }: PlanningInput): Promise<LintedRows> {
  // The words see to it that there are rows.
  if (source.from !== "rows") throw new Error("no input file");
  const { deals, duplicates, emptyRows } = await lintInput(inputOf(context), source, planObserver(context));
  const input = source.path === "-" ? "stdin" : source.path;
  return { input, deals, duplicateRows: duplicates.length, emptyRows };
}

function inputOf({ host, interrupt }: Context) {
  return { host, signals: interrupt };
}

/** Mistakes in the rows come before those in the settings: rows are checked without an account. */
async function opened(context: Context, asked: PlanningInput) {
  const { account, tell: completed } = withFieldHints(context);
  const source = planSource(context, asked.source);
  if (source.from !== "rows") return { account: await account(), completed, source };
  const progress = await context.progress(`Reading ${sourceText(source)}`);
  const checked = await checkRows(inputOf(context), source, context).finally(progress.done);
  try {
    return { account: await account(), completed, source: { ...source, checked } };
  } catch (error) {
    await checked.close();
    throw error;
  }
}

/** Made while it is printed. */
async function shown(context: Context, asked: PlanningInput): Promise<ShownPlan> {
  const { account, completed, source } = await opened(context, asked);
  // A table shows the first deals once all were read; other formats print each as it comes.
  const isPrinted = !FORMATS[await context.format()].showsNextCommands;
  const on = planObserver(context, { isPrinted, completed });
  const { head, counts, steps, duplicateRows, emptyRows } = await startPlan(account, source, asked, on);
  return {
    steps,
    summary: () =>
      summaryOf(head.origin, counts, { duplicateRows, emptyRows, typeAdvice: typeAdviceOf(asked) }),
    wording: await context.wording(),
  };
}

/** On disk before anything is printed: what is shown is what was kept, also when the reader goes away. */
async function kept(context: Context, request: Input, files: ReportFiles | undefined): Promise<ShownPlan> {
  const { asked, out } = request;
  const { account, completed, source } = await opened(context, asked);
  const on = planObserver(context, { completed });
  const path =
    out === undefined ? await temporaryPlan(account, on, { isRun: false }) : typedPath(context.host, out);
  const shown = out ?? path;
  const made = await makePlan(account, source, { ...asked, path, shown }, on);
  const { counts, duplicateRows, emptyRows, plan } = made;
  await files?.write(await reportOf(context, request, plan, account.profile), {
    hint: again(request),
  });
  const wording = await context.wording();
  const saved =
    out === undefined
      ? {}
      : {
          file: out,
          digest: plan.end.digest,
          next: wording.line({ command: "deals apply", operands: [out] }),
          showAll: wording.line(showAll(out)),
        };
  const summary = summaryOf(plan.head.origin, counts, {
    duplicateRows,
    emptyRows,
    ...saved,
    typeAdvice: typeAdviceOf(asked),
  });
  return { steps: plan.steps(), summary: () => summary, wording };
}

async function reportOf(
  context: Context,
  { asked: { source }, out, rowFlags }: Input,
  plan: CheckedPlan,
  profile: string,
): Promise<PlanReport> {
  const file = source.from === "rows" ? source.path : undefined;
  // What rows and conditions were meant is better typed again.
  const isRepeatable = file !== undefined && file !== "-" && rowFlags.length === 0 && !hasAssignments(source);
  const operand = out ?? (isRepeatable ? file : undefined);
  return planReport(context, {
    plan,
    profile,
    source: sourceText(source),
    inputFile: await pathInRepository(context.host, file),
    planFile: out,
    apply: operand === undefined ? undefined : approveRun(operand, plan.end.digest),
    notes: operand === undefined ? [NOT_SAVED] : [],
  });
}

function hasAssignments(source: PlanningInput["source"]): boolean {
  return source.from === "rows" && source.options.alsoSet !== undefined;
}

/** The plan itself is complete: only the report has to be written again. */
function again({ out, reports }: Input): Hint {
  const [target] = reports.targets;
  if (out === undefined || target === undefined) return { again: {} };
  const options = { report: target.path };
  return {
    say: "the plan is saved; write the report with",
    run: { command: "plans show", operands: [out], options },
  };
}

function summaryOf(
  origin: string,
  counts: PlanCounts,
  rest: Pick<
    ShownPlanSummary,
    "duplicateRows" | "emptyRows" | "file" | "digest" | "next" | "showAll" | "typeAdvice"
  >,
): ShownPlanSummary {
  return { origin, ...counts, ...rest, next: counts.changes > 0 ? rest.next : undefined };
}

/** The file of a mapping. */
const savedView: View<string> = {
  table: (file) => `Mapping saved to ${safeText(file)}. Edit it, then use it with --mapping.\n`,
  value: (file) => ({ one: { type: "mapping", file } }),
};
