/** A directory of its own for every test, and what the tests of files share. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { Failure } from "../../src/failure.ts";
import { toCliWording, type WordedFailure } from "../harness/text/cliText.ts";

export const currentUid = userInfo().uid;
export const hasUid = currentUid >= 0;

/** Makes a directory before each test and removes it afterwards. */
export function scratch() {
  let root = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "routera-profile-")));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  return {
    path: (...parts: string[]) => join(root, ...parts),
    folder: (path: string, mode = 0o755) => {
      mkdirSync(join(root, path), { recursive: true });
      chmodSync(join(root, path), mode);
      return join(root, path);
    },
    file: (path: string, text: string, mode = 0o600) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      chmodSync(join(root, path), mode);
      return join(root, path);
    },
  };
}

/**
 * Gives a file to another user, as seen by the user id returned. Only root can give files away; for anyone else it is
 * the reader who pretends to be another.
 */
export function makeForeign(path: string): number {
  if (currentUid !== 0) return currentUid + 1;
  chownSync(path, 65_534, 65_534);
  return currentUid;
}

/** The Failure that a call ends in. */
export async function failureOf(call: () => unknown): Promise<WordedFailure> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Failure) return toCliWording(error);
    throw error;
  }
  throw new Error("expected a Failure");
}
