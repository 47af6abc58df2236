/** The places that a value may come from, in the order in which they count. Pure. */

import { VARIABLES } from "../config/variables.ts";
import type { OptionKey, VariableKey } from "../hint.ts";
import type { ConfigFile, ConfigFiles } from "./file/read.ts";
import type { Profile } from "./file/schema.ts";
import type { SettingValue, Source } from "./settings.ts";

/** The chosen profile of one file. */
export type Layer = {
  readonly profile: Profile;
  readonly source: Source & { readonly from: "project" | "user" };
  /** Absolute path of the file. */
  readonly path: string;
};

/** The chosen profile as the project config and as the user config have it. */
export type Layers = { readonly project: Layer | undefined; readonly user: Layer | undefined };

export type Environment = Readonly<Record<string, string | undefined>>;

export function layersOf(files: ConfigFiles, name: string): Layers {
  return { project: layer(files.project, "project", name), user: layer(files.user, "user", name) };
}

/** The value of one key of the chosen profile: the project config's, else the user config's. */
export function fromFiles<K extends keyof Profile>(
  { project, user }: Layers,
  key: K,
): (SettingValue<NonNullable<Profile[K]>> & { readonly layer: Layer }) | undefined {
  for (const one of [project, user]) {
    const value = one?.profile[key];
    if (one && value !== undefined)
      return { value: value as NonNullable<Profile[K]>, source: one.source, layer: one };
  }
  return undefined;
}

/** The value of a variable. Set but empty counts as unset. */
export function fromEnvironment(env: Environment, variable: VariableKey): SettingValue<string> | undefined {
  const value = env[VARIABLES[variable]];
  return value ? { value, source: { from: "environment", variable } } : undefined;
}

/** The value of a flag. */
export function fromFlag<T>(value: T | undefined, option: OptionKey): SettingValue<T> | undefined {
  return value === undefined ? undefined : { value, source: { from: "flag", option } };
}

function layer<From extends "project" | "user">(
  file: ConfigFile | undefined,
  from: From,
  name: string,
): Layer | undefined {
  if (!file || !Object.hasOwn(file.data.profiles, name)) return undefined;
  const profile = file.data.profiles[name];
  return profile && { profile, source: { from, file: file.file, profile: name }, path: file.path };
}
