/** `routera profile list`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { ConfigFiles } from "../../config/file/read.ts";
import type { Profile } from "../../config/file/schema.ts";
import { loadConfig } from "../../config/load.ts";
import { chooseProfile, knownProfiles } from "../../config/profile.ts";
import { SANDBOX } from "../../config/profileName.ts";
import { DEFAULTS, formatVariable } from "../../config/resolve.ts";
import { asFailure } from "../../failure.ts";
import { layoutTable } from "../../terminal/table.ts";
import type { View } from "../../views/view.ts";

type ListedProfile = {
  readonly name: string;
  readonly inUse: boolean;
  /** As the files have it; flags and environment may say otherwise. Null for the sandbox. */
  readonly baseUrl: string | null;
  readonly credential: "token" | "client" | "command" | null;
  /** The files that it is in. */
  readonly files: readonly string[];
};

export async function execute(context: Context): Promise<CommandResult> {
  const { host, globals } = context;
  formatVariable(host.env);
  const files = await loadConfig(host, globals.config);
  let inUse: string | undefined;
  try {
    inUse = chooseProfile({ ...globals, format: undefined }, host.env, files).value;
  } catch (error) {
    // The list is where one looks when a name was wrong.
    await context.warn(asFailure(error).words);
  }
  return result(
    listView,
    knownProfiles(files).map((name) => describe(name, name === inUse, files)),
  );
}

function describe(name: string, inUse: boolean, { project, user }: ConfigFiles): ListedProfile {
  const places = [project, user].filter((file) => file && Object.hasOwn(file.data.profiles, name));
  const parts = places.map((file) => file?.data.profiles[name] ?? {});
  return {
    name,
    inUse,
    baseUrl: name === SANDBOX ? null : (parts.find((part) => part.baseUrl)?.baseUrl ?? DEFAULTS.baseUrl),
    credential: parts.map(kindOf).find((kind) => kind !== null) ?? null,
    files: places.map((file) => file?.file ?? ""),
  };
}

function kindOf({ token, clientId, tokenCommand }: Profile): ListedProfile["credential"] {
  if (token !== undefined) return "token";
  if (clientId !== undefined) return "client";
  return tokenCommand === undefined ? null : "command";
}

const listView: View<readonly ListedProfile[]> = {
  table: (profiles, page) =>
    layoutTable(
      [
        { title: "Current", keep: true },
        { title: "Profile", keep: true },
        { title: "Base URL", keep: true },
        { title: "Credential", keep: true },
        { title: "Source", minimum: 16, drop: 1 },
      ],
      profiles.map(({ name, inUse, baseUrl, credential, files }) => [
        inUse ? { text: "*", paint: page.style.green } : "",
        name,
        baseUrl ?? "built in",
        credential ?? (name === SANDBOX ? "not needed" : "none"),
        files.join(", ") || "built in",
      ]),
      page,
    ),
  value: (profiles) => ({
    one: profiles.map(({ name, inUse, baseUrl, credential, files }) => ({
      name,
      in_use: inUse,
      baseUrl,
      credential,
      files: [...files],
    })),
  }),
};
