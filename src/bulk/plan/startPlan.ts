/** From what was asked to a plan in the making. */
import type { Context } from "../../context.ts";
import { assignedFields } from "./assignedFields.ts";
import { type CheckedRows, checkRows } from "./checkRows.ts";
import { editsOf } from "./editsOf.ts";
import type { Unchanged, Wanted } from "./planDeal.ts";
import { planOrigin } from "./planOrigin.ts";
import type { DealsSource, PlanRequest } from "./planRequest.ts";
import { planRows } from "./planRows.ts";
import { planWhere } from "./planWhere.ts";
import { PLAN_VERSION, type PlanHead, type Step } from "./step.ts";
import { count, emptyTally, type Tally } from "./tally.ts";

/** A plan that is made while it is read. */
export type StartedPlan = {
  readonly head: PlanHead;
  /** Grows with the steps; complete when they are over. */
  readonly tally: Readonly<Tally>;
  /** To be read once, to the end. @throws Failure where deals can't be read */
  readonly steps: AsyncIterable<Step>;
  /** Rows that only repeat an earlier one, and rows that set nothing; 0 for deals of the API. */
  readonly repeats: number;
  readonly blank: number;
};

/**
 * All mistakes of the input are found here, before any request.
 * @param options.printed true: the steps are printed while they are made
 * @throws Failure of kind usage; of kind credentials where there are none
 */
export async function startPlan(
  context: Context,
  request: PlanRequest,
  options: { readonly printed?: boolean } = {},
): Promise<StartedPlan> {
  const { source } = request;
  const watch = watching(context, options.printed ?? false);
  if (source.from === "deals") return fromDeals(context, source, watch);
  const checked = await checkRows(context, source);
  try {
    return await fromRows(context, request, checked, watch);
  } catch (error) {
    await checked.close();
    throw error;
  }
}

async function fromRows(
  context: Context,
  request: PlanRequest,
  checked: CheckedRows,
  watch: Watch,
): Promise<StartedPlan> {
  const settings = await context.settings();
  const client = request.read ? await context.deals() : undefined;
  const tally = emptyTally();
  const pace = {
    concurrency: request.concurrency ?? settings.concurrency.value,
    rate: request.rate ?? settings.rate.value,
    clock: context.host.clock,
    signal: context.interrupt.soft,
  };
  const { report } = checked;
  return {
    head: head(planOrigin(settings), request.read),
    tally,
    repeats: report.repeats.length,
    blank: report.unchanged,
    steps: watch(
      tally,
      planRows({ ...pace, client, rows: wantedOf(checked, request) }),
      (done) => `reading deals: ${done} of ${report.deals}`,
      () => checked.close(),
    ),
  };
}

async function* wantedOf({ rows, types }: CheckedRows, { source }: PlanRequest): AsyncGenerator<Wanted> {
  const options = source.from === "rows" ? source.options : {};
  for await (const row of rows()) {
    const edits = editsOf(row, types, options);
    yield { line: row.line, id: row.id, fields: edits.fields, marks: edits.marks };
  }
}

async function fromDeals(
  context: Context,
  { where, assignments }: DealsSource,
  watch: Watch,
): Promise<StartedPlan> {
  const fields = await assignedFields(assignments, context.readText);
  const settings = await context.settings();
  const client = await context.deals();
  const tally = emptyTally();
  let listed = 0;
  const seen = (): void => {
    listed += 1;
  };
  return {
    head: head(planOrigin(settings), true),
    tally,
    repeats: 0,
    blank: 0,
    steps: watch(
      tally,
      planWhere({ client, where, fields, seen }),
      () => `reading deals: ${listed} listed, ${tally.changes} to change`,
      async () => {},
    ),
  };
}

function head(origin: string, read: boolean): PlanHead {
  return { type: "plan", version: PLAN_VERSION, kind: "apply", origin, read };
}

type Watch = (
  tally: Tally,
  steps: AsyncIterable<Step | Unchanged>,
  state: (done: number) => string,
  close: () => Promise<void>,
) => AsyncGenerator<Step>;

/** Counts the steps and says how far it is. */
function watching(context: Context, printed: boolean): Watch {
  return async function* (tally, steps, state, close) {
    const progress = await context.progress("reading deals");
    let done = 0;
    try {
      for await (const step of steps) {
        done += 1;
        if (count(tally, step)) {
          // A spinner and rows on the same terminal would write over each other.
          if (printed && context.host.stdout.isTTY) progress.done();
          yield step;
        }
        progress.update(state(done));
      }
    } finally {
      progress.done();
      await close();
    }
  };
}
