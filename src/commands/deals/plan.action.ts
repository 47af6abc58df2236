/** `routera deals plan`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { KINDS } from "../../failure.ts";
import { planFile, readPlan } from "../../plans/file/read.ts";
import { checkRows, makePlan, startPlan } from "../../plans/make.ts";
import type { Step, Tally } from "../../plans/plan.ts";
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
import { jsonFieldsOf } from "../bulk/jsonFields.ts";
import { hinting } from "./fieldHint.ts";
import type { PlanRequest } from "./plan.ts";

type PlanResult = { readonly lint: LintedRows } | { readonly plan: ShownPlan; readonly exitCode: boolean };

export const planAction: Action<PlanRequest, PlanResult> = {
  run: async (context, request) => {
    if (request.lint) return { lint: await linted(context, request) };
    const { out, asked, exitCode } = request;
    return { plan: await (out === undefined ? shown(context, asked) : kept(context, asked, out)), exitCode };
  },
  view: (result) => ("lint" in result ? lintFace : planFace),
  exitCode: (result) =>
    "plan" in result && result.exitCode && result.plan.summary().changes > 0 ? KINDS.changes_present.exit : 0,
};

async function linted(context: Context, { asked: { source } }: PlanRequest): Promise<LintedRows> {
  // The words see to it that there are rows.
  if (source.from !== "rows") throw new Error("nothing to lint");
  const checked = await checkRows(context, source);
  await checked.close();
  const { deals, repeats, unchanged } = checked.report;
  const input = source.path === "-" ? "stdin" : source.path;
  return { input, deals, repeats: repeats.length, blank: unchanged };
}

/** Made while it is printed. */
async function shown(outer: Context, asked: PlanRequest["asked"]): Promise<ShownPlan> {
  const { context, tell } = hinting(outer);
  const { head, tally, steps, repeats, blank } = await startPlan(context, asked, { printed: true });
  return {
    steps: toldAfter(steps),
    summary: () => summaryOf(head.origin, tally, { repeats, blank, jsonFields: jsonFieldsOf(asked) }),
    wording: await context.wording(),
  };

  async function* toldAfter(all: typeof steps): AsyncGenerator<Step> {
    yield* all;
    await tell();
  }
}

/** On disk before anything is printed: what is shown is what was kept, also when the reader goes away. */
async function kept(outer: Context, asked: PlanRequest["asked"], out: string): Promise<ShownPlan> {
  const { context, tell } = hinting(outer);
  const { head, tally, repeats, blank, digest } = await makePlan(context, asked, out);
  await tell();
  const wording = await context.wording();
  const next = wording.line({ command: "deals apply", operands: [out] });
  const summary = summaryOf(head.origin, tally, {
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
  tally: Tally,
  rest: Pick<PlanSummary, "repeats" | "blank" | "file" | "digest" | "next" | "jsonFields">,
): PlanSummary {
  return { origin, ...tally, ...rest, next: tally.changes > 0 ? rest.next : undefined };
}

const lintFace = face((result) => (result as { lint: LintedRows }).lint, planLintView);
const planFace = face((result) => (result as { plan: ShownPlan }).plan, planView);

function face<T>(pick: (result: PlanResult) => T, view: View<T>): View<PlanResult> {
  return {
    table: (result, page) => view.table(pick(result), page),
    value: (result) => view.value(pick(result)),
  };
}
