/** What a plan comes to, counted while it is made. */

import { isLosslessNumber } from "../../json.ts";
import type { Unchanged } from "./planDeal.ts";
import type { Change, Step } from "./step.ts";

export type Tally = {
  /** Deals that change. */
  changes: number;
  /** Fields that change, over all deals. */
  fields: number;
  /** Fields whose value now is not known, so that an undo can't bring it back. */
  lost: number;
  /** Deals that hold the values already. */
  unchanged: number;
  /** Deals and fields that can't change. */
  impossible: number;
  /** Their number by code. */
  readonly reasons: Map<string, number>;
  /** Fields that are to hold a text where they hold a number, true or false now, with the number of deals. */
  readonly retyped: Map<string, number>;
};

export function emptyTally(): Tally {
  return {
    changes: 0,
    fields: 0,
    lost: 0,
    unchanged: 0,
    impossible: 0,
    reasons: new Map(),
    retyped: new Map(),
  };
}

/** Counts a step. @returns true when it has a line in the plan */
export function count(tally: Tally, step: Step | Unchanged): step is Step {
  switch (step.type) {
    case "unchanged":
      tally.unchanged += 1;
      return false;
    case "change":
      tally.changes += 1;
      tally.fields += Object.keys(step.set).length;
      tally.lost += step.lost?.length ?? 0;
      for (const field of retypedFields(step)) tally.retyped.set(field, (tally.retyped.get(field) ?? 0) + 1);
      return true;
    case "impossible":
      tally.impossible += 1;
      tally.reasons.set(step.code, (tally.reasons.get(step.code) ?? 0) + 1);
      return true;
  }
}

/** Cells are texts unless told otherwise, and a text in a number's place is the commonest reason for a refusal. */
function retypedFields({ before = {}, set }: Change): readonly string[] {
  return Object.keys(set).filter((name) => {
    const now = Object.hasOwn(before, name) ? before[name] : undefined;
    return typeof set[name] === "string" && (typeof now === "boolean" || isLosslessNumber(now));
  });
}
