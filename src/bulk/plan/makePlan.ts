/** From what was asked to a plan file. */
import type { Context } from "../../context.ts";
import { typedPath } from "../../typedPath.ts";
import type { PlanRequest } from "./planRequest.ts";
import { startPlan } from "./startPlan.ts";
import type { PlanEnd, PlanHead } from "./step.ts";
import type { Tally } from "./tally.ts";
import { writePlan } from "./writePlan.ts";
import { refuseExisting } from "./writeWhole.ts";

/** A plan that is on disk. */
export type MadePlan = PlanEnd & {
  readonly head: PlanHead;
  readonly tally: Readonly<Tally>;
  readonly repeats: number;
  readonly blank: number;
};

/**
 * Reads the input, reads the deals, writes the plan. Nothing is kept when anything fails.
 * @param shown the path as it was typed
 * @throws Failure of kind usage with all mistakes of the input before any request; `file_exists`; what reading deals throws
 */
export async function makePlan(context: Context, request: PlanRequest, shown: string): Promise<MadePlan> {
  const path = typedPath(context.host, shown);
  const { overwrite } = request;
  await refuseExisting(path, overwrite, shown);
  const { head, tally, steps, repeats, blank } = await startPlan(context, request);
  const end = await writePlan(path, head, steps, () => tally.unchanged, { overwrite, shown });
  return { ...end, head, tally, repeats, blank };
}
