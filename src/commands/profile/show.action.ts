/** `routera profile show [name]`: what it does. */

import { fingerprint } from "../../api/tokens/tokenFacts.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { typedFormat } from "../../cli/globals.ts";
import { loadConfig, loadSettings } from "../../config/load.ts";
import { knownProfiles, unknownProfile } from "../../config/profile.ts";
import { checkProfileName } from "../../config/profileName.ts";
import { type Credential, describeSource, type Settings, type SettingValue } from "../../config/settings.ts";
import { type Failure, usage } from "../../failure.ts";
import type { Wording } from "../../hint.ts";
import type { Host } from "../../host.ts";
import { type JsonObject, type JsonValue, jsonNumber } from "../../json.ts";
import { layoutTable } from "../../terminal/table.ts";
import type { View } from "../../views/view.ts";
import { credentialSource } from "../credentialSource.ts";

export type Input = {
  /** Undefined: the profile in use. */
  readonly name: string | undefined;
};

type Shown = { readonly settings: Settings; readonly wording: Wording };

export async function execute(context: Context, { name }: Input): Promise<CommandResult> {
  const { host, globals } = context;
  const { profile = name } = globals;
  if (name !== undefined && profile !== name) {
    throw usage(
      "two_profiles",
      `--profile ${profile} and ${name} cannot be used together`,
      "remove one of them",
    );
  }
  if (name !== undefined) await checkKnown(host, globals.config, name);
  // Here is where one looks when the settings do not fit together.
  const problems: Failure[] = [];
  const flags = { ...globals, profile, format: typedFormat(globals) };
  const settings = await loadSettings(host, flags, (problem) => problems.push(problem));
  for (const warning of settings.warnings) await context.warn(warning);
  for (const problem of problems) {
    const { message, hint } = await context.tell(problem);
    await context.warn(message, problem.code);
    if (hint) await context.note(hint);
  }
  return result(showView, { settings, wording: await context.wording() });
}

/** The settings would blame --profile, which no one typed. */
async function checkKnown(host: Host, config: string | undefined, name: string): Promise<void> {
  const known = knownProfiles(await loadConfig(host, config));
  if (!known.includes(checkProfileName(name))) throw unknownProfile(name, known, { command: "profile show" });
}

const showView: View<Shown> = {
  table: async ({ settings, wording }, page) => {
    const rows = settingsOf(settings).map(([name, { value, source }]) => [
      name,
      value === undefined ? { text: "-", paint: page.style.dim } : wordsOf(value),
      { text: wording.words(describeSource(source)), paint: page.style.dim },
    ]);
    const { credential } = settings;
    const none = { text: credential || settings.embedded ? "-" : "none", paint: page.style.dim };
    rows.push([
      "credential",
      credential ? credentialWords(credential) : none,
      { text: credentialSource(settings, wording), paint: page.style.dim },
    ]);
    const columns = [
      { title: "Setting", keep: true },
      { title: "Value", keep: true },
      { title: "Source", minimum: 16, drop: 1 },
    ];
    return layoutTable(columns, rows, page);
  },
  value: ({ settings, wording }) => ({
    one: {
      ...Object.fromEntries(
        settingsOf(settings).map(([name, { value, source }]) => [
          name,
          {
            value: value === undefined ? null : jsonOf(value),
            from: source.from,
            source: wording.words(describeSource(source)),
          },
        ]),
      ),
      credential: settings.credential ? credentialJson(settings.credential, wording) : null,
    },
  }),
};

type Value = string | number | boolean | readonly string[];

/** By the names that a configuration file has for them. */
function settingsOf(settings: Settings): readonly (readonly [string, SettingValue<Value | undefined>])[] {
  const { timeout } = settings;
  return [
    ["profile", settings.profile],
    ["baseUrl", settings.baseUrl],
    ["format", settings.format],
    ["properties", settings.properties],
    ["timeout", { value: durationText(timeout.value), source: timeout.source }],
    ["retries", settings.retries],
    ["concurrency", settings.concurrency],
    ["rate", settings.rate],
    ["caFile", settings.caFile],
    ["readonly", settings.readonly],
  ];
}

function wordsOf(value: Value): string {
  return typeof value === "object" ? value.join(",") || "-" : String(value);
}

function jsonOf(value: Value): JsonValue {
  return typeof value === "number" ? jsonNumber(value) : value;
}

function credentialWords(credential: Credential): string {
  switch (credential.kind) {
    case "token":
      return `token ${fingerprint(credential.token)}`;
    case "client":
      return `client ${credential.clientId}, secret ${fingerprint(credential.clientSecret)} (${credential.auth})`;
    case "command":
      return `tokenCommand ${credential.command[0]}`;
  }
}

function credentialJson(credential: Credential, wording: Wording): JsonObject {
  const { kind, source } = credential;
  const from = { kind, from: source.from, source: wording.words(describeSource(source)) };
  switch (credential.kind) {
    case "token":
      return { ...from, fingerprint: fingerprint(credential.token) };
    case "client": {
      const { clientId, auth, clientSecret } = credential;
      return { ...from, clientId, clientAuth: auth, fingerprint: fingerprint(clientSecret) };
    }
    case "command":
      // Its arguments may be no one's business.
      return { ...from, program: credential.command[0] ?? "" };
  }
}

/** As it would be in a file: `30s`, `1500ms`. */
function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
