/** Validates a configuration file: its keys and values, and that its secrets are private. */
import { isAbsolute } from "node:path";
import * as v from "valibot";
import { usage } from "../../failure.ts";
import type { Stats } from "../../files/operations.ts";
import { type CurrentUser, hasOwners, isGroupOwnedByRoot, isOwnedByOther } from "../../files/permissions.ts";
import { option, placeholder, say, shellOn, variable } from "../../hint.ts";
import { closestMatch } from "../../text/closestMatch.ts";
import { durationOf } from "../durations.ts";
import { FORMAT_NAMES } from "../formats.ts";
import { isProfileName, PROFILE_NAME_WORDS, SANDBOX } from "../profileName.ts";
import { isWithin, LIMITS, type Numeric } from "../settings.ts";
import { invalidConfig } from "./invalidConfig.ts";

// Every message is what a valid value would be, in words that follow "must be". None quotes the value: it may be a secret.
const TEXT = "a non-empty string (quote numbers)";
const text = v.pipe(v.string(TEXT), v.nonEmpty(TEXT));

const entries = {
  token: v.optional(text),
  baseUrl: v.optional(text),
  clientId: v.optional(text),
  clientSecret: v.optional(text),
  clientAuth: v.optional(v.picklist(["body", "basic"], `"body" or "basic"`)),
  tokenCommand: v.optional(texts("a list of strings: the program and its arguments", 1)),
  caFile: v.optional(
    v.pipe(
      text,
      v.check((path) => !/^~(\/|$)/.test(path), "a full path: `~` is not expanded"),
    ),
  ),
  format: v.optional(v.picklist(FORMAT_NAMES, `one of ${FORMAT_NAMES.join(", ")}`)),
  properties: v.optional(properties("a list of names, or one string of names separated by commas")),
  timeout: v.optional(duration("timeout")),
  retries: v.optional(number("retries")),
  concurrency: v.optional(number("concurrency")),
  rate: v.optional(number("rate")),
  readonly: v.optional(v.boolean("true or false")),
};
const profileSchema = v.object(entries);

/** One profile of a file. `timeout` is milliseconds. */
export type Profile = Readonly<v.InferOutput<typeof profileSchema>>;

/** A configuration file: the profile to use, and profiles by name. */
export type ConfigData = {
  readonly profile?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
  /** User file only: by the real directory of a project config, the origins that it may lead its own credentials to. */
  readonly trusted?: Readonly<Record<string, readonly string[]>>;
};

/**
 * Checks plain data from a file.
 * @param kind a project config may not name a command to run
 * @throws Failure `config_broken`, naming file, profile, key and what is expected
 */
export function checkConfig(data: unknown, shown: string, kind: "user" | "project"): ConfigData {
  const config = mapping(data ?? {}, shown, "it must contain `profiles` and `profile`");
  // A project config has no say in what is trusted.
  knownKeys(config, ["profile", "profiles", ...(kind === "user" ? ["trusted"] : [])], shown, "");
  const { profile, profiles = {}, trusted } = config;
  if (profile !== undefined && (typeof profile !== "string" || !isProfileName(profile)))
    throw invalidConfig(shown, `\`profile\` must be a profile name: ${PROFILE_NAME_WORDS}`);
  const named = mapping(profiles, shown, "`profiles` must map names to profiles");
  const checked = Object.entries(named).map(
    ([name, value]) => [checkName(name, shown), checkProfile(value, name, shown, kind)] as const,
  );
  return {
    ...(profile === undefined ? {} : { profile }),
    profiles: Object.fromEntries(checked),
    ...(trusted === undefined ? {} : { trusted: checkTrusted(trusted, shown) }),
  };
}

function checkTrusted(value: unknown, shown: string): NonNullable<ConfigData["trusted"]> {
  const rule = "`trusted` must map absolute directories to lists of base URLs";
  const directories = mapping(value ?? {}, shown, rule);
  for (const [directory, origins] of Object.entries(directories)) {
    const isList = Array.isArray(origins) && origins.every((origin) => typeof origin === "string");
    if (!isAbsolute(directory) || !isList) throw invalidConfig(shown, rule);
  }
  return directories as NonNullable<ConfigData["trusted"]>;
}

/** What the value of one key must be, in words that follow "must be"; undefined where it is just that. */
export function problemWith(key: keyof Profile, value: unknown): string | undefined {
  const result = v.safeParse(entries[key], value);
  return result.success ? undefined : result.issues[0].message;
}

function checkName(name: string, shown: string): string {
  if (name === SANDBOX) throw invalidConfig(shown, "the profile `sandbox` is built in; use another name");
  if (!isProfileName(name))
    throw invalidConfig(shown, `${quoted(name)} is not a valid profile name: ${PROFILE_NAME_WORDS}`);
  return name;
}

