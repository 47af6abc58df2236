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
  throw unknownProfile(chosen.value, known, { by: ` (named by ${describeSource(chosen.source)})` });
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
 */
export function unknownProfile(
  name: string,
  known: readonly string[],
  { by = "", typed = "--profile" }: { readonly by?: string; readonly typed?: string } = {},
): Failure {
  const near = nearest(name, known);
  return usage(
    "unknown_profile",
    `there is no profile "${name}"${by}; ${known.length === 0 ? "there are none" : `known are ${known.join(", ")}`}`,
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
