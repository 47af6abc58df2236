/**
 * What the options and the commands of hints are on the command line. Both tables are made of the tree of commands: a flag or
 * a command that is renamed or goes breaks the build here.
 */

import type { Flag } from "../cli/flag.ts";
import { globalFlags } from "../cli/globals.ts";
import { type CommandWording, type CommandWords, commandWording, type TargetFlags } from "../cli/hints.ts";
import type { Command, Group } from "../cli/tree.ts";
import type { CommandPath, OptionKey } from "../hint.ts";
import type { Host } from "../host.ts";
import { shellOf } from "../text/shellQuote.ts";
import { login } from "./auth/login.ts";
import { logout } from "./auth/logout.ts";
import { status } from "./auth/status.ts";
import { apply } from "./deals/apply.ts";
import { get } from "./deals/get.ts";
import { list } from "./deals/list.ts";
import { plan } from "./deals/plan.ts";
import { update } from "./deals/update.ts";
import { doctor } from "./doctor/doctor.ts";
import { tree } from "./index.ts";
import { show as showPlan } from "./plans/show.ts";
import { list as listProfiles } from "./profile/list.ts";
import { remove } from "./profile/remove.ts";
import { set } from "./profile/set.ts";
import { show as showProfile } from "./profile/show.ts";
import { trust } from "./profile/trust.ts";
import { use } from "./profile/use.ts";
import { list as listRuns } from "./runs/list.ts";
import { prune } from "./runs/prune.ts";
import { resume } from "./runs/resume.ts";
import { show } from "./runs/show.ts";
import { undo } from "./runs/undo.ts";
import { serve } from "./sandbox/serve.ts";

export const HINT_FLAGS: Readonly<Record<OptionKey, Flag<unknown>>> = {
  ...globalFlags,
  ...list.flags,
  ...update.flags,
  ...plan.flags,
  ...apply.flags,
  ...resume.flags,
  ...show.flags,
  ...prune.flags,
  ...login.flags,
  ...set.flags,
  ...trust.flags,
  ...serve.flags,
};

type Meaning = { readonly command: Command; readonly goesTo: CommandWords["goesTo"] };

const MEANINGS: Readonly<Record<CommandPath, Meaning>> = {
  "auth login": { command: login, goesTo: "account" },
  "auth logout": { command: logout, goesTo: "account" },
  "auth status": { command: status, goesTo: "account" },
  "deals apply": { command: apply, goesTo: "account" },
  "deals get": { command: get, goesTo: "account" },
  "deals list": { command: list, goesTo: "account" },
  "deals plan": { command: plan, goesTo: "account" },
  "deals update": { command: update, goesTo: "account" },
  doctor: { command: doctor, goesTo: "account" },
  "plans show": { command: showPlan, goesTo: "account" },
  "profile list": { command: listProfiles, goesTo: "config" },
  "profile remove": { command: remove, goesTo: "config" },
  "profile set": { command: set, goesTo: "config" },
  "profile show": { command: showProfile, goesTo: "account" },
  "profile trust": { command: trust, goesTo: "config" },
  "profile use": { command: use, goesTo: "config" },
  "runs list": { command: listRuns, goesTo: "nowhere" },
  "runs prune": { command: prune, goesTo: "nowhere" },
  "runs resume": { command: resume, goesTo: "account" },
  "runs show": { command: show, goesTo: "nowhere" },
  "runs undo": { command: undo, goesTo: "account" },
  "sandbox serve": { command: serve, goesTo: "nowhere" },
};

/** The wording of one call. @param place where its flags lead; for a call whose flags could not be read, nowhere */
export function wordingOf(
  { platform, env }: Pick<Host, "platform" | "env">,
  target: TargetFlags,
): CommandWording {
  return commandWording({
    target: target,
    shell: shellOf(platform, env),
    flags: HINT_FLAGS,
    commands: COMMANDS,
  });
}

export const COMMANDS = Object.fromEntries(
  Object.entries(MEANINGS).map(([name, { command, goesTo }]) => [
    name,
    { path: pathOf(command, tree) ?? [], goesTo },
  ]),
) as Readonly<Record<CommandPath, CommandWords>>;

/** The words that lead to a command. */
function pathOf(command: Command, node: Command | Group): readonly string[] | undefined {
  if (node.kind === "command") return node === command ? [] : undefined;
  for (const child of node.children) {
    const rest = pathOf(command, child);
    if (rest !== undefined) return [child.name, ...rest];
  }
  return undefined;
}
