/** What a report is made of. Plain data, and rows that can be read more than once. */
import type { JsonValue } from "../../json.ts";
import type { Timeline } from "./timeline.ts";

/** How a row ended, or `planned` for a change that was not sent yet. */
export const ROW_STATES = [
  "planned",
  "applied",
  "skipped",
  "pending",
  "blocked",
  "conflict",
  "rejected",
  "retryable",
  "unknown",
] as const;
export type RowState = (typeof ROW_STATES)[number];

/** One field of a row. */
export type FieldChange = {
  readonly name: string;
  /** Previous value; undefined when it was not read. */
  readonly before?: JsonValue | undefined;
  /** Requested value. */
  readonly after: JsonValue;
  /** The value that another user set since; only of conflicts, whose `before` is the common base. */
  readonly theirs?: JsonValue | undefined;
  /** The value that Routera stored, where it differs from the requested one. */
  readonly stored?: JsonValue | undefined;
};

export type ReportRow = {
  readonly state: RowState;
  /** Position among the changes of the plan, from 1. */
  readonly row?: number | undefined;
  /** First line of the row in the input file, from 1. */
  readonly line?: number | undefined;
  readonly id: string;
  readonly name?: string | undefined;
  readonly fields: readonly FieldChange[];
  /** Fields whose previous value is unknown, so that an undo cannot restore it. */
  readonly previousUnknown?: readonly string[] | undefined;
  /** The field that blocks the row; undefined when the whole deal does. */
  readonly field?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
};

/** A command to type, quoted for the user's shell. */
export type ReportCommand = { readonly purpose: string; readonly text: string };

/** How often one value replaced another. A special text is a word of ours: none, empty, not read. */
export type Flow = {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly isFromSpecial?: boolean;
  readonly isToSpecial?: boolean;
};

/** One bin of a histogram: values from `from` (included) to `to` (excluded). */
export type Bin = { readonly from: number; readonly to: number; readonly count: number };

/** All changes of one field, in numbers. */
export type FieldSummary = {
  readonly name: string;
  /** Deals in which the field changes. */
  readonly count: number;
  /** Changes from nothing to a value, from a value to nothing, and changes whose previous value was not read. */
  readonly filled: number;
  readonly cleared: number;
  readonly notRead: number;
  /** Different changes; with `hasMoreDistinct` there are more than these. */
  readonly distinct: number;
  readonly hasMoreDistinct: boolean;
  /** The most frequent changes; with `isApproximate` there may be more of each than it says, but never fewer. */
  readonly top: readonly Flow[];
  readonly isApproximate: boolean;
} & (
  | { readonly shape: "flows"; readonly flows: readonly Flow[] }
  | {
      readonly shape: "numbers";
      /** Exact sums as decimal text; deals without a number count as 0. */
      readonly before: string;
      readonly after: string;
      readonly difference: string;
      readonly raised: number;
      readonly lowered: number;
      readonly bins: readonly Bin[];
    }
  | { readonly shape: "text" }
);

/** Rows that ended in the same way for the same reason. */
export type ReasonSummary = {
  readonly state: RowState;
  readonly code: string;
  readonly status?: number | undefined;
  /** The message of the first such row. */
  readonly message: string;
  readonly count: number;
  /** The first rows, at most `MAX_REASON_ROWS`. */
  readonly first: readonly ReasonRow[];
};

/** `at`: position among all rows of the report, from 1. */
export type ReasonRow = Pick<ReportRow, "row" | "line" | "id" | "name"> & { readonly at: number };

export const MAX_REASON_ROWS = 20;

/** What all rows together come to. */
export type RowSummary = {
  readonly rows: number;
  readonly states: Readonly<Record<RowState, number>>;
  /** Fields of planned and applied rows. */
  readonly changedFields: number;
  /** Fields of planned and applied rows that an undo cannot restore. */
  readonly previousUnknown: number;
  /** Rows in which Routera stored another value than the requested one. */
  readonly storedDifferently: number;
  /** By number of deals, descending. */
  readonly fields: readonly FieldSummary[];
  /** Fields beyond the largest number that is summarized. */
  readonly moreFields: number;
  readonly reasons: readonly ReasonSummary[];
};

type CommonReport = {
  /** Version of the program that wrote the report. */
  readonly version: string;
  readonly operation: "apply" | "undo";
  /** The run that is undone. */
  readonly undoOf?: string | undefined;
  /** Origin of the API, for example `https://api.routera.io`. */
  readonly target: string;
  readonly profile?: string | undefined;
  /** The input file or filter, as the user named it. */
  readonly source?: string | undefined;
  /** The input file that lines are counted in, as a CI system names it: relative to the repository, with slashes. */
  readonly inputFile?: string | undefined;
  readonly planFile?: string | undefined;
  readonly digest?: string | undefined;
  /** False when deals are not read before they are written: no conflict detection and no undo. */
  readonly read: boolean;
  readonly summary: RowSummary;
  /** Deals that already have the values and have no row. */
  readonly unchanged: number;
  readonly commands: readonly ReportCommand[];
  /** Facts that the reader must know, as sentences. */
  readonly notes: readonly string[];
  /** Reads all rows from the start, in the same order each time. */
  rows(): AsyncIterable<ReportRow>;
};

export type PlanReport = CommonReport & {
  readonly kind: "plan";
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
};

export type RunReport = CommonReport & {
  readonly kind: "run";
  readonly run: string;
  readonly shard?: string | undefined;
  readonly startedAt: string;
  /** Time of the last record of the journal. */
  readonly updatedAt?: string | undefined;
  readonly complete: boolean;
  /** The code of what stopped the run before its time. */
  readonly stopped?: string | undefined;
  readonly undoneBy: readonly string[];
  readonly timeline: Timeline;
};

export type Report = PlanReport | RunReport;

/** States that need someone's attention, in the order in which reports list them. */
export const ATTENTION_STATES = ["conflict", "blocked", "rejected", "unknown", "retryable"] as const;

/** True for a row that was not, or cannot be, applied as requested. */
export function needsAttention(state: RowState): boolean {
  return (ATTENTION_STATES as readonly RowState[]).includes(state);
}

/** Rows that need attention. */
export function attentionCount({ states }: RowSummary): number {
  return ATTENTION_STATES.reduce((sum, state) => sum + states[state], 0);
}
