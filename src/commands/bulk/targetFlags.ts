/** The flags that lead to where a run wrote, whatever the flags of this call are. */
import { EMBEDDED_ORIGIN, targetOf } from "../../account/target.ts";
import type { Context } from "../../cli/context.ts";
import type { TargetFlags } from "../../cli/hints.ts";
import { loadSettings } from "../../config/load.ts";
import { SANDBOX } from "../../config/profileName.ts";
import type { FlagSettings, Settings } from "../../config/settings.ts";

/** @param run its profile and the origin that it wrote to */
export async function targetFlagsOfRun(
  { globals, host }: Context,
  run: { readonly origin: string; readonly profile: string },
): Promise<TargetFlags> {
  const { config } = globals;
  if (run.origin === EMBEDDED_ORIGIN) return { ...(await named(SANDBOX)), baseUrl: undefined };
  const target = await named(run.profile);
  const there = await settings({ config, profile: run.profile });
  if (there !== undefined && targetOf(there) === run.origin) return { ...target, baseUrl: undefined };
  return { ...target, baseUrl: isAt(globals.baseUrl, run.origin) ? globals.baseUrl : run.origin };

  /** Without the flag where its profile is the one in use anyway. */
  async function named(profile: string): Promise<Pick<TargetFlags, "profile" | "config">> {
    const usual = await settings({ config });
    return { profile: usual?.profile.value === profile ? undefined : profile, config };
  }

  /** Undefined where they can't be had now: the command itself says why. */
  async function settings(flags: FlagSettings): Promise<Settings | undefined> {
    return loadSettings(host, flags).catch(() => undefined);
  }
}

/** The address as it was typed may have a path, which an origin has not. */
function isAt(baseUrl: string | undefined, origin: string): boolean {
  return baseUrl !== undefined && URL.canParse(baseUrl) && new URL(baseUrl).origin === origin;
}
