/** Where `auth login` puts a credential, and which address it is for. Pure. */

import { asFailure, type Failure, usage } from "../../failure.ts";
import { option, say, words } from "../../hint.ts";
import { checkBaseUrl } from "../../text/baseUrl.ts";
import type { ConfigFiles } from "../file/read.ts";
import type { Profile } from "../file/schema.ts";
import { namedProfile } from "../profile.ts";
import { CREDENTIAL_KEYS } from "../profileKeys.ts";
import { DEFAULT_PROFILE, SANDBOX } from "../profileName.ts";
import { DEFAULTS, resolveSettings } from "../resolve.ts";
import { describeSource, type FlagSettings, type Settings, type SettingValue } from "../settings.ts";
import { type Environment, fromEnvironment, fromFlag, layersOf } from "../sources.ts";

export type LoginTarget = {
  readonly profile: SettingValue<string>;
  readonly baseUrl: SettingValue<string>;
};

/** The parts of a profile that a login sets; what is omitted is taken out, but for `clientAuth`, which then stays. */
export type NewCredential = Pick<Profile, "token" | "clientId" | "clientSecret" | "clientAuth">;

/**
 * A project config may choose the profile, but never the address that a credential is sent to: that is a flag's, a variable's,
 * the user config's or the default.
 * @throws Failure of kind usage
 */
export function loginTarget(flags: FlagSettings, env: Environment, files: ConfigFiles): LoginTarget {
  const profile = namedProfile(flags, env, files);
  if (profile.value === SANDBOX) {
    throw usage(
      "sandbox_login",
      words`profile ${SANDBOX} (from ${describeSource(profile.source)}) needs no login`,
      {
        say: "log in with another profile",
        run: { command: "auth login", options: { profile: DEFAULT_PROFILE } },
      },
    );
  }
  const { user, project } = layersOf(files, profile.value);
  const given = fromFlag(flags.baseUrl, "baseUrl") ?? fromEnvironment(env, "baseUrl");
  const own = user?.profile.baseUrl;
  const baseUrl =
    given ??
    (user && own !== undefined
      ? { value: own, source: user.source }
      : { value: DEFAULTS.baseUrl, source: { from: "default" as const } });
  const { origin } = checkBaseUrl(baseUrl.value);
  const claimed = project?.profile.baseUrl;
  if (project && claimed !== undefined && checkBaseUrl(claimed).origin !== origin && !given) {
    throw usage(
      "login_address_unclear",
      words`the ${describeSource(project.source)} uses ${checkBaseUrl(claimed).origin}, but this login is for ${origin}`,
      say`add ${option("baseUrl", checkBaseUrl(claimed).origin)} or ${option("baseUrl", origin)}`,
    );
  }
  return { profile, baseUrl };
}

/** The user's profile as it will be after the login. */
export function profileAfterLogin(
  target: LoginTarget,
  files: ConfigFiles,
  credential: NewCredential,
): Profile {
  const before = layersOf(files, target.profile.value).user?.profile ?? {};
  const kept = Object.entries(before).filter(
    ([key]) => key !== "baseUrl" && !(CREDENTIAL_KEYS as readonly string[]).includes(key),
  );
  const { value } = target.baseUrl;
  return {
    ...Object.fromEntries(kept),
    ...(value !== DEFAULTS.baseUrl && { baseUrl: value }),
    ...credential,
  };
}

/** What every later call here would be refused for, after a login that stored this profile; undefined where it may go. */
export function bindingFailure(
  target: LoginTarget,
  { profile }: FlagSettings,
  env: Environment,
  files: ConfigFiles,
  after: Profile,
): Failure | undefined {
  const name = target.profile.value;
  const { file = "", path = "", data = { profiles: {} } } = files.user ?? {};
  const user = { file, path, data: { ...data, profiles: { ...data.profiles, [name]: after } } };
  try {
    resolveSettings({ flags: { profile }, env, files: { ...files, user } });
    return undefined;
  } catch (error) {
    return asFailure(error);
  }
}

/** Settings to try the credential with: those that the user config alone will give, with this call's patience. */
export function trialSettings(
  target: LoginTarget,
  files: ConfigFiles,
  after: Profile,
  { timeout, retries }: FlagSettings,
): Settings {
  const { file = "", path = "" } = files.user ?? {};
  const name = target.profile.value;
  const user = { file, path, data: { profiles: { [name]: after } } };
  return resolveSettings({ flags: { profile: name, timeout, retries }, env: {}, files: { user } });
}
