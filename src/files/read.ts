/** Reading a file that another user may have put there. */
import { dirname } from "node:path";
import { Failure, usage } from "../failure.ts";
import { isUtf16, SAVE_AS_UTF8, UTF16_REASON } from "../text/utf16.ts";
import { openToRead } from "./handles.ts";
import { type FileHandle, lookUp, type Stats, stat } from "./operations.ts";
import { isSystemError, systemReason } from "./systemError.ts";
import { hasSystemFiles } from "./systemFiles.ts";

/** A text and the facts of the very file that it was read from. */
export type SafeText = {
  readonly text: string;
  /** True where a byte order mark is in front of the text. */
  readonly hasMark: boolean;
  readonly stat: Stats;
};

const MAX_BYTES = 1024 * 1024;

/** A regular file that is open, and where exactly this file can be read, whatever takes its name in the meantime. */
export type OpenFile = {
  readonly path: string;
  readonly readPath: string;
  readonly stat: Stats;
  close(): Promise<void>;
};

/**
 * Opens a small regular file; links are followed. Never blocks on a FIFO and never opens a device.
 * @param shown the path in the user's words
 * @param mostBytes the largest size that is read
 * @returns undefined where there is nothing
 * @throws Failure `config_unreadable`: not a regular file, too large, a dangling link, no permission
 */
export async function openSafely(
  path: string,
  shown: string,
  mostBytes = MAX_BYTES,
): Promise<OpenFile | undefined> {
  const opened = await openChecked(path, shown, mostBytes);
  if (opened === undefined) return undefined;
  const { handle, facts } = opened;
  return { path, readPath: await pathOf(handle, path), stat: facts, close: () => handle.close() };
}

/** Through the handle on Linux; elsewhere by name. */
async function pathOf({ fd }: FileHandle, path: string): Promise<string> {
  if (!hasSystemFiles()) return path;
  const own = `/proc/self/fd/${fd}`;
  const isOwn = await stat(own).then(
    (facts) => facts.isFile(),
    () => false,
  );
  return isOwn ? own : path;
}

async function openChecked(
  path: string,
  shown: string,
  mostBytes: number,
): Promise<{ readonly handle: FileHandle; readonly facts: Stats } | undefined> {
  if (!exists(path, shown)) return undefined;
  try {
    // Opening a device can already do something, so look first; the handle is checked again after the open.
    checkKind(await stat(path), shown, mostBytes);
    const handle = await openToRead(path, { follow: true });
    try {
      const facts = await handle.stat();
      checkKind(facts, shown, mostBytes);
      return { handle, facts };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof Failure ? error : unreadable(shown, reasonOf(error));
  }
}

/** The name exists by now; what it leads to does not. */
function reasonOf(error: unknown): string {
  return isSystemError(error, "ENOENT") ? "broken symbolic link" : systemReason(error);
}

/**
 * Reads a small regular UTF-8 file, as `openSafely` opens it.
 * @returns undefined where there is nothing
 * @throws Failure `config_unreadable`, also for what is not UTF-8
 */
export async function readSafely(path: string, shown: string): Promise<SafeText | undefined> {
  const opened = await openChecked(path, shown, MAX_BYTES);
  if (opened === undefined) return undefined;
  const { handle, facts } = opened;
  try {
    const bytes = await readLimited(handle, shown, MAX_BYTES);
    return { text: decode(bytes, shown), hasMark: bytes.indexOf("\ufeff") === 0, stat: facts };
  } catch (error) {
    throw error instanceof Failure ? error : unreadable(shown, reasonOf(error));
  } finally {
    await handle.close();
  }
}

/** HOME=/dev/null is a common way to say "no files of mine": nothing is there either. */
function exists(path: string, shown: string): boolean {
  try {
    return lookUp(path) !== undefined;
  } catch (error) {
    if (isSystemError(error, "EACCES")) throw closedDirectory(path, shown);
    throw unreadable(shown, reasonOf(error));
  }
}

/** The code of a failure for a file behind a directory that this user may not look into. */
export const DIRECTORY_ACCESS_CODE = "config_folder_closed";

/** Whether the file exists is not known. */
function closedDirectory(path: string, shown: string): Failure {
  return usage(
    DIRECTORY_ACCESS_CODE,
    `cannot read configuration file ${shown}: no permission for the directory ${dirname(path)}`,
    "set HOME or XDG_CONFIG_HOME to a directory that you own, or change to another directory",
  );
}

function checkKind(facts: Stats, shown: string, mostBytes: number): void {
  if (!facts.isFile())
    throw unreadable(shown, facts.isDirectory() ? "it is a directory" : "it is not a regular file");
  if (facts.size > mostBytes) throw tooLarge(shown, mostBytes);
}

/** Reads to the end by count: a file may grow, and some say that their size is 0. */
async function readLimited(handle: FileHandle, shown: string, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (true) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    total += bytesRead;
    if (total > mostBytes) throw tooLarge(shown, mostBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(shown: string, mostBytes: number): Failure {
  const size = mostBytes >= MAX_BYTES ? `${mostBytes / MAX_BYTES} MiB` : `${mostBytes / 1024} KiB`;
  return unreadable(shown, `it is larger than ${size}`);
}

function decode(bytes: Buffer, shown: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw isUtf16(bytes)
      ? unreadable(shown, UTF16_REASON, SAVE_AS_UTF8)
      : unreadable(shown, "it is not UTF-8");
  }
}

/** The failure for a configuration that is there and cannot be read. */
export function unreadable(
  shown: string,
  reason: string,
  hint = "fix or remove it; an unreadable configuration file is never ignored",
): Failure {
  return usage("config_unreadable", `cannot read configuration file ${shown}: ${reason}`, hint);
}
