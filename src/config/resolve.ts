/** Flags, environment, files and defaults → the settings of one call, each with its source. Pure. */

import { dirname, resolve as resolvePath } from "node:path";
import { type Failure, usage } from "../failure.ts";
import { option, say, variable, type Words, words } from "../hint.ts";
import { checkBaseUrl } from "../text/baseUrl.ts";
import { closestMatch } from "../text/closestMatch.ts";
import { type CredentialLookup, checkBinding, findCredential } from "./credential.ts";
import type { ConfigFiles } from "./file/read.ts";
import { FORMAT_NAMES, type Format } from "./formats.ts";
import { chooseProfile } from "./profile.ts";
import { SANDBOX } from "./profileName.ts";
import { checkProjectTrusted } from "./projectTrust.ts";
import {
  describeSource,
  type FlagSettings,
  isWithin,
  LIMITS,
  type Numeric,
  type Settings,
  type SettingValue,
} from "./settings.ts";
import { type Environment, fromEnvironment, fromFiles, fromFlag, type Layers, layersOf } from "./sources.ts";

/** What counts where no one says anything. Times are milliseconds, the rate is requests per second. */
export type Defaults = {
  readonly baseUrl: string;
  readonly format: Format;
  readonly properties: readonly string[];
  readonly timeout: number;
  readonly retries: number;
  readonly concurrency: number;
  readonly rate: number | undefined;
};

export const DEFAULTS: Defaults = {
  baseUrl: "https://api.routera.io",
  format: "table",
  properties: [],
  timeout: 30_000,
  retries: 3,
  concurrency: 8,
  rate: undefined,
};

export type SettingsInput = {
  readonly flags: FlagSettings;
  readonly env: Environment;
  readonly files: ConfigFiles;
  readonly defaults?: Defaults;
  /**
   * Told of a credential that cannot be used here, for a command that only shows what there is; the credential is in the
   * settings then, as far as it is known. Without it this ends the call.
   */
  readonly onProblem?: (problem: Failure) => void;
};

/**
 * Flag > environment > project config > user config > default, for every value; `readonly` alone is true when any file says
 * so. A credential that would leave its origin ends the call here, before a socket opens.
 * @throws Failure of kind usage
 */
export function resolveSettings({
  flags,
  env,
  files,
  defaults = DEFAULTS,
  onProblem,
}: SettingsInput): Settings {
  const profile = chooseProfile(flags, env, files);
  if (profile.value === SANDBOX) return sandboxSettings(profile, flags, env, defaults);
  const layers = layersOf(files, profile.value);
  const baseUrl =
    fromFlag(flags.baseUrl, "baseUrl") ??
    fromEnvironment(env, "baseUrl") ??
    bare(fromFiles(layers, "baseUrl")) ??
    byDefault(defaults.baseUrl);
  checkUrl(baseUrl);
  const attempt = attemptOr(onProblem);
  const found = attempt(() => findCredential(env, layers));
  attempt(() => found && checkBinding(found, { baseUrl, profile, layers, defaultBaseUrl: defaults.baseUrl }));
  attempt(() => checkProjectTrusted(found, baseUrl, files, defaults.baseUrl));
  return {
    profile,
    embedded: false,
    baseUrl,
    credential: found?.credential,
    ...plainSettings(flags, env, layers, defaults),
    caFile: attempt(() => trustedCa(layers, baseUrl, found)) ?? byDefault(undefined),
    readonly: isReadonly(layers),
    warnings: [...(files.warnings ?? []), ...warningsOf(found)],
  };
}

function attemptOr(onProblem: SettingsInput["onProblem"]) {
  return <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (onProblem === undefined) throw error;
      onProblem(error as Failure);
      return undefined;
    }
  };
}

/** The variables of credentials and of the base URL mean a real account: the sandbox never sees them. */
function sandboxSettings(
  profile: SettingValue<string>,
  flags: FlagSettings,
  env: Environment,
  defaults: Defaults,
): Settings {
  if (flags.baseUrl !== undefined) {
    throw usage(
      "sandbox_base_url",
      words`${option("baseUrl")} and the profile ${SANDBOX} (from ${describeSource(profile.source)}) cannot be used together`,
      say`remove ${option("baseUrl")}, or use another profile`,
    );
  }
  return {
    profile,
    embedded: true,
    baseUrl: { value: "http://127.0.0.1", source: { from: "sandbox" } },
    credential: undefined,
    ...plainSettings(flags, env, { project: undefined, user: undefined }, defaults),
    caFile: byDefault(undefined),
    readonly: byDefault(false),
    warnings: [],
  };
}

