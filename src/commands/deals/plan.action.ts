/** `routera deals plan`: what it does. */
import type { Action } from "../../cli/command.ts";
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
  type PlanSummary,
  planLintView,
  planView,
  type ShownPlan,
  type ShownStep,
} from "../../views/plan.ts";
import type { View } from "../../views/view.ts";
import type { PlanRequest as Asked } from "../bulk/flags.ts";
import { planObserver } from "../bulk/observer.ts";
import { saveMapping } from "../bulk/saveMapping.ts";
import { jsonFieldsOf, planSource, resolvedRequest } from "../bulk/source.ts";
import { withFieldHints } from "./fieldHint.ts";

/** `out` undefined: the plan is shown and not kept. */
export type PlanRequest = {
  readonly asked: Asked;
  readonly out: string | undefined;
  readonly exitCode: boolean;
  readonly lint: boolean;
  /** Where a mapping for the columns goes; nothing is planned then. */
  readonly saveMapping: string | undefined;
};

type PlanResult =
  | { readonly saved: string }
  | { readonly lint: LintedRows }
  | { readonly plan: ShownPlan; readonly exitCode: boolean };

export const planAction: Action<PlanRequest, PlanResult> = {
  run: async (context, words) => {
    const request = { ...words, asked: await resolvedRequest(context, words.asked) };
    const { saveMapping: to } = request;
    if (to !== undefined && request.asked.source.from === "rows") {
      await saveMapping(context, request.asked.source, { shown: to, overwrite: request.asked.overwrite });
      return { saved: to };
    }
    if (request.lint) return { lint: await linted(context, request) };
    const { out, asked, exitCode } = request;
    return { plan: await (out === undefined ? shown(context, asked) : kept(context, asked, out)), exitCode };
  },
  view: (result) => ("saved" in result ? savedView : "lint" in result ? lintFace : planFace),
  exitCode: (result) =>
    "plan" in result && result.exitCode && result.plan.summary().changes > 0 ? KINDS.changes_present.exit : 0,
};

async function linted(context: Context, { asked: { source } }: PlanRequest): Promise<LintedRows> {
  // The words see to it that there are rows.
  if (source.from !== "rows") throw new Error("nothing to lint");
  const checked = await checkRows(inputOf(context), source, context);
  await checked.close();
  const { deals, repeats, unchanged } = checked.report;
  const input = source.path === "-" ? "stdin" : source.path;
  return { input, deals, repeats: repeats.length, blank: unchanged };
}

function inputOf({ host, interrupt }: Context) {
  return { host, signals: interrupt };
}

/** Mistakes in the rows come before those in the settings: rows are checked without an account. */
async function opened(context: Context, asked: PlanRequest["asked"]) {
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
async function shown(context: Context, asked: PlanRequest["asked"]): Promise<ShownPlan> {
  const { account, completed, source } = await opened(context, asked);
  // A table shows the first deals once all were read; other formats print each as it comes.
  const isPrinted = !FORMATS[await context.format()].showsNextCommands;
  const on = planObserver(context, { isPrinted, completed });
  const { head, counts, steps, repeats, blank } = await startPlan(account, source, asked, on);
  return {
    steps,
    summary: () => summaryOf(head.origin, counts, { repeats, blank, jsonFields: jsonFieldsOf(asked) }),
    wording: await context.wording(),
  };
}

/** On disk before anything is printed: what is shown is what was kept, also when the reader goes away. */
async function kept(context: Context, asked: PlanRequest["asked"], out: string): Promise<ShownPlan> {
  const { account, completed, source } = await opened(context, asked);
  const options = { ...asked, path: typedPath(context.host, out), shown: out };
  const on = planObserver(context, { completed });
  const { head, counts, repeats, blank, digest } = await makePlan(account, source, options, on);
  const wording = await context.wording();
  const next = wording.line({ command: "deals apply", operands: [out] });
  const summary = summaryOf(head.origin, counts, {
    repeats,
    blank,
    file: out,
    digest,
    next,
    jsonFields: jsonFieldsOf(asked),
  });
  return { steps: stepsOf(context, out), summary: () => summary, wording };
}

async function* stepsOf({ host }: Context, out: string): AsyncGenerator<ShownStep> {
  for await (const part of readPlan(planFile(typedPath(host, out), out))) {
    if (part.type === "change" || part.type === "impossible") yield part;
  }
}

function summaryOf(
  origin: string,
  counts: PlanCounts,
  rest: Pick<PlanSummary, "repeats" | "blank" | "file" | "digest" | "next" | "jsonFields">,
): PlanSummary {
  return { origin, ...counts, ...rest, next: counts.changes > 0 ? rest.next : undefined };
}

const savedView: View<PlanResult> = {
  table: (result) =>
    `Mapping saved to ${safeText((result as { saved: string }).saved)}. Edit it, then plan with --mapping.\n`,
  value: (result) => ({ one: { type: "mapping", file: (result as { saved: string }).saved } }),
};

const lintFace = face((result) => (result as { lint: LintedRows }).lint, planLintView);
const planFace = face((result) => (result as { plan: ShownPlan }).plan, planView);

function face<T>(pick: (result: PlanResult) => T, view: View<T>): View<PlanResult> {
  return {
    table: (result, page) => view.table(pick(result), page),
    value: (result) => view.value(pick(result)),
  };
}
