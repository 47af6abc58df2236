/** `routera deals plan`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { KINDS } from "../../failure.ts";
import { planFile, readPlan } from "../../plans/file/read.ts";
import { checkRows } from "../../plans/input.ts";
import { makePlan, startPlan } from "../../plans/make.ts";
import type { Tally } from "../../plans/plan.ts";
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
import { jsonFieldsOf, planSource } from "../bulk/source.ts";
import { hinting } from "./fieldHint.ts";

/** `out` undefined: the plan is shown and not kept. */
export type PlanRequest = {
  readonly asked: Asked;
  readonly out: string | undefined;
  readonly exitCode: boolean;
  readonly lint: boolean;
};

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
  const { host, interrupt: signals, onClose } = context;
  const checked = await checkRows({ host, signals }, source, { onClose });
  await checked.close();
  const { deals, repeats, unchanged } = checked.report;
  const input = source.path === "-" ? "stdin" : source.path;
  return { input, deals, repeats: repeats.length, blank: unchanged };
}

/** Made while it is printed. */
async function shown(context: Context, asked: PlanRequest["asked"]): Promise<ShownPlan> {
  const { account, tell: completed } = hinting(context);
  const on = planObserver(context, { isPrinted: true, completed });
  const source = planSource(context, asked.source);
  const { head, tally, steps, repeats, blank } = await startPlan(await account(), source, asked, on);
  return {
    steps,
    summary: () => summaryOf(head.origin, tally, { repeats, blank, jsonFields: jsonFieldsOf(asked) }),
    wording: await context.wording(),
  };
}

/** On disk before anything is printed: what is shown is what was kept, also when the reader goes away. */
async function kept(context: Context, asked: PlanRequest["asked"], out: string): Promise<ShownPlan> {
  const { account, tell: completed } = hinting(context);
  const target = { path: typedPath(context.host, out), shown: out };
  const { head, tally, repeats, blank, digest } = await makePlan(
    await account(),
    planSource(context, asked.source),
    { ...asked, ...target },
    planObserver(context, { completed }),
  );
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
