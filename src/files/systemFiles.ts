/** What the system tells in files of its own, such as /proc: nothing is known where it has none. */
import { readFileSync } from "node:fs";
import { readFile, readlink } from "./operations.ts";

/** @returns the text without surrounding white space; undefined on another platform, or where this user may not see it */
export function readSystemFile(path: string): Promise<string | undefined> {
  return known(readFile(path, "utf8"));
}

/** The same for what a link says. */
export function readSystemLink(path: string): Promise<string | undefined> {
  return known(readlink(path));
}

/** The same for the bytes of a file, at once. */
export function readSystemBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

async function known(reading: Promise<string>): Promise<string | undefined> {
  try {
    return (await reading).trim() || undefined;
  } catch {
    return undefined;
  }
}
