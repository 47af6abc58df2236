/**
 * What Linux reports in files of its own, such as /proc. Nothing is known elsewhere: on Windows anyone may make a directory of that
 * name on the current drive.
 */
import { readFileSync } from "node:fs";
import { thisHost } from "../host.ts";
import { readFile, readlink } from "./operations.ts";

/** True where /proc is the system's. */
export function hasSystemFiles(platform = thisHost().platform): boolean {
  return platform === "linux";
}

/** @returns the text without surrounding white space; undefined on another platform, or where this user may not see it */
export function readSystemFile(path: string): Promise<string | undefined> {
  return known(() => readFile(path, "utf8"));
}

/** The same for what a link says. */
export function readSystemLink(path: string): Promise<string | undefined> {
  return known(() => readlink(path));
}

/** The same for the bytes of a file, at once. */
export function readSystemBytes(path: string): Uint8Array | undefined {
  if (!hasSystemFiles()) return undefined;
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

async function known(read: () => Promise<string>): Promise<string | undefined> {
  if (!hasSystemFiles()) return undefined;
  try {
    return (await read()).trim() || undefined;
  } catch {
    return undefined;
  }
}
