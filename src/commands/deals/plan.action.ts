/** `routera deals plan`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { FORMATS } from "../../config/formats.ts";
import { KINDS } from "../../failure.ts";
import { planFile, readPlan } from "../../plans/file/read.ts";
import { checkRows } from "../../plans/input.ts";
import { makePlan, startPlan } from "../../plans/make.ts";
import type { PlanCounts } from "../../plans/plan.ts";
import { safeText } from "../../text/escape.ts";
import { typedPath } from "../../text/typedPath.ts";
import {
  type LintedRows,
  planLintView,
  planView,
  type ShownPlan,
  type ShownPlanSummary,
  type ShownStep,
} from "../../views/plan.ts";
import type { View } from "../../views/view.ts";
import { planObserver } from "../bulk/observer.ts";
import { saveMapping } from "../bulk/saveMapping.ts";
import { jsonFieldsOf, type PlanningInput, planSource, withNamedFiles } from "../bulk/source.ts";
import { withFieldHints } from "./fieldHint.ts";

/** `out` undefined: the plan is shown and not kept. */
export type Input = {
  readonly asked: PlanningInput;
  readonly out: string | undefined;
  readonly exitCode: boolean;
  readonly lint: boolean;
  /** Where a mapping for the columns goes; nothing is planned then. */
  readonly saveMapping: string | undefined;
};

export async function execute(context: Context, typed: Input): Promise<CommandResult> {
  const asked = await withNamedFiles(context, typed.asked);
  const { exitCode, lint, out, saveMapping: to } = typed;
  if (to !== undefined && asked.source.from === "rows") {
    await saveMapping(context, asked.source, { shown: to, overwrite: asked.overwrite });
    return result(savedView, to);
  }
  if (lint) return result(planLintView, await linted(context, asked));
  const plan = await (out === undefined ? shown(context, asked) : kept(context, asked, out));
  return result(planView, plan, {
    exitCode: () => (exitCode && plan.summary().changes > 0 ? KINDS.changes_present.exit : 0),
  });
}

async function linted(context: Context, { source }: PlanningInput): Promise<LintedRows> {
  // The words see to it that there are rows.
  if (source.from !== "rows") throw new Error("no input file");
  const checked = await checkRows(inputOf(context), source, context);
  await checked.close();
  const { deals, duplicates, emptyRows } = checked.report;
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
  const checked = await checkRows(inputOf(context), source, context);
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
      summaryOf(head.origin, counts, { duplicateRows, emptyRows, jsonFields: jsonFieldsOf(asked) }),
    wording: await context.wording(),
  };
}

/** On disk before anything is printed: what is shown is what was kept, also when the reader goes away. */
async function kept(context: Context, asked: PlanningInput, out: string): Promise<ShownPlan> {
  const { account, completed, source } = await opened(context, asked);
  const options = { ...asked, path: typedPath(context.host, out), shown: out };
  const on = planObserver(context, { completed });
  const { head, counts, duplicateRows, emptyRows, digest } = await makePlan(account, source, options, on);
  const wording = await context.wording();
  const next = wording.line({ command: "deals apply", operands: [out] });
  const summary = summaryOf(head.origin, counts, {
    duplicateRows,
    emptyRows,
    file: out,
    digest,
    next,
    jsonFields: jsonFieldsOf(asked),
  });
  return { steps: stepsOf(context, out), summary: () => summary, wording };
}

async function* stepsOf({ host }: Context, out: string): AsyncGenerator<ShownStep> {
  for await (const part of readPlan(planFile(typedPath(host, out), out))) {
    if (part.type === "change" || part.type === "blocked") yield part;
  }
}

function summaryOf(
  origin: string,
  counts: PlanCounts,
  rest: Pick<ShownPlanSummary, "duplicateRows" | "emptyRows" | "file" | "digest" | "next" | "jsonFields">,
): ShownPlanSummary {
  return { origin, ...counts, ...rest, next: counts.changes > 0 ? rest.next : undefined };
}

/** The file of a mapping. */
const savedView: View<string> = {
  table: (file) => `Mapping saved to ${safeText(file)}. Edit it, then use it with --mapping.\n`,
  value: (file) => ({ one: { type: "mapping", file } }),
};
