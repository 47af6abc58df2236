/** `routera profile remove <name>`: what it does. */
import { forgetTokens, ownersIn } from "../../account/tokenCache.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import { confirm } from "../../cli/confirm.ts";
import type { Context } from "../../cli/context.ts";
import { editUserConfig } from "../../config/edit/store.ts";
import { loadConfig } from "../../config/load.ts";
import { unknownProfile } from "../../config/profile.ts";
import { formatVariable } from "../../config/resolve.ts";
import { safeText } from "../../text/escape.ts";
import type { View } from "../../views/view.ts";

export type Input = { readonly name: string; readonly yes: boolean };

/** `file` is absolute; `removed` is false when the question was answered with no. */
type Removed = { readonly profile: string; readonly removed: boolean; readonly file: string };

export async function execute(context: Context, { name, yes }: Input): Promise<CommandResult> {
  const { host, globals } = context;
  formatVariable(host.env);
  const { user } = await loadConfig(host, globals.config);
  const profiles = user?.data.profiles ?? {};
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (user === undefined || profile === undefined)
    throw unknownProfile(name, Object.keys(profiles), {
      by: " in the user config",
      command: "profile remove",
    });
  const sure =
    yes ||
    (await confirm(context, {
      question: `Remove profile ${name} and its credential from ${user.file}?`,
      what: "confirmation",
      instead: { run: { command: "profile remove", operands: [name], options: { yes: true } } },
    }));
  if (!sure) return result(removedView, { profile: name, removed: false, file: user.path });
  await forgetTokens(host, ownersIn(profile));
  const place = { ...host, cwd: host.cwd(), configFlag: globals.config };
  const { path } = await editUserConfig(place, (config) => {
    config.remove(["profiles", name]);
    if (config.get(["profile"]) === name) config.remove(["profile"]);
  });
  return result(removedView, { profile: name, removed: true, file: path }, { outcome: () => "applied" });
}

const removedView: View<Removed> = {
  table: ({ profile, removed, file }) =>
    `Profile ${profile} ${removed ? "removed" : "not removed"} (${safeText(file)})\n`,
  value: ({ profile, removed, file }) => ({ one: { profile, removed, file } }),
};
