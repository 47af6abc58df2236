/** Where we are → the configuration files that count. Looks first: without a file nothing heavy is loaded. */
import { basename, dirname, sep } from "node:path";
import { asFailure, usage } from "../../failure.ts";
import { realpath, stat } from "../../files/operations.ts";
import { type CurrentUser, checkProjectTrust, checkUserTrust, hasOwners } from "../../files/permissions.ts";
import { DIRECTORY_ACCESS_CODE, openSafely } from "../../files/read.ts";
import { option, say, variable } from "../../hint.ts";
import type { Candidate, LoadedCandidate } from "./cosmiconfig.ts";
import { locateUserFile, openCandidates, twoConfigs, type UserFile, type UserFileLocation } from "./find.ts";
import { invalidConfig } from "./invalidConfig.ts";
import type { ConfigData } from "./schema.ts";

/** One configuration file, read and checked. */
export type ConfigFile = {
  /** The path in the user's words, for messages. */
  readonly file: string;
  /** The absolute path. */
  readonly path: string;
  readonly data: ConfigData;
  /** Of a project config: where it really is, behind all links. */
  readonly place?: ProjectPlace;
};

/** `installed`: it came with a package, below `node_modules`, and is no one's project. */
export type ProjectPlace = { readonly directory: string; readonly installed: boolean };

export type ConfigFiles = {
  readonly user?: ConfigFile;
  readonly project?: ConfigFile;
  /** Why a file was not looked for, to be reported once. */
  readonly warnings?: readonly string[];
};

/**
 * Reads the user config and the project config. Neither can run code, import another file or block.
 * @throws Failure of kind usage: `config_unreadable`, `config_broken`, `config_missing`, `config_untrusted`,
 *   `secret_exposed`, `two_configs`, `bad_config_path`
 */
export async function readConfig(
  at: Omit<UserFileLocation, "cwd"> & CurrentUser & { readonly cwd: string | undefined },
): Promise<ConfigFiles> {
  const { cwd } = at;
  // Without a working directory only an absolute path can be named, which `/` does not change.
  const place = { ...at, cwd: cwd ?? "/" };
  const found = await locateUserFile(place);
  const warnings: string[] = [];
  const user = await unlessForeign(readUserFile(found, place), found?.path, place, warnings);
  if (cwd === undefined) {
    warnings.push("the current directory no longer exists; continuing without a project config");
    return { ...(user && { user }), warnings };
  }
  const project = await unlessForeign(readProjectFile(found, place), cwd, place, warnings);
  return { ...(user && { user }), ...(project && { project }), ...(warnings.length > 0 && { warnings }) };
}

/**
 * What is behind a closed directory of another user is no one's configuration here: HOME is often left over from `sudo`, `cron`
 * or a container that runs as another user. A closed directory of the user's own is a mistake, and an error.
 */
async function unlessForeign(
  reading: Promise<ConfigFile | undefined>,
  path: string | undefined,
  self: CurrentUser,
  warnings: string[],
): Promise<ConfigFile | undefined> {
  try {
    return await reading;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code !== DIRECTORY_ACCESS_CODE || path === undefined || !(await isBehindForeign(path, self)))
      throw error;
    warnings.push(`${failure.message}; continuing without it`);
    return undefined;
  }
}

/** True when the nearest directory above that can be checked belongs to another user. */
async function isBehindForeign(path: string, self: CurrentUser): Promise<boolean> {
  if (!hasOwners(self)) return false;
  const facts = await stat(path).catch(() => undefined);
  if (facts !== undefined) return facts.uid !== self.uid;
  return dirname(path) !== path && (await isBehindForeign(dirname(path), self));
}

/** @param user where it is @returns undefined where there is none @throws Failure */
export async function readUserFile(
  user: UserFile | undefined,
  self: CurrentUser,
): Promise<ConfigFile | undefined> {
  const own = user && (await openSafely(user.path, user.shown));
  if (user?.named && !own) {
    throw usage(
      "config_missing",
      `configuration file ${user.shown} not found`,
      say`check ${option("config")} and ${variable("config")}`,
    );
  }
  if (!user || !own) return undefined;
  try {
    await checkUserTrust(user.path, user.shown, own.stat, self, user.named);
    const { loadCandidate } = await import("./cosmiconfig.ts");
    const explored = await loadCandidate({ ...own, shown: user.shown });
    if (explored === undefined) throw invalidConfig(user.shown, "`routera` has no value");
    const config = await checked(explored, "user");
    const { checkSecrets } = await import("./schema.ts");
    checkSecrets(config.data, config.file, own.stat, self);
    return config;
  } finally {
    await own.close();
  }
}

/** @param user the user config: one that was named is no project config, wherever it is @throws Failure */
export async function readProjectFile(
  user: UserFile | undefined,
  place: UserFileLocation & CurrentUser,
): Promise<ConfigFile | undefined> {
  const { candidates, ...about } = await openCandidates(place.cwd, user?.named ? user.path : undefined);
  try {
    if (candidates.length === 0) return undefined;
    const [nearest] = candidates;
    const trust = ({ path, shown, stat }: Candidate) => checkProjectTrust(path, shown, stat, place);
    // A package.json is only ours to judge when it speaks of us.
    if (nearest && basename(nearest.path) !== "package.json") await trust(nearest);
    const { loadCandidate, searchCandidates } = await import("./cosmiconfig.ts");
    const explored = await searchCandidates(candidates, about);
    if (explored === undefined) return undefined;
    const { candidate } = explored;
    const beside = candidates.find(
      ({ path }) => path !== candidate.path && dirname(path) === dirname(candidate.path),
    );
    if (beside && (await loadCandidate(beside)) !== undefined) throw twoConfigs(candidate, beside);
    await trust(candidate);
    return { ...(await checked(explored, "project")), place: await userFileLocation(candidate.path) };
  } finally {
    for (const { close } of candidates) await close();
  }
}

async function checked({ candidate, data }: LoadedCandidate, kind: "user" | "project"): Promise<ConfigFile> {
  const { checkConfig } = await import("./schema.ts");
  const { path, shown } = candidate;
  return { file: shown, path, data: checkConfig(data, shown, kind) };
}

async function userFileLocation(path: string): Promise<ProjectPlace> {
  const directory = await realpath(dirname(path));
  const installed = [path, directory, await realpath(path)].some((one) =>
    one.toLowerCase().split(sep).includes("node_modules"),
  );
  return { directory, installed };
}
