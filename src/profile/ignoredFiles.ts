/** Files that look like a configuration of this program where a call is made, and are none. For `doctor`. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { foldersUp, showFrom } from "./projectFile.ts";

export type IgnoredFile = {
  /** The path in the user's words. */
  readonly shown: string;
  readonly reason: string;
};

/** What other programs with such files would read, in the folders that a project file is looked for in. Never throws. */
export async function findIgnoredFiles(cwd: string): Promise<readonly IgnoredFile[]> {
  const found: IgnoredFile[] = [];
  for (const folder of await foldersUp(cwd)) {
    const names = [
      ...(await namesIn(folder)).filter((name) => OF_FOLDER.test(name)),
      ...(await namesIn(join(folder, ".config")))
        .filter((name) => OF_CONFIG.test(name))
        .map((name) => join(".config", name)),
    ];
    for (const name of names) {
      const reason = CODE.test(name) ? "a configuration is never run as code" : "it is looked for elsewhere";
      found.push({ shown: showFrom(cwd, join(folder, name)), reason });
    }
  }
  return found;
}

const CODE = /\.[cm]?[jt]s$/;
const OF_FOLDER = /^(\.routerarc|routera\.config)\.([cm]?[jt]s|json5|toml)$/;
const OF_CONFIG = /^routerarc(\.([cm]?[jt]s|json5?|toml|ya?ml))?$/;

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).then(
    (names) => names.sort(),
    () => [],
  );
}
