/** The project file that counts where a call is made. */
import { lstat, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { usage } from "../failure.ts";
import { packageProperty } from "./parseConfig.ts";
import { readSafely, type SafeText } from "./safeFile.ts";
import { isOpenToAll } from "./trust.ts";

/** A file that was found and read, but not yet looked into. */
export type FoundFile = SafeText & {
  readonly path: string;
  /** The path in the user's words. */
  readonly shown: string;
};

const NAMES = [".routerarc", ".routerarc.json", ".routerarc.yaml", ".routerarc.yml", "package.json"];

/**
 * The nearest project file from `cwd` up to the repository's root (the folder with `.git`). Without a repository only
 * `cwd` is looked at: a folder above it may be anybody's.
 * @param except the path of a file that the user named as the user file
 * @throws Failure `two_configs`, `config_unreadable`
 */
export async function findProjectFile(cwd: string, except?: string): Promise<FoundFile | undefined> {
  for (const folder of await foldersUp(cwd)) {
    const found: FoundFile[] = [];
    for (const name of NAMES) {
      const path = join(folder, name);
      const shown = showFrom(cwd, path);
      const read = path === except ? undefined : await readSafely(path, shown);
      if (read && (name !== "package.json" || mentionsRoutera(read.text)))
        found.push({ ...read, path, shown });
    }
    const [first, second] = found;
    if (first && second) {
      throw usage(
        "two_configs",
        `there are two project files in one folder: ${first.shown} and ${second.shown}${second.path.endsWith("package.json") ? " (routera)" : ""}`,
        "keep one of them",
      );
    }
    if (first) return first;
  }
  return undefined;
}

/** The folders that a project file is looked for in, the nearest first. */
export async function foldersUp(cwd: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (await isRepository(folder)) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

/** A `.git` in a folder like /tmp makes no repository: anybody could put it there to catch all calls below. */
async function isRepository(folder: string): Promise<boolean> {
  try {
    await lstat(join(folder, ".git"));
    const facts = await stat(folder);
    return !(isOpenToAll(facts) && (facts.mode & 0o1000) !== 0);
  } catch {
    return false;
  }
}

/** A broken package.json is only ours to complain about when it seems to speak of us. */
function mentionsRoutera(text: string): boolean {
  try {
    return packageProperty(JSON.parse(text)) !== undefined;
  } catch {
    return /"routera"\s*:/.test(text);
  }
}

/** A path as it is seen from a folder. */
export function showFrom(cwd: string, path: string): string {
  const way = relative(cwd, path);
  return way.startsWith(`..${sep}`) ? way : `.${sep}${way}`;
}
