/** Whether a plan or a run belongs to where this call would write. */
import { planOrigin } from "../../bulk/plan/planOrigin.ts";
import { Failure } from "../../failure.ts";
import type { Settings } from "../../profile/settings.ts";

/** @throws Failure `plan_for_another_place` */
export function checkPlanPlace(settings: Settings, origin: string): void {
  const here = planOrigin(settings);
  if (origin === here) return;
  throw new Failure("conflict", `the plan is for ${origin}, and this call would write to ${here}`, {
    code: "plan_for_another_place",
    hint: "name the profile that the plan was made with: --profile NAME, or make the plan again",
  });
}

/** @throws Failure `run_of_another_place` */
export function checkRunPlace(
  settings: Settings,
  { origin, profile, run }: { readonly origin: string; readonly profile: string; readonly run: string },
): void {
  const here = planOrigin(settings);
  if (origin === here) return;
  throw new Failure("conflict", `run ${run} wrote to ${origin}, and this call would write to ${here}`, {
    code: "run_of_another_place",
    hint: `it used the profile ${profile}: add --profile ${profile}`,
  });
}
