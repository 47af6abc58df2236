/** Where we stand → the configuration files that count. Looks first: without a file nothing heavy is loaded. */

import { dirname } from "node:path";
import { asFailure, usage } from "../../failure.ts";
import { stat } from "../../files/operations.ts";
import { checkProjectTrust, checkUserTrust, hasOwners, type Self } from "../../files/permissions.ts";
import { CLOSED_FOLDER, readSafely } from "../../files/read.ts";
import {
  type FoundFile,
  findProjectFile,
  locateUserFile,
  type UserFile,
  type UserFilePlace,
} from "./find.ts";
import type { ConfigData } from "./schema.ts";

/** One configuration file, read and checked. */
export type ConfigFile = {
  /** The path in the user's words, for messages. */
  readonly file: string;
  /** The absolute path. */
  readonly path: string;
  readonly data: ConfigData;
};

export type ConfigFiles = {
  readonly user?: ConfigFile;
  readonly project?: ConfigFile;
  /** Why a file was not looked for, to be told once. */
  readonly warnings?: readonly string[];
};

/**
 * Reads the user file and the project file. Neither can run code, import another file or block.
 * @throws Failure of kind usage: `config_unreadable`, `config_broken`, `config_missing`, `config_untrusted`,
 *   `secret_exposed`, `two_configs`, `bad_config_path`
 */
export async function readConfig(place: UserFilePlace & Self): Promise<ConfigFiles> {
  const found = await locateUserFile(place);
  const warnings: string[] = [];
  const user = await unlessForeign(readUserFile(found, place), found?.path, place, warnings);
  const project = await unlessForeign(readProjectFile(found, place), place.cwd, place, warnings);
  return { ...(user && { user }), ...(project && { project }), ...(warnings.length > 0 && { warnings }) };
}

/**
 * What lies behind a closed folder of another user is nobody's configuration here: HOME is often left over from `sudo`, `cron`
 * or a container that runs as another user. A closed folder of the user's own is a mistake, and an error.
 */
async function unlessForeign(
  reading: Promise<ConfigFile | undefined>,
  path: string | undefined,
  self: Self,
  warnings: string[],
): Promise<ConfigFile | undefined> {
  try {
    return await reading;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code !== CLOSED_FOLDER || path === undefined || !(await isBehindForeign(path, self)))
      throw error;
    warnings.push(`${failure.message}; going on without it`);
    return undefined;
  }
}

/** True when the nearest folder above that can be looked at belongs to somebody else. */
async function isBehindForeign(path: string, self: Self): Promise<boolean> {
  if (!hasOwners(self)) return false;
  const facts = await stat(path).catch(() => undefined);
  if (facts !== undefined) return facts.uid !== self.uid;
  return dirname(path) !== path && (await isBehindForeign(dirname(path), self));
}

/** @param user where it is @returns undefined where there is none @throws Failure */
export async function readUserFile(user: UserFile | undefined, self: Self): Promise<ConfigFile | undefined> {
  const own = user && (await readSafely(user.path, user.shown));
  if (user?.named && !own) {
    throw usage(
      "config_missing",
      `there is no configuration file ${user.shown}`,
      "check --config and ROUTERA_CONFIG",
    );
  }
  if (!user || !own) return undefined;
  await checkUserTrust(user.path, user.shown, own.stat, self, user.named);
  return readUser({ ...user, ...own }, self);
}

/** @param user the user file: one that was named is no project file, wherever it lies @throws Failure */
export async function readProjectFile(
  user: UserFile | undefined,
  place: UserFilePlace & Self,
): Promise<ConfigFile | undefined> {
  const project = await findProjectFile(place.cwd, user?.named ? user.path : undefined);
  if (!project) return undefined;
  await checkProjectTrust(project.path, project.shown, project.stat, place);
  return lookInto(project, "project");
}

async function readUser(found: FoundFile, self: Self): Promise<ConfigFile> {
  const config = await lookInto(found, "user");
  const { checkSecrets } = await import("./schema.ts");
  checkSecrets(config.data, config.file, found.stat, self);
  return config;
}

async function lookInto({ path, shown, text }: FoundFile, kind: "user" | "project"): Promise<ConfigFile> {
  const [{ explore }, { checkConfig }] = await Promise.all([
    import("./cosmiconfig.ts"),
    import("./schema.ts"),
  ]);
  return { file: shown, path, data: checkConfig(await explore(path, shown, text), shown, kind) };
}
