/**
 * Keeps tests out of the profile of the person who runs them. Runs once before all tests: every process that they start without
 * an environment of its own gets a profile that is removed afterwards. At the end the real directories must be as they were.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  cacheDirectory,
  configDirectory,
  type DirectoryEnvironment,
  stateDirectory,
} from "../../../src/files/directories.ts";
import { makeMemoryDirectory } from "./memoryDirectory.ts";
import { profileEnvironment } from "./profileEnvironment.mjs";

/** Names the profile that means the account's in the workers: see accountHome.ts. */
export const ACCOUNT_HOME = "ROUTERA_TEST_ACCOUNT_HOME";

const { env, platform } = process;

/** @returns what is called after all tests. It throws on CI, and elsewhere only warns: you may have used routera in the meantime. */
export function setup(): () => void {
  // It runs once a project.
  if (env[ACCOUNT_HOME] !== undefined) return () => {};
  const directories = realDirectories({ env: { ...env }, platform });
  const before = filesIn(directories);
  const memory = env.TMPDIR === undefined ? makeMemoryDirectory() : undefined;
  if (memory !== undefined) env.TMPDIR = memory;
  const home = mkdtempSync(join(tmpdir(), "routera-no-home-"));
  const replaced = { ...profileEnvironment(home), [ACCOUNT_HOME]: home };
  const own = Object.fromEntries(Object.keys(replaced).map((name) => [name, env[name]]));
  for (const name of ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"]) own[name] = env[name];
  for (const name of Object.keys(own)) delete env[name];
  Object.assign(env, replaced);
  return () => {
    for (const name of Object.keys(own)) delete env[name];
    for (const [name, value] of Object.entries(own)) if (value !== undefined) env[name] = value;
    rmSync(home, { recursive: true, force: true });
    if (memory !== undefined) {
      delete env.TMPDIR;
      rmSync(memory, { recursive: true, force: true });
    }
    const changed = changedFiles(before, filesIn(directories));
    if (changed.length === 0) return;
    const message = `files of your own profile changed during the tests: ${changed.join(", ")}`;
    if (env.CI === "true") throw new Error(message);
    console.warn(message);
  };
}

/** Where the program would keep its files for this user: by the variables, and by the account where there are none. */
export function realDirectories({ env, platform, home }: DirectoryEnvironment): readonly string[] {
  const places: readonly DirectoryEnvironment[] = [
    { env, platform, home },
    { env: {}, platform, home },
  ];
  const all = places.flatMap((place) => [
    configDirectory(place) ?? [],
    stateDirectory(place),
    cacheDirectory(place),
  ]);
  return [...new Set(all.flat())];
}

/** Path → when it was last written; a directory that is missing has none. */
export function filesIn(directories: readonly string[]): ReadonlyMap<string, number> {
  const paths = directories.flatMap((directory) => {
    try {
      const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
      return [directory, ...names.map((name) => join(directory, name))];
    } catch {
      return [];
    }
  });
  return new Map(paths.map((path) => [path, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0]));
}

/** Paths that came, went or were written. */
export function changedFiles(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}
