/** `routera auth logout`: what it does. */

import { forgetTokens } from "../../account/tokenCache.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { editUserConfig } from "../../config/edit/store.ts";
import type { ConfigFiles } from "../../config/file/read.ts";
import { loadConfig } from "../../config/load.ts";
import { chooseProfile } from "../../config/profile.ts";
import { CREDENTIAL_KEYS } from "../../config/profileKeys.ts";
import { DEFAULT_PROFILE, SANDBOX } from "../../config/profileName.ts";
import { DEFAULTS } from "../../config/resolve.ts";
import { describeSource } from "../../config/settings.ts";
import { layersOf } from "../../config/sources.ts";
import { usage } from "../../failure.ts";
import { words } from "../../hint.ts";
import { jsonNumber } from "../../json.ts";
import { layoutPairs } from "../../terminal/table.ts";
import type { View } from "../../views/view.ts";

type SignedOut = {
  readonly profile: string;
  /** Keys that were taken out of the user config. */
  readonly removed: readonly string[];
  /** How many tokens were kept between calls. */
  readonly tokens: number;
};

export async function execute(context: Context): Promise<CommandResult> {
  const { host, globals } = context;
  const files = await loadConfig(host, globals.config);
  const profile = chooseProfile({ ...globals, format: undefined }, host.env, files);
  if (profile.value === SANDBOX)
    throw usage(
      "sandbox_logout",
      words`profile ${SANDBOX} (from ${describeSource(profile.source)}) has no credential`,
      {
        say: "use another profile",
        run: { command: "auth logout", options: { profile: DEFAULT_PROFILE } },
      },
    );
  const tokens = await forgetTokens(host, clientsOf(context, profile.value, files));
  const removed = await takeOut(context, profile.value, files);
  await sayWhatStays(context, profile.value, files);
  const isChanged = removed.length > 0 || tokens > 0;
  return result(
    signedOutView,
    { profile: profile.value, removed, tokens },
    { outcome: () => (isChanged ? "applied" : "not_applied") },
  );
}

/** Every client that calls of this profile may have fetched a token for: all ids at all addresses that are named here. */
function clientsOf({ host: { env }, globals }: Context, name: string, files: ConfigFiles) {
  const { user, project } = layersOf(files, name);
  const parts = [project?.profile, user?.profile];
  const ids = [env.ROUTERA_CLIENT_ID, ...parts.map((part) => part?.clientId)];
  const named = [globals.baseUrl, env.ROUTERA_BASE_URL, ...parts.map((part) => part?.baseUrl)];
  const addresses = [DEFAULTS.baseUrl, ...named].filter((url = "") => URL.canParse(url)) as string[];
  return ids
    .filter((clientId) => clientId !== undefined)
    .flatMap((clientId) => addresses.map((baseUrl) => ({ baseUrl, clientId })));
}

async function takeOut(
  { host, globals }: Context,
  name: string,
  files: ConfigFiles,
): Promise<readonly string[]> {
  const user = layersOf(files, name).user?.profile;
  const removed = CREDENTIAL_KEYS.filter((key) => user?.[key] !== undefined);
  // A file that has none of them is not touched.
  if (removed.length === 0) return [];
  await editUserConfig({ ...host, cwd: host.cwd(), configFlag: globals.config }, (config) => {
    for (const key of CREDENTIAL_KEYS) config.remove(["profiles", name, key]);
  });
  return removed;
}

async function sayWhatStays(context: Context, name: string, files: ConfigFiles): Promise<void> {
  for (const variable of ["ROUTERA_TOKEN", "ROUTERA_CLIENT_SECRET"]) {
    if (context.host.env[variable]) await context.warn(`${variable} is still set in the environment`);
  }
  const { project } = layersOf(files, name);
  if (project?.profile.token ?? project?.profile.clientSecret)
    await context.warn(words`the ${describeSource(project.source)} still contains a credential`);
}

const signedOutView: View<SignedOut> = {
  table: async ({ profile, removed, tokens }, page) => {
    if (removed.length === 0 && tokens === 0) return `Profile ${profile} has no stored credential.\n`;
    const pairs = [
      { label: "Profile", value: profile },
      { label: "Removed", value: removed.join(", ") || "nothing" },
      { label: "Cached tokens deleted", value: String(tokens) },
    ];
    return `${page.style.green("Logged out")}\n${await layoutPairs(pairs, page)}`;
  },
  value: ({ profile, removed, tokens }) => ({
    one: { profile, removed: [...removed], cached_tokens_removed: jsonNumber(tokens) },
  }),
};
