/** `routera profile use <name>`: what it does. */

import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { editUserConfig } from "../../config/edit/store.ts";
import type { ConfigFiles } from "../../config/file/read.ts";
import { loadConfig } from "../../config/load.ts";
import { knownProfiles, unknownProfile } from "../../config/profile.ts";
import { DEFAULT_PROFILE, SANDBOX } from "../../config/profileName.ts";
import { formatVariable } from "../../config/resolve.ts";
import { usage } from "../../failure.ts";
import { option, say } from "../../hint.ts";
import { safeText } from "../../text/escape.ts";
import type { View } from "../../views/view.ts";

export type Input = { readonly name: string };

type InUse = { readonly profile: string; readonly file: string };

export async function execute(context: Context, { name }: Input): Promise<CommandResult> {
  const { host, globals } = context;
  formatVariable(host.env);
  const files = await loadConfig(host, globals.config);
  const known = knownProfiles(files);
  if (!known.includes(name)) throw unknownProfile(name, known, { command: "profile use" });
  refuseProjects(name, files);
  const place = { ...host, cwd: host.cwd(), configFlag: globals.config };
  const { path } = await editUserConfig(place, (config) => config.set(["profile"], name));
  const { ROUTERA_PROFILE } = host.env;
  if (ROUTERA_PROFILE && ROUTERA_PROFILE !== name)
    await context.warn(`ROUTERA_PROFILE=${ROUTERA_PROFILE} overrides the default profile`);
  const { project } = files;
  if (project?.data.profile !== undefined && project.data.profile !== name)
    await context.warn(
      `in this directory, ${project.data.profile} from the project config ${project.file} overrides the default profile`,
    );
  return result(useView, { profile: name, file: path }, { outcome: () => "applied" });
}

/** Everywhere else there would be no such profile, and every call would end with that. */
function refuseProjects(name: string, { project, user }: ConfigFiles): void {
  const isOwn =
    name === DEFAULT_PROFILE || name === SANDBOX || Object.hasOwn(user?.data.profiles ?? {}, name);
  if (isOwn || project === undefined) return;
  throw usage(
    "project_profile",
    `profile ${name} exists only in the project config ${project.file} and cannot be the default profile`,
    [
      say`add \`profile: ${name}\` to ${project.file}, or use ${option("profile", name)}`,
      {
        say: "or create the profile in the user config",
        run: { command: "auth login", options: { profile: name } },
      },
    ],
  );
}

const useView: View<InUse> = {
  table: ({ profile, file }) => `Default profile set to ${profile} in ${safeText(file)}\n`,
  value: ({ profile, file }) => ({ one: { profile, file } }),
};
