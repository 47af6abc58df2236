/** Guards in front of a run: the target must be that of the plan or run, and the profile must not be read-only. */
import { EMBEDDED_ORIGIN, planOrigin } from "../account/target.ts";
import { SANDBOX } from "../config/profileName.ts";
import type { Settings } from "../config/settings.ts";
import { Failure } from "../failure.ts";
import { shellWord } from "../text/shellQuote.ts";

/** @throws Failure of kind guard when the profile in use is marked `readonly` */
export function refuseReadonly(settings: Settings): void {
  if (!settings.readonly.value) return;
  throw new Failure(
    "guard",
    `the profile ${JSON.stringify(settings.profile.value)} is marked readonly: nothing was sent`,
    {
      code: "profile_readonly",
      hint: "use another profile with --profile, or take `readonly: true` out of this one",
    },
  );
}

/** @throws Failure `plan_for_another_place` */
export function checkPlanPlace(settings: Settings, origin: string): void {
  const here = planOrigin(settings);
  if (origin === here) return;
  throw new Failure("conflict", `the plan is for ${origin}, and this call would write to ${here}`, {
    code: "plan_for_another_place",
    hint: `${wayTo(origin, settings)}, or make the plan again`,
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
function wayTo(origin: string, { baseUrl, profile: used }: Settings, profile?: string): string {
  const { source } = baseUrl;
  const named =
    source.from === "flag"
      ? `leave out ${source.flag}`
      : source.from === "environment"
        ? `unset ${source.variable}`
        : undefined;
  const also = named === undefined ? "" : ` and ${named}`;
  if (origin === EMBEDDED_ORIGIN)
    return `that is the sandbox inside this program: add --profile ${SANDBOX}${also}`;
  if (profile !== undefined && profile !== used.value) {
    return `it used the profile ${profile}: add --profile ${shellWord(profile)}${also}`;
  }
  const address = `--base-url ${shellWord(origin)}`;
  if (named !== undefined) return `${named}, or write ${address}`;
  // With the same profile, a flag or the environment named the address then.
  if (profile !== undefined) return `add ${address}`;
  return `name the profile that the plan was made with, --profile NAME, or its address, ${address}`;
}
