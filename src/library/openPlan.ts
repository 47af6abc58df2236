/** A plan file, to be looked at before it is applied. */
import { openPlan as open } from "../bulk/plan/readPlan.ts";
import type { PlanEnd, PlanHead, Step } from "../bulk/plan/step.ts";
import { checkArgument } from "./checkOptions.ts";
import { inOptions } from "./hints.ts";

/** A plan that was checked from its first byte to its last. */
export type Plan = {
  readonly head: PlanHead;
  readonly end: PlanEnd;
  /** Reads the steps from the first one. @throws RouteraFailure `plan_changed` when it is not the same plan any more */
  steps(): AsyncIterable<Step>;
};

/** @throws RouteraFailure of kind usage with the line: `plan_damaged`, `plan_version`, `plan_cut`, `plan_unreadable` */
export function openPlan(path: string): Promise<Plan> {
  return inOptions(async () => {
    checkArgument("openPlan", "path", path, "path");
    return open(path);
  });
}
