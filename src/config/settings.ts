/** Settings of an invocation: values, limits, and the source of each. */

import { type OptionKey, option, type VariableKey, variable, type Words, words } from "../hint.ts";
import type { Format } from "./formats.ts";

/** Where a value came from. */
export type Source =
  | { readonly from: "flag"; readonly option: OptionKey }
  | { readonly from: "environment"; readonly variable: VariableKey }
  | { readonly from: "project"; readonly file: string; readonly profile: string }
  | { readonly from: "user"; readonly file: string; readonly profile: string }
  | { readonly from: "sandbox" }
  | { readonly from: "default" };

export type SettingValue<T> = { readonly value: T; readonly source: Source };

/** How a call proves who it is. Secrets never leave this value but for the Authorization header or the token request. */
export type Credential =
  | { readonly kind: "token"; readonly token: string; readonly source: Source }
  | {
      readonly kind: "client";
      readonly clientId: string;
      readonly clientSecret: string;
      /** Where id and secret go at the token endpoint: in the form body or as HTTP Basic. */
      readonly auth: "body" | "basic";
      readonly source: Source;
    }
  | { readonly kind: "command"; readonly command: readonly string[]; readonly source: Source };

/** Settings of one call, all resolved. */
export type Settings = {
  /** Name of the profile in use. */
  readonly profile: SettingValue<string>;
  /**
   * True for the built-in profile `sandbox`: the API is served inside this process. `credential` is then undefined, and
   * `baseUrl` is loopback without its port, which is known once the server listens.
   */
  readonly embedded: boolean;
  readonly baseUrl: SettingValue<string>;
  /** Undefined when there is none; a command that needs one says so then. */
  readonly credential: Credential | undefined;
  readonly format: SettingValue<Format>;
  /** Properties asked for with every deal. */
  readonly properties: SettingValue<readonly string[]>;
  /** Per request, milliseconds. */
  readonly timeout: SettingValue<number>;
  readonly retries: SettingValue<number>;
  readonly concurrency: SettingValue<number>;
  /** Requests per second; undefined for no limit. */
  readonly rate: SettingValue<number | undefined>;
  readonly caFile: SettingValue<string | undefined>;
  /** True: this profile only reads; every write is refused before any request. */
  readonly readonly: SettingValue<boolean>;
  /** Facts to show the user once, on stderr. */
  readonly warnings: readonly Words[];
};

/** Values given by flags, as text or already parsed; undefined where not given. */
export type FlagSettings = {
  readonly profile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly config?: string | undefined;
  readonly format?: Format | undefined;
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
};

/** `from` a variable, `the output of the tokenCommand of user config …`, `none …` */
export function describeCredential({ credential, embedded }: Settings): Words {
  if (embedded) return "built-in sandbox";
  if (credential === undefined) return "none";
  const source = describeSource(credential.source);
  if (credential.kind === "token") return words`from ${source}`;
  return credential.kind === "client"
    ? words`fetched with client credentials from ${source}`
    : words`printed by the tokenCommand of ${source}`;
}

/** A flag, a variable, `project config ./.routerarc (profile staging)`, `default`, … */
export function describeSource(source: Source): Words {
  switch (source.from) {
    case "flag":
      return [option(source.option)];
    case "environment":
      return [variable(source.variable)];
    case "project":
    case "user":
      return `${source.from} config ${source.file} (profile ${source.profile})`;
    case "sandbox":
      return "built-in sandbox";
    case "default":
      return "default";
  }
}

/** Settings that are numbers. Times are milliseconds. */
export type Numeric = "timeout" | "retries" | "concurrency" | "rate";

type Limit = {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  /** What is allowed, in words that follow "must be". */
  readonly words: string;
};

export const LIMITS: Readonly<Record<Numeric, Limit>> = {
  timeout: { least: 1, most: 3_600_000, whole: true, words: "a time from 1ms to 1h, such as 30s" },
  retries: { least: 0, most: 20, whole: true, words: "a whole number from 0 to 20" },
  concurrency: { least: 1, most: 64, whole: true, words: "a whole number from 1 to 64" },
  rate: { least: 0.01, most: 1000, whole: false, words: "requests per second, from 0.01 to 1000" },
};

/** True where the number is allowed. */
export function isWithin(name: Numeric, value: number): boolean {
  const { least, most, whole } = LIMITS[name];
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}
