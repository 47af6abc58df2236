/**
 * A plan: its head, steps and end, and the counts of a plan while it is made. The same in memory and, one JSON object a
 * line, in a plan file. Pure.
 */
import type { Fields } from "../deals/deal.ts";
import { isLosslessNumber, type JsonValue } from "../json.ts";

/** The version of the plan format that this program writes and reads. */
export const PLAN_VERSION = 1;

/** The first line: what the plan is for. Holds no time, so that the same plan always has the same digest. */
export type PlanHead = {
  readonly type: "plan";
  readonly version: typeof PLAN_VERSION;
  readonly kind: "apply" | "undo";
  /** Scheme, host and port of the API that the deals were read from: the plan is good for no other. */
  readonly origin: string;
  /** False for rows that were not read: they cannot be checked for drift or undone. */
  readonly read: boolean;
  /** The file of the mapping that the rows were read with. */
  readonly mapping?: string;
  /** The run that this plan undoes. */
  readonly undo_of?: string;
};

/** One deal that is to change. */
export type Change = {
  readonly type: "change";
  /** Position among the changes of the plan, from 1. */
  readonly row: number;
  /** First line of the row in the input, from 1; absent for rows that came from the API or from a journal. */
  readonly line?: number;
  readonly id: string;
  /** The deal's name as it was read, cut to 200 characters: for people, nothing is compared with it. */
  readonly name?: string;
  /** Values now, of the fields that are set and differ; absent when the deal was not read. */
  readonly before?: Fields;
  /** `updated_at` of the deal as it was read. */
  readonly updated_at?: string;
  /** Values to set; only those that differ from `before`. Never empty. */
  readonly set: Fields;
  /** Fields whose value now could not be read, so that an undo cannot bring it back. */
  readonly previous_unknown?: readonly string[];
};

/** One deal, or one field of it, that cannot be changed, and why. */
export type Blocked = {
  readonly type: "blocked";
  readonly line?: number;
  readonly id: string;
  readonly name?: string;
  /** The one field that cannot be changed; absent when the whole deal cannot. */
  readonly field?: string;
  /** `deal_archived`, `deal_not_found`, `changed_since_export`, or the code of the Failure. */
  readonly code: string;
  readonly message: string;
  /** What was wanted of it, for a user who fixes the reason and applies it again; absent where that is not known. */
  readonly set?: Fields;
  /** Of a field that another user changed after the export: its exported value, where the file contains it, and its value now. */
  readonly base?: JsonValue;
  readonly theirs?: JsonValue;
};

export type Step = Change | Blocked;

/** The last line. A plan without it was cut off and is refused. */
export type PlanEnd = {
  readonly type: "end";
  readonly changes: number;
  /** Deals that hold the values already; they have no line of their own. */
  readonly unchanged: number;
  readonly blocked: number;
  /** `sha256:` and 64 hex digits over every byte of the file in front of `,"digest":` in this line. */
  readonly digest: string;
};

export type PlanCounts = {
  /** Deals that change. */
  changes: number;
  /** Fields that change, over all deals. */
  fields: number;
  /** Fields whose value now is not known, so that an undo can't bring it back. */
  previousUnknown: number;
  /** Deals that hold the values already. */
  unchanged: number;
  /** Deals and fields that can't change. */
  blocked: number;
  /** Deals that may be missing, because deals moved between pages while the list was read. */
  missing: number;
  /** Their number by code. */
  readonly reasons: Map<string, number>;
  /** Fields that are to hold a text where they hold a number, true or false now, with the number of deals. */
  readonly typeChanges: Map<string, number>;
};

export function emptyPlanCounts(): PlanCounts {
  return {
    changes: 0,
    fields: 0,
    previousUnknown: 0,
    unchanged: 0,
    blocked: 0,
    missing: 0,
    reasons: new Map(),
    typeChanges: new Map(),
  };
}

/** Counts a step. @returns true when it has a line in the plan */
export function countStep(counts: PlanCounts, step: Step | Unchanged): step is Step {
  switch (step.type) {
    case "unchanged":
      counts.unchanged += 1;
      return false;
    case "change":
      counts.changes += 1;
      counts.fields += Object.keys(step.set).length;
      counts.previousUnknown += step.previous_unknown?.length ?? 0;
      for (const field of typeChangedFields(step))
        counts.typeChanges.set(field, (counts.typeChanges.get(field) ?? 0) + 1);
      return true;
    case "blocked":
      counts.blocked += 1;
      counts.reasons.set(step.code, (counts.reasons.get(step.code) ?? 0) + 1);
      return true;
  }
}

/** Cells are texts unless declared otherwise, and a text in a number's place is the commonest reason for a refusal. */
function typeChangedFields({ before = {}, set }: Change): readonly string[] {
  return Object.keys(set).filter((name) => {
    const now = Object.hasOwn(before, name) ? before[name] : undefined;
    return typeof set[name] === "string" && (typeof now === "boolean" || isLosslessNumber(now));
  });
}

/** A deal that holds the values already; it has no line in a plan. */
export type Unchanged = { readonly type: "unchanged"; readonly id: string; readonly line?: number };
