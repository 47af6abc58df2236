/** Guards in front of a run: the target must be that of the plan or run, and the profile must not be read-only. */
import { EMBEDDED_ORIGIN, planOrigin } from "../account/target.ts";
import { SANDBOX } from "../config/profileName.ts";
import type { Settings } from "../config/settings.ts";
import { Failure } from "../failure.ts";
import { type Hint, option, placeholder, say, variable, words } from "../hint.ts";

/** @throws Failure of kind guard when the profile in use is marked `readonly` */
export function refuseReadonly(settings: Settings): void {
  if (!settings.readonly.value) return;
  throw new Failure(
    "guard",
    `the profile ${JSON.stringify(settings.profile.value)} is marked readonly: nothing was sent`,
    {
      code: "profile_readonly",
      hint: say`use another profile with ${option("profile")}, or take \`readonly: true\` out of this one`,
    },
  );
}

/** @throws Failure `plan_for_another_place` */
export function checkPlanPlace(settings: Settings, origin: string): void {
  const here = planOrigin(settings);
  if (origin === here) return;
  throw new Failure("conflict", `the plan is for ${origin}, and this call would write to ${here}`, {
    code: "plan_for_another_place",
    hint: [wayTo(origin, settings), "or make the plan again"],
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
    hint: wayTo(origin, settings, profile),
  });
}

/** What has to be typed, by what names the address now. @param profile that was used there, where that is known */
function wayTo(origin: string, { baseUrl, profile: used }: Settings, profile?: string): Hint {
  const { source } = baseUrl;
  const named =
    source.from === "flag"
      ? words`leave out ${option(source.option)}`
      : source.from === "environment"
        ? words`unset ${variable(source.variable)}`
        : undefined;
  const also = named === undefined ? "" : words`${named} and `;
  if (origin === EMBEDDED_ORIGIN)
    return say`that is the sandbox inside this program: ${also}add ${option("profile", SANDBOX)}`;
  if (profile !== undefined && profile !== used.value) {
    return say`it used the profile ${profile}: ${also}add ${option("profile", profile)}`;
  }
  const address = option("baseUrl", origin);
  if (named !== undefined) return say`${named}, or write ${address}`;
  // With the same profile, a flag or the environment named the address then.
  if (profile !== undefined) return say`add ${address}`;
  return say`name the profile that the plan was made with, ${option("profile", placeholder("NAME"))}, or its address, ${address}`;
}