function checkProfile(value: unknown, name: string, shown: string, kind: "user" | "project"): Profile {
  const where = `profile ${quoted(name)}: `;
  const raw = mapping(value ?? {}, shown, `${where}must map keys to values`);
  knownKeys(raw, Object.keys(entries), shown, where);
  const result = v.safeParse(profileSchema, raw);
  if (!result.success) {
    const [issue] = result.issues;
    const key = String(issue.path?.[0]?.key);
    throw invalidConfig(shown, `${where}\`${key}\` must be ${issue.message}`);
  }
  const profile = result.output;
  if (kind === "project" && profile.tokenCommand)
    throw invalidConfig(
      shown,
      `${where}a project config cannot name a command to run; move \`tokenCommand\` to the user config`,
    );
  checkCredentials(profile, shown, where);
  return profile;
}

function checkCredentials(profile: Profile, shown: string, where: string): void {
  const { token, clientId, clientSecret, tokenCommand } = profile;
  if (clientSecret && !clientId) throw invalidConfig(shown, `${where}\`clientSecret\` requires \`clientId\``);
  const kinds = [token && "token", clientId && "clientId", tokenCommand && "tokenCommand"].filter(Boolean);
  if (kinds.length > 1)
    throw invalidConfig(
      shown,
      `${where}more than one kind of credential (${kinds.join(", ")}); remove all but one`,
    );
}

/** Own keys only: `__proto__` and `constructor` are unknown keys like any other. */
function knownKeys(data: object, known: readonly string[], shown: string, where: string): void {
  const unknown = Object.keys(data).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const near = closestMatch(unknown, known);
  const isKey = closestMatch(unknown, ["profile", "profiles", ...Object.keys(entries)]) !== undefined;
  const advice = near ? `did you mean \`${near}\`?` : `available keys: ${known.join(", ")}`;
  // A name that resembles none may be a secret in the wrong place.
  throw invalidConfig(shown, `${where}unknown key ${isKey ? quoted(unknown) : "(not shown)"}; ${advice}`);
}

function mapping(value: unknown, shown: string, expected: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidConfig(shown, expected);
  return value as Record<string, unknown>;
}

/** A long or odd key may be a secret in the wrong place. */
function quoted(key: string): string {
  return /^[\w.$-]{1,40}$/.test(key) ? `"${key}"` : "(not shown)";
}

function texts(words: string, least = 0) {
  return v.pipe(v.array(v.pipe(v.string(words), v.nonEmpty(words)), words), v.minLength(least, words));
}

function properties(words: string) {
  const split = v.transform((value: string | string[]) =>
    (typeof value === "string" ? value.split(",") : value)
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  );
  return v.pipe(v.union([v.string(), v.array(v.string())], words), split);
}

function duration(name: Numeric) {
  const { words } = LIMITS[name];
  return v.pipe(
    v.union([v.string(), v.number()], words),
    v.transform((value) => durationOf(value) ?? Number.NaN),
    v.check((ms) => isWithin(name, ms), words),
  );
}

function number(name: Numeric) {
  const { words } = LIMITS[name];
  return v.pipe(
    v.number(words),
    v.check((value) => isWithin(name, value), words),
  );
}

/**
 * Checks who can read a user config that holds a secret in any of its profiles, and who can write one that names a command.
 * @param facts of the file that was read, behind any link
 * @throws Failure `secret_exposed` with the chmod to type
 */
export function checkSecrets(data: ConfigData, shown: string, facts: Stats, self: CurrentUser): void {
  if (!hasOwners(self)) return;
  const profiles = Object.values(data.profiles);
  const secret = profiles.some(holdsSecret);
  const command = profiles.some((profile) => profile.tokenCommand !== undefined);
  if (!secret && !command) return;
  const what = secret ? "a secret" : "a command to run";
  if (isOwnedByOther(facts, self.uid)) {
    throw usage("secret_exposed", `${shown} contains ${what}, but belongs to another user`, [
      {
        say: "copy the file",
        shell: [...shellOn(shown, "install", "-m", "600"), placeholder("FILE")],
      },
      say`then use the copy: ${option("config", placeholder("FILE"))}`,
    ]);
  }
  if (isGroupOwnedByRoot(facts, self)) return;
  if ((facts.mode & (secret ? 0o077 : 0o022)) !== 0) {
    const isOurs = facts.uid === self.uid;
    throw usage(
      "secret_exposed",
      `${shown} contains ${what}, but other users can ${secret ? "read" : "write"} it (mode ${modeOf(facts)})`,
      isOurs
        ? { shell: shellOn(shown, "chmod", "600") }
        : say`make it readable by its owner and one group only (mode 0440), or set ${variable("token")} instead`,
    );
  }
}

/** True for a profile that holds what must stay private. A command is none: it only leads to one. */
export function holdsSecret(profile: Profile): boolean {
  return profile.token !== undefined || profile.clientSecret !== undefined;
}

function modeOf(facts: Stats): string {
  return (facts.mode & 0o777).toString(8).padStart(4, "0");
}
