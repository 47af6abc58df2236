/** Finds the configuration files: the project's, the user's, and those that are ignored. */
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { VARIABLES } from "../../config/variables.ts";
import { type Failure, usage } from "../../failure.ts";
import { configDirectory, type DirectoryEnvironment } from "../../files/directories.ts";
import { lookUp, readdir, stat } from "../../files/operations.ts";
import { isWorldWritable } from "../../files/permissions.ts";
import { openSafely } from "../../files/read.ts";
import { isSystemError } from "../../files/systemError.ts";
import { option, say, words } from "../../hint.ts";
import type { Candidate } from "./cosmiconfig.ts";

export type IgnoredFile = {
  /** The path in the user's words. */
  readonly shown: string;
  readonly reason: string;
};

/** What other programs with such files would read, in the directories that a project config is looked for in. Never throws. */
export async function findIgnoredFiles(cwd: string): Promise<readonly IgnoredFile[]> {
  const found: IgnoredFile[] = [];
  for (const directory of await directoriesUp(cwd)) {
    const names = [
      ...(await namesIn(directory)).filter((name) => OF_DIRECTORY.test(name)),
      ...(await namesIn(join(directory, ".config")))
        .filter((name) => OF_CONFIG.test(name))
        .map((name) => join(".config", name)),
    ];
    for (const name of names) {
      const reason = CODE.test(name)
        ? "configuration files are never executed"
        : "this file name is not supported";
      found.push({ shown: showFrom(cwd, join(directory, name)), reason });
    }
  }
  return found;
}

const CODE = /\.[cm]?[jt]s$/;
const OF_DIRECTORY = /^(\.routerarc|routera\.config)\.([cm]?[jt]s|json5|toml)$/;
const OF_CONFIG = /^routerarc(\.([cm]?[jt]s|json5?|toml|ya?ml))?$/;

function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).then(
    (names) => names.sort(),
    () => [],
  );
}

/** It is read in every directory below a repository, on every TAB, and may be anyone's. */
const MAX_BYTES = 64 * 1024;

const PACKAGE = "package.json";
const PROJECT_FILE_NAMES = [".routerarc", ".routerarc.json", ".routerarc.yaml", ".routerarc.yml", PACKAGE];

/** Candidates, open until they are closed, and where a search among them begins and ends. */
export type ProjectCandidates = {
  readonly candidates: readonly Candidate[];
  readonly from: string;
  readonly stopDir: string;
  readonly places: readonly string[];
};

/**
 * What may be a project config, from `cwd` up to the repository's root (the directory with `.git`). Without a repository only
 * `cwd` is checked: a directory above it may be anyone's.
 * @param except the path of a file that the user named as the user config
 * @throws Failure `two_configs`, `config_unreadable`
 */
export async function openCandidates(cwd: string, except?: string): Promise<ProjectCandidates> {
  const directories = await directoriesUp(cwd);
  const candidates: Candidate[] = [];
  try {
    for (const directory of directories) {
      const before = candidates.length;
      for (const name of PROJECT_FILE_NAMES) {
        const path = join(directory, name);
        const shown = showFrom(cwd, path);
        const most = name === PACKAGE ? undefined : MAX_BYTES;
        const open = path === except ? undefined : await openSafely(path, shown, most);
        // An empty package.json says nothing, and no search should end at it.
        if (open && (name !== PACKAGE || open.stat.size > 0)) candidates.push({ ...open, shown });
        else await open?.close();
      }
      const [first, second] = candidates.slice(before).filter(({ path }) => basename(path) !== PACKAGE);
      if (first && second) throw twoConfigs(first, second);
      // Nothing above it is checked.
      if (first) break;
    }
    return { candidates, from: cwd, stopDir: directories.at(-1) ?? cwd, places: PROJECT_FILE_NAMES };
  } catch (error) {
    for (const { close } of candidates) await close();
    throw error;
  }
}

export function twoConfigs(first: Candidate, second: Candidate): Failure {
  const [one, other] = [first, second].map(
    ({ path, shown }) => `${shown}${basename(path) === PACKAGE ? " (routera)" : ""}`,
  );
  return usage(
    "two_configs",
    `two project configs in one directory: ${one} and ${other}`,
    "remove one of them",
  );
}

/** The directories that a project config is looked for in, the nearest first. */
async function directoriesUp(cwd: string): Promise<readonly string[]> {
  const directories: string[] = [];
  for (let directory = cwd; ; directory = dirname(directory)) {
    directories.push(directory);
    if (await isRepository(directory)) return directories;
    if (dirname(directory) === directory) return [cwd];
  }
}

/** A `.git` in a directory like /tmp makes no repository: anyone could put it there to catch all calls below. */
async function isRepository(directory: string): Promise<boolean> {
  try {
    if (lookUp(join(directory, ".git")) === undefined) return false;
    const facts = await stat(directory);
    return !(isWorldWritable(facts) && (facts.mode & 0o1000) !== 0);
  } catch {
    return false;
  }
}

/** A path as it is seen from a directory. */
function showFrom(cwd: string, path: string): string {
  const way = relative(cwd, path);
  return way.startsWith(`..${sep}`) ? way : `.${sep}${way}`;
}

/** A path, in the user's words too; `named` when the user gave it, and it must then exist to be read. */
export type UserFile = { readonly path: string; readonly shown: string; readonly named: boolean };

export type UserFileLocation = DirectoryEnvironment & {
  readonly cwd: string;
  /** The value of `--config`. */
  readonly configFlag?: string | undefined;
};

const USER_FILE_NAMES = ["config.yaml", "config.yml", "config.json"] as const;

/**
 * The user config: the one that is named, or the one in the configuration directory; where there is none yet, the one to
 * write. Undefined where there is no home at all.
 * @throws Failure `two_configs`, `bad_config_path`
 */
export async function locateUserFile(place: UserFileLocation): Promise<UserFile | undefined> {
  if (place.configFlag === "")
    throw usage(
      "bad_config_path",
      words`${option("config")} requires a file name`,
      say`use ${option("config", "config.yaml")}`,
    );
  const named = place.configFlag ?? (place.env[VARIABLES.config] || undefined);
  if (named !== undefined) {
    const isPath = place.configFlag !== undefined || /[/\\]|\.(ya?ml|json)$/i.test(named);
    // What is no path may be a secret in the wrong variable.
    const shown = isPath ? named : `from ${VARIABLES.config}`;
    return { path: resolve(place.cwd, named), shown, named: true };
  }
  const directory = configDirectory(place);
  if (directory === undefined) return undefined;
  const present: string[] = [];
  for (const name of USER_FILE_NAMES) if (isThere(join(directory, name))) present.push(name);
  if (present.length > 1) {
    throw usage(
      "two_configs",
      `two user configs in ${directory}: ${present.join(" and ")}`,
      "remove one of them",
    );
  }
  const path = join(directory, present[0] ?? USER_FILE_NAMES[0]);
  return { path, shown: path, named: false };
}

/** Anything but "nothing is there" counts as there: reading it then says what is wrong. */
function isThere(path: string): boolean {
  try {
    return lookUp(path) !== undefined;
  } catch (error) {
    return !isSystemError(error, "EACCES");
  }
}
