/**
 * The change that a failed row was meant to make: reported with the reason and the source row, so that it can be
 * applied again.
 */
import type { Fields } from "../../deals/deal.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../json.ts";
import type { Change, Step } from "../../plans/plan.ts";
import type { Original, Row } from "../../rows/row.ts";
import type { SourcedStep, Task } from "../engine/taskQueue.ts";
import type { Intent } from "../journal/record.ts";

export type IntendedChange = {
  readonly id: string;
  readonly line?: number | undefined;
  /** The row as it came, where the rows were read along. */
  readonly original?: Original | undefined;
  readonly set?: Fields | undefined;
};

export function intendedChangeOf(task: Task): IntendedChange {
  if (task.kind === "unknown") {
    const { id, set } = changeOf(task.intent);
    return { id, line: task.line, set };
  }
  const { id, line, set } = task.kind === "change" ? task.change : task.step;
  return { id, line, set: task.wanted ?? set, original: task.original };
}

/**
 * The steps, each with all that is wanted of its deal. A deal may have several, and the rows of a file that is applied again
 * may not speak of one deal twice, unless they say the same.
 */
export async function* wholeDeals(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  let deal: Step[] = [];
  for await (const step of steps) {
    if (deal[0] !== undefined && deal[0].id !== step.id) {
      yield* together(deal);
      deal = [];
    }
    deal.push(step);
  }
  yield* together(deal);
}

/** @param steps of one deal; they are one behind the other in a plan */
function together(steps: readonly Step[]): readonly SourcedStep[] {
  if (steps.length < 2) return steps.map((step) => ({ step }));
  const wanted: Fields = Object.fromEntries(steps.flatMap(({ set }) => Object.entries(set ?? {})));
  return steps.map((step) => ({ step, wanted }));
}

/** Rows of an array may share a line: without its ID, such a row cannot be distinguished from the others. */
function isSameDeal(row: Row, step: Step): boolean {
  return row.isKey ? row.item === undefined : row.id === step.id;
}

/** Both in the order of the input, so that one look at each is enough. A step that no row fits goes without. */
export async function* joinSourceRows(
  steps: AsyncIterable<SourcedStep>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<SourcedStep> {
  const left = rows[Symbol.asyncIterator]();
  let row: Row | undefined;
  let exhausted = false;
  try {
    for await (const sourced of steps) {
      const { step } = sourced;
      while (!exhausted && (row === undefined || row.line !== step.line || !isSameDeal(row, step))) {
        const next = await left.next();
        if (next.done) {
          exhausted = true;
          row = undefined;
        } else row = next.value;
      }
      yield { ...sourced, original: row?.original };
    }
  } finally {
    await left.return?.();
  }
}

/** What was announced, as a change; the fields that were read are those whose values can be compared. */
export function changeOf({ row, id, set, before, before_updated_at }: Intent): Change {
  return {
    type: "change",
    row,
    id,
    set: objectIn(set),
    ...(before !== undefined && { before: objectIn(before) }),
    ...(before_updated_at !== undefined && { updated_at: before_updated_at }),
  };
}

function objectIn(text: string): JsonObject {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
}
