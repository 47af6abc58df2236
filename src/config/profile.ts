/** Which profile a call uses. Pure. */

import { type Failure, usage } from "../failure.ts";
import { nearest } from "../text/closestMatch.ts";
import type { ConfigFiles } from "./file/read.ts";
import { checkProfileName, DEFAULT_PROFILE, SANDBOX } from "./profileName.ts";
import { describeSource, type FlagSettings, type Sourced } from "./settings.ts";

/**
 * `--profile` > ROUTERA_PROFILE > the project file's `profile` > the user file's > `default`.
 * @throws Failure `bad_profile_name`, `unknown_profile` (any but `default` must exist)
 */
export function chooseProfile(
  flags: FlagSettings,
  env: Readonly<Record<string, string | undefined>>,
  files: ConfigFiles,
): Sourced<string> {
  const chosen = namedProfile(flags, env, files);
  const known = knownProfiles(files);
  if (known.includes(chosen.value)) return chosen;
  const by = ` (named by ${describeSource(chosen.source)})`;
  throw unknownProfile(chosen.value, known, { by, isShown: chosen.source.from !== "environment" });
}

/** The profile that is asked for; it need not exist. @throws Failure `bad_profile_name` */
export function namedProfile(
  flags: FlagSettings,
  env: Readonly<Record<string, string | undefined>>,
  files: ConfigFiles,
): Sourced<string> {
  const chosen = named(flags, env, files);
  checkProfileName(chosen.value, chosen.source.from === "environment" ? chosen.source.variable : undefined);
  return chosen;
}

/**
 * @param by who named it, in words that follow the name
 * @param typed what stands in front of a name that is typed
 * @param isShown false: the name may be a secret in the wrong place, and is shown only where it resembles a known one
 */
export function unknownProfile(
  name: string,
  known: readonly string[],
  {
    by = "",
    typed = "--profile",
    isShown = true,
  }: { readonly by?: string; readonly typed?: string; readonly isShown?: boolean } = {},
): Failure {
  const near = nearest(name, known);
  return usage(
    "unknown_profile",
    `there is no ${isShown || near ? `profile "${name}"` : "such profile"}${by}; ${known.length === 0 ? "there are none" : `known are ${known.join(", ")}`}`,
    near ? `did you mean ${typed} ${near}?` : "routera profile list",
  );
}

/** All names that may be asked for, sorted. */
export function knownProfiles(files: ConfigFiles): readonly string[] {
  const names = [files.project, files.user].flatMap((file) => Object.keys(file?.data.profiles ?? {}));
  return [...new Set([DEFAULT_PROFILE, SANDBOX, ...names])].sort();
}

function named(
  flags: FlagSettings,
  env: Readonly<Record<string, string | undefined>>,
  { project, user }: ConfigFiles,
): Sourced<string> {
  if (flags.profile !== undefined)
    return { value: flags.profile, source: { from: "flag", flag: "--profile" } };
  const variable = "ROUTERA_PROFILE";
  if (env[variable]) return { value: env[variable], source: { from: "environment", variable } };
  if (project?.data.profile !== undefined) {
    const value = project.data.profile;
    return { value, source: { from: "project", file: project.file, profile: value } };
  }
  if (user?.data.profile !== undefined) {
    const value = user.data.profile;
    return { value, source: { from: "user", file: user.file, profile: value } };
  }
  return { value: DEFAULT_PROFILE, source: { from: "default" } };
}
