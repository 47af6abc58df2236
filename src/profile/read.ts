/** Where we stand → the configuration files that count. Looks first: without a file nothing heavy is loaded. */
import { usage } from "../failure.ts";
import { type FoundFile, findProjectFile } from "./projectFile.ts";
import { readSafely } from "./safeFile.ts";
import type { ConfigData } from "./schema.ts";
import { checkProjectTrust, checkUserTrust, type Self } from "./trust.ts";
import { locateUserFile, type UserFilePlace } from "./userFile.ts";

/** One configuration file, read and checked. */
export type ConfigFile = {
  /** The path in the user's words, for messages. */
  readonly file: string;
  /** The absolute path. */
  readonly path: string;
  readonly data: ConfigData;
};

export type ConfigFiles = { readonly user?: ConfigFile; readonly project?: ConfigFile };

/**
 * Reads the user file and the project file. Neither can run code, import another file or block.
 * @throws Failure of kind usage: `config_unreadable`, `config_broken`, `config_missing`, `config_untrusted`,
 *   `secret_exposed`, `two_configs`, `bad_config_path`
 */
export async function readConfig(place: UserFilePlace & Self): Promise<ConfigFiles> {
  const user = await locateUserFile(place);
  const ownText = user && (await readSafely(user.path, user.shown));
  if (user?.named && !ownText) {
    throw usage(
      "config_missing",
      `there is no configuration file ${user.shown}`,
      "check --config and ROUTERA_CONFIG",
    );
  }
  const project = await findProjectFile(place.cwd, user?.named ? user.path : undefined);
  if (project) await checkProjectTrust(project.path, project.shown, project.stat, place);
  if (user && ownText) await checkUserTrust(user.path, user.shown, ownText.stat, place, user.named);
  return {
    ...(user && ownText ? { user: await readUser({ ...user, ...ownText }, place) } : {}),
    ...(project ? { project: await lookInto(project, "project") } : {}),
  };
}

async function readUser(found: FoundFile, self: Self): Promise<ConfigFile> {
  const config = await lookInto(found, "user");
  const { checkSecrets } = await import("./secrets.ts");
  checkSecrets(config.data, config.file, found.stat, self);
  return config;
}

async function lookInto({ path, shown, text }: FoundFile, kind: "user" | "project"): Promise<ConfigFile> {
  const [{ explore }, { checkConfig }] = await Promise.all([import("./explore.ts"), import("./schema.ts")]);
  return { file: shown, path, data: checkConfig(await explore(path, shown, text), shown, kind) };
}
