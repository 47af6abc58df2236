/** Which profile a call uses. Pure. */

import { type Failure, usage } from "../failure.ts";
import { type CommandPath, option, say, type Words, words } from "../hint.ts";
import { closestMatch } from "../text/closestMatch.ts";
import type { ConfigFiles } from "./file/read.ts";
import { checkProfileName, DEFAULT_PROFILE, SANDBOX } from "./profileName.ts";
import { describeSource, type FlagSettings, type SettingValue } from "./settings.ts";
import { fromEnvironment } from "./sources.ts";

/**
 * The flag > the variable > the project config's `profile` > the user config's > `default`.
 * @throws Failure `bad_profile_name`, `unknown_profile` (any but `default` must exist)
 */
export function chooseProfile(
  flags: FlagSettings,
  env: Readonly<Record<string, string | undefined>>,
  files: ConfigFiles,
): SettingValue<string> {
  const chosen = namedProfile(flags, env, files);
  const known = knownProfiles(files);
  if (known.includes(chosen.value)) return chosen;
  const by = words` (from ${describeSource(chosen.source)})`;
  throw unknownProfile(chosen.value, known, { by, isShown: chosen.source.from !== "environment" });
}

/** The profile that is asked for; it need not exist. @throws Failure `bad_profile_name` */
export function namedProfile(
  flags: FlagSettings,
  env: Readonly<Record<string, string | undefined>>,
  files: ConfigFiles,
): SettingValue<string> {
  const chosen = named(flags, env, files);
  checkProfileName(chosen.value, chosen.source.from === "environment" ? chosen.source.variable : undefined);
  return chosen;
}

/**
 * @param by who named it, in words that follow the name
 * @param command the command that the name was typed for, as its operand; without it, the option names it
 * @param isShown false: the name may be a secret in the wrong place, and is shown only where it resembles a known one
 */
export function unknownProfile(
  name: string,
  known: readonly string[],
  {
    by = "",
    command,
    isShown = true,
  }: {
    readonly by?: Words;
    readonly command?: CommandPath;
    readonly isShown?: boolean;
  } = {},
): Failure {
  const near = closestMatch(name, known);
  return usage(
    "unknown_profile",
    words`${isShown || near ? `profile "${name}"` : "profile"} not found${by}; ${known.length === 0 ? "no profiles exist" : `available profiles: ${known.join(", ")}`}`,
    near === undefined
      ? { run: { command: "profile list" } }
      : command === undefined
        ? say`did you mean ${option("profile", near)}?`
        : { say: "did you mean", run: { command, operands: [near] } },
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
): SettingValue<string> {
  if (flags.profile !== undefined)
    return { value: flags.profile, source: { from: "flag", option: "profile" } };
  const given = fromEnvironment(env, "profile");
  if (given) return given;
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
