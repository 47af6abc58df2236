/** Guards in front of a run: the target must be that of the plan or run, and the profile must not be read-only. */
import type { Account } from "../account/account.ts";
import { Failure, usage } from "../failure.ts";
import { option, say, words } from "../hint.ts";
import type { CheckedPlan } from "../plans/file/read.ts";

/** @throws Failure of kind guard when the profile in use is marked `readonly` */
export function refuseReadonly({ isReadonly, profile }: Pick<Account, "isReadonly" | "profile">): void {
  if (!isReadonly) return;
  throw new Failure("guard", `profile ${JSON.stringify(profile)} is read-only; nothing was sent`, {
    code: "profile_readonly",
    hint: say`use another profile with ${option("profile")}, or remove \`readonly: true\` from this one`,
  });
}

/** @throws Failure `plan_target_mismatch` */
export function checkPlanTarget(account: Pick<Account, "target" | "wayTo">, target: string): void {
  if (target === account.target) return;
  throw new Failure("conflict", `this plan targets ${target}, not ${account.target}`, {
    code: "plan_target_mismatch",
    hint: [account.wayTo(target), "or make a new plan"],
  });
}

/** @throws Failure `run_target_mismatch` */
export function checkRunTarget(
  account: Pick<Account, "target" | "wayTo">,
  { origin, profile, run }: { readonly origin: string; readonly profile: string; readonly run: string },
): void {
  if (origin === account.target) return;
  throw new Failure("conflict", `run ${run} targets ${origin}, not ${account.target}`, {
    code: "run_target_mismatch",
    hint: account.wayTo(origin, profile),
  });
}

/** @throws Failure `dry_run_writes` */
export function checkDryRun({
  dryRun,
  failures,
}: {
  readonly dryRun?: boolean | undefined;
  readonly failures?: unknown;
}): void {
  if (!dryRun || failures === undefined) return;
  throw usage(
    "dry_run_writes",
    words`${option("dryRun")} and ${option("failures")} cannot be used together`,
    "remove one of them",
  );
}

/** @throws Failure `plan_not_approved` when another plan was approved */
export function checkApproved({ end: { digest } }: CheckedPlan, approve: string | undefined): void {
  if (approve === undefined || approve === digest) return;
  throw new Failure(
    "conflict",
    `plan digest does not match the approved one: got ${digest}, expected ${approve}`,
    {
      code: "plan_not_approved",
      hint: "review the plan again: the deals or the input changed after the approval",
    },
  );
}

/** The end of an operation that someone said no to. */
export function declined(): Failure {
  return new Failure("guard", "canceled; nothing was changed", { code: "declined" });
}
