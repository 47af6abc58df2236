/** `routera profile set <name> <key=value...>`: what it does. */
import { forgetTokens, ownersIn } from "../../account/tokenCache.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { badValue, type ProfileChanges, parseProfileChanges } from "../../config/edit/changes.ts";
import { editUserConfig } from "../../config/edit/store.ts";
import { type Profile, problemWith } from "../../config/file/schema.ts";
import { CREDENTIAL_KEYS } from "../../config/profileKeys.ts";
import { DEFAULTS, formatVariable } from "../../config/resolve.ts";
import { usage } from "../../failure.ts";
import { safeText } from "../../text/escape.ts";
import type { View } from "../../views/view.ts";

/** The words are still to be read: what knows the keys is only loaded for this command. */
export type Input = {
  readonly name: string;
  /** `key=value` */
  readonly words: readonly string[];
  readonly unset: readonly string[];
};

type WasSet = {
  readonly profile: string;
  readonly set: readonly string[];
  readonly unset: readonly string[];
  /** Absolute path of the file. */
  readonly file: string;
};

export async function execute(
  { host, globals }: Context,
  { name, words, unset }: Input,
): Promise<CommandResult> {
  formatVariable(host.env);
  const changes = parseProfileChanges(words, unset);
  for (const [key, value] of changes) {
    const problem = value === undefined ? undefined : problemWith(key, value);
    if (problem !== undefined) throw badValue(key, problem);
  }
  const place = { ...host, cwd: host.cwd(), configFlag: globals.config };
  let before: unknown;
  const { path } = await editUserConfig(place, (config) => {
    before = config.get(["profiles", name]);
    refuseMove(name, changes, before);
    for (const [key, value] of changes) {
      if (value === undefined) config.remove(["profiles", name, key]);
      else config.set(["profiles", name, key], value);
    }
  });
  if (changes.has("clientId")) await forgetTokens(host, ownersIn(before as Profile | undefined));
  const keys = [...changes.keys()];
  const done = {
    profile: name,
    set: keys.filter((key) => changes.get(key) !== undefined),
    unset: keys.filter((key) => changes.get(key) === undefined),
    file: path,
  };
  return result(setView, done, { outcome: () => "applied" });
}

/** A credential belongs to the address that it was stored for: it does not go along to another one. */
function refuseMove(name: string, changes: ProfileChanges, before: unknown): void {
  if (!changes.has("baseUrl") || typeof before !== "object" || before === null) return;
  const profile = before as Readonly<Record<string, unknown>>;
  const held = CREDENTIAL_KEYS.find((key) => profile[key] !== undefined && !changes.has(key));
  const from = originOf(profile.baseUrl);
  const to = originOf(changes.get("baseUrl"));
  if (held === undefined || from === to) return;
  throw usage(
    "credential_bound",
    `profile ${name} has a ${held} for ${from ?? "another base URL"}, which is not sent to ${to}`,
    [
      { say: "log out first", run: { command: "auth logout", options: { profile: name } } },
      {
        say: "or log in to the new base URL",
        run: { command: "auth login", options: { profile: name, baseUrl: to } },
      },
    ],
  );
}

function originOf(baseUrl: unknown): string | undefined {
  const text = baseUrl ?? DEFAULTS.baseUrl;
  return typeof text === "string" && URL.canParse(text) ? new URL(text).origin : undefined;
}

const setView: View<WasSet> = {
  table: ({ profile, set, unset, file }) => {
    const parts = [
      ...(set.length > 0 ? [`set ${set.join(", ")}`] : []),
      ...(unset.length > 0 ? [`removed ${unset.join(", ")}`] : []),
    ];
    return `Profile ${profile}: ${parts.join("; ")} (${safeText(file)})\n`;
  },
  value: ({ profile, set, unset, file }) => ({ one: { profile, set: [...set], unset: [...unset], file } }),
};