type PlainSettings = Pick<Settings, "format" | "properties" | "timeout" | "retries" | "concurrency" | "rate">;

function plainSettings(
  flags: FlagSettings,
  env: Environment,
  layers: Layers,
  defaults: Defaults,
): PlainSettings {
  const number = (name: Numeric) => checkedFlag(name, flags[name]) ?? bare(fromFiles(layers, name));
  return {
    format:
      fromFlag(flags.format, "format") ??
      formatVariable(env) ??
      bare(fromFiles(layers, "format")) ??
      byDefault(defaults.format),
    properties: bare(fromFiles(layers, "properties")) ?? byDefault(defaults.properties),
    timeout: number("timeout") ?? byDefault(defaults.timeout),
    retries: number("retries") ?? byDefault(defaults.retries),
    concurrency: number("concurrency") ?? byDefault(defaults.concurrency),
    rate: number("rate") ?? byDefault(defaults.rate),
  };
}

function checkedFlag(name: Numeric, value: number | undefined): SettingValue<number> | undefined {
  if (value === undefined || isWithin(name, value)) return fromFlag(value, name);
  throw usage(
    `bad_${name}`,
    words`${option(name)} must be ${LIMITS[name].words}`,
    say`use ${option(name, name === "timeout" ? "30s" : String(DEFAULTS[name] ?? 8))}`,
  );
}

/** The format that the environment asks for. @throws Failure `bad_format` */
export function formatVariable(env: Environment): SettingValue<Format> | undefined {
  const given = fromEnvironment(env, "format");
  if (!given) return undefined;
  const value = FORMAT_NAMES.find((format) => format === given.value);
  if (value) return { value, source: given.source };
  // What resembles none may be a secret in the wrong variable.
  const typed = closestMatch(given.value, FORMAT_NAMES) ? JSON.stringify(given.value) : "its value";
  throw usage(
    "bad_format",
    words`${variable("format")} must be one of ${FORMAT_NAMES.join(", ")}, got ${typed}`,
    say`unset ${variable("format")}, or set it to json`,
  );
}

function checkUrl({ value, source }: SettingValue<string>): void {
  try {
    checkBaseUrl(value);
  } catch (error) {
    throw named(error as Failure, describeSource(source));
  }
}

/** The same failure, with the place of the bad value in front. */
function named(failure: Failure, where: Words): Failure {
  return usage(failure.code, words`${where}: ${failure.words}`, failure.hint);
}

/** A certificate from a project config is only believed where that file's own token goes to that file's own address. */
function trustedCa(
  layers: Layers,
  baseUrl: SettingValue<string>,
  found: CredentialLookup | undefined,
): SettingValue<string | undefined> {
  const ca = fromFiles(layers, "caFile");
  if (!ca) return byDefault(undefined);
  const own = baseUrl.source.from === "project" && found?.credential.source.from === "project";
  if (ca.layer.source.from === "project" && !own) {
    throw usage(
      "project_ca_file",
      words`the ${describeSource(ca.source)} has a caFile, which is only used with a baseUrl and a token in the same profile`,
      "move caFile to the user config, or set NODE_EXTRA_CA_CERTS",
    );
  }
  return { value: resolvePath(dirname(ca.layer.path), ca.value), source: ca.source };
}

/** A project config may turn writing off, none may turn it on again. */
function isReadonly(layers: Layers): SettingValue<boolean> {
  for (const layer of [layers.project, layers.user]) {
    if (layer?.profile.readonly === true) return { value: true, source: layer.source };
  }
  return bare(fromFiles(layers, "readonly")) ?? byDefault(false);
}

function warningsOf(found: CredentialLookup | undefined): readonly Words[] {
  const source = found?.credential.source;
  if (source?.from !== "project") return [];
  return [
    words`the credential comes from the ${describeSource(source)}; exclude that file from version control, or move the credential to the user config`,
  ];
}

function bare<T>(sourced: SettingValue<T> | undefined): SettingValue<T> | undefined {
  return sourced && { value: sourced.value, source: sourced.source };
}

function byDefault<T>(value: T): SettingValue<T> {
  return { value, source: { from: "default" } };
}
