/** A private directory for compiled code of this program, where Node.js can keep it (22.1 and newer). */
import { lstatSync, mkdirSync, readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { cacheDirectory, type DirectoryEnvironment } from "./directories.ts";
import { rm } from "./operations.ts";
import type { CurrentUser } from "./permissions.ts";

/**
 * Makes the directory of one version, and removes those of other versions when it is new. What is in it runs as this
 * program, so no one else may write to it: a directory of another user, or one that others can write to, is not used.
 * @returns its path; undefined where there is no such directory, or it cannot be made
 */
export function compileCacheDirectory(
  place: DirectoryEnvironment & CurrentUser,
  version: string,
): string | undefined {
  try {
    const all = join(cacheDirectory(place), "compiled");
    const own = join(all, version);
    if (!isOwnPlace(own, place)) return undefined;
    const isNew = mkdirSync(own, { recursive: true, mode: 0o700 }) !== undefined;
    if (![dirname(all), all, own].every((directory) => isPrivate(lstatSync(directory), place)))
      return undefined;
    if (isNew) removeOthers(own);
    return own;
  } catch {
    // Without a cache the program only starts a little later.
    return undefined;
  }
}

/** False below a directory of another user: a `sudo` that keeps HOME would leave directories there that only root can write to. */
function isOwnPlace(path: string, { platform, uid }: CurrentUser): boolean {
  if (platform === "win32") return true;
  for (let at = path; ; at = dirname(at)) {
    const facts = statSync(at, { throwIfNoEntry: false });
    if (facts !== undefined) return facts.uid === uid;
  }
}

function isPrivate(facts: Stats, { platform, uid }: CurrentUser): boolean {
  if (!facts.isDirectory()) return false;
  return platform === "win32" || (facts.uid === uid && (facts.mode & 0o022) === 0);
}

function removeOthers(own: string): void {
  const all = dirname(own);
  for (const name of readdirSync(all)) {
    if (name !== basename(own)) rm(join(all, name), { recursive: true, force: true }).catch(() => {});
  }
}
