/** The guard of a profile that only reads. */
import { Failure } from "../failure.ts";
import type { Settings } from "../profile/settings.ts";

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
