/**
 * The calls of the file system that this program makes. On Windows another program (a virus scanner, an indexer, OneDrive, Excel,
 * a second routera) may have a file open for a moment: a call that meets its handle is tried again for a while.
 */
import { lstatSync, type Stats } from "node:fs";
import * as system from "node:fs/promises";
import { type Clock, systemClock, thisHost } from "../host.ts";

export { type BigIntStats, constants, type Stats } from "node:fs";
export {
  access,
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  stat,
} from "node:fs/promises";

/** What trying again goes by. */
export type RetryMeans = { readonly platform: NodeJS.Platform; readonly clock: Pick<Clock, "wait"> };

/** How long a call is tried again for, in milliseconds. */
const PATIENCE_MS = 2_500;
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 200;
/** What Windows says of a file that another program has open, or that is about to be removed. */
const OPEN_ELSEWHERE: ReadonlySet<unknown> = new Set(["EBUSY", "EPERM", "EACCES", "ENOTEMPTY"]);

const HERE: RetryMeans = { platform: thisHost().platform, clock: systemClock };

/** The call, which on Windows tries again while another program has the file open. @throws what the last try throws */
export function retrying<Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
  { platform, clock }: RetryMeans = HERE,
): (...args: Args) => Promise<Result> {
  if (platform !== "win32") return call;
  return async (...args) => {
    let pause = FIRST_PAUSE_MS;
    for (let waited = 0; ; waited += pause, pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      try {
        return await call(...args);
      } catch (error) {
        if (waited >= PATIENCE_MS || !OPEN_ELSEWHERE.has((error as NodeJS.ErrnoException).code)) throw error;
      }
      await clock.wait(pause);
    }
  };
}

export const open = retrying(system.open);
export const rename = retrying(system.rename);
export const unlink = retrying(system.unlink);
export const rmdir = retrying(system.rmdir);
export const rm = retrying(system.rm);
export const link = retrying(system.link);
export const mkdtemp = retrying((prefix: string) => system.mkdtemp(prefix));
export const readFile = retrying((path: string, encoding: "utf8") => system.readFile(path, encoding));

/**
 * Facts of a file or link, at once: a command looks for files that are mostly missing while it starts, and each question to a
 * thread takes ten times as long as its answer.
 * @returns undefined where there is none, not even its directory
 * @throws the system's error
 */
export function lookUp(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // A file is in the place of a directory above it.
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Whether two paths name one file, through links and other spellings. False where one of them does not exist, unless both are the same path. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string) => system.realpath(path).catch(() => path);
  if ((await real(one)) === (await real(other))) return true;
  const [a, b] = await Promise.all(
    [system.stat(one), system.stat(other)].map((stats) => stats.catch(() => undefined)),
  );
  return a !== undefined && b !== undefined && a.ino !== 0 && a.ino === b.ino && a.dev === b.dev;
}
