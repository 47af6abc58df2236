/** Steps of a plan as rows of a report. Pure. */
import type { JsonValue } from "../../json.ts";
import type { Blocked, Change, Step } from "../plan.ts";
import type { CheckedPlan } from "./read.ts";

/** One field of a deal. */
export type ReportedField = {
  readonly name: string;
  /** Previous value; undefined when it was not read. */
  readonly before?: JsonValue | undefined;
  readonly after: JsonValue;
  readonly theirs?: JsonValue | undefined;
};

/** A step, as far as a plan knows it. */
export type PlannedRow = {
  readonly state: "planned" | "blocked" | "conflict";
  readonly row?: number | undefined;
  readonly line?: number | undefined;
  readonly id: string;
  readonly name?: string | undefined;
  readonly fields: readonly ReportedField[];
  /** Fields that an undo cannot restore. */
  readonly previousUnknown?: readonly string[] | undefined;
  /** The field that is blocked; undefined when the whole deal is. */
  readonly field?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

/**
 * The names of deals in a plan file are data of whoever edited it, and nothing compares them with Routera: a question that
 * shows them could be about other deals than it seems. A plan of this call has just read them.
 */
export function withoutNames<Named extends Pick<CheckedPlan, "steps">>({ steps, ...plan }: Named) {
  return {
    ...plan,
    steps: async function* (): AsyncGenerator<Step> {
      for await (const step of steps()) yield withoutName(step);
    },
  };
}

export function withoutName({ name: _, ...step }: Step): Step {
  return step;
}

export async function* plannedRows(steps: AsyncIterable<Step>): AsyncGenerator<PlannedRow> {
  for await (const step of steps) yield plannedRow(step);
}

export function plannedRow(step: Step): PlannedRow {
  return step.type === "change" ? changedRow(step) : blockedRow(step);
}

function changedRow({ before = {}, id, line, name, previous_unknown, row, set }: Change): PlannedRow {
  return {
    state: "planned",
    row,
    line,
    id,
    name,
    fields: Object.entries(set).map(([field, after]) => ({
      name: field,
      before: Object.hasOwn(before, field) ? before[field] : undefined,
      after,
    })),
    previousUnknown: previous_unknown,
  };
}

/** The code of a field that another user changed after the export. */
const CONFLICT = "changed_since_export";

function blockedRow({ base, code, field, id, line, message, name, set, theirs }: Blocked): PlannedRow {
  return {
    state: code === CONFLICT ? "conflict" : "blocked",
    line,
    id,
    name,
    field,
    code,
    message,
    fields: Object.entries(set ?? {}).map(([one, after]) => ({
      name: one,
      after,
      ...(one === field && { before: base, theirs }),
    })),
  };
}
