/** Writes a file whole or not at all, and makes its name durable. */
import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure, usage } from "../failure.ts";
import { option, say } from "../hint.ts";
import { isSystemError } from "./systemError.ts";

/** @throws the system's error, unless it means that folders cannot be synced here (Windows, some network drives). */
export async function syncFolder(dir: string): Promise<void> {
  try {
    const handle = await open(dir, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!["EISDIR", "EPERM", "EINVAL", "ENOTSUP"].some((code) => isSystemError(error, code))) throw error;
  }
}

/** Written at once, in characters: few system calls, little memory. */
const PIECE = 64 * 1024;

/**
 * Streams into a temporary file (0600) beside `path` and gives it its name when it is complete and on disk. When anything
 * fails, nothing is left.
 * @param options.overwrite true: a file that is there is replaced
 * @param options.what for messages: `plan`
 * @param options.shown the path in messages, when not `path`
 * @throws Failure `file_exists` of kind usage, `write_failed`; what the pieces throw
 */
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  options: { readonly overwrite: boolean; readonly what: string; readonly shown?: string | undefined },
): Promise<void> {
  const { overwrite, shown = path, what } = options;
  await refuseExisting(path, overwrite, shown);
  const attempt = attempts(`cannot write the ${what} ${shown}`);
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await attempt(() => open(temporary, "wx", 0o600));
  try {
    for await (const piece of gathered(pieces)) await attempt(() => file.writeFile(piece));
    await attempt(() => file.sync());
    await attempt(() => file.close());
    await attempt(() => giveName(temporary, path, overwrite, shown));
  } catch (error) {
    await discard(file, temporary);
    throw error;
  }
  await tryToSyncFolder(dirname(path));
}

/** @throws Failure `file_exists` where the file is there and may not be replaced */
export async function refuseExisting(path: string, overwrite: boolean, shown = path): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts === undefined) return;
  if (!overwrite) throw exists(shown);
  if (!facts.isFile()) {
    throw usage("file_exists", `${shown} is there and is not a plain file`, "name another file");
  }
}

function exists(path: string): Failure {
  return usage(
    "file_exists",
    `${path} is there already`,
    say`name another file, or replace it: ${option("force")}`,
  );
}

async function* gathered(pieces: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  let waiting: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    // A file is text or bytes, never both.
    if (typeof piece !== "string") {
      yield piece;
      continue;
    }
    waiting.push(piece);
    length += piece.length;
    if (length < PIECE) continue;
    yield waiting.join("");
    waiting = [];
    length = 0;
  }
  if (length > 0) yield waiting.join("");
}

/** Gives a complete file its name. @throws Failure `file_exists` when somebody made that file meanwhile; the system's error */
export async function giveName(
  temporary: string,
  path: string,
  overwrite: boolean,
  shown = path,
): Promise<void> {
  if (overwrite) return rename(temporary, path);
  try {
    // Unlike rename, this fails when somebody made the file meanwhile.
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw exists(shown);
    // Some file systems have no links.
    return rename(temporary, path);
  }
  await unlink(temporary);
}

async function discard(file: FileHandle, temporary: string): Promise<void> {
  await file.close().catch(() => {});
  await unlink(temporary).catch(() => {});
}

/** Without this the new name may be lost with the power. Some file systems cannot; the file itself is safe by then. */
async function tryToSyncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function attempts(what: string): <T>(step: () => Promise<T>) => Promise<T> {
  return async (step) => {
    try {
      return await step();
    } catch (error) {
      if (error instanceof Failure) throw error;
      const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new Failure("local_io", `${what}: ${reason}`, {
        code: "write_failed",
        hint: "nothing was kept; mend that and run the command again, or name another file",
      });
    }
  };
}
