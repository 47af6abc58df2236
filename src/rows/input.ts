/** An input file or stdin as something that can be read more than once; a stream is copied to a private file. */
import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Failure, usage } from "../failure.ts";
import { pieceBuffer, type Reading } from "../files/lines.ts";
import { makeFolder } from "../files/privateFile.ts";
import { openReadable, untilStopped } from "../files/readStream.ts";
import { shellOn } from "../hint.ts";

const PIECE = 64 * 1024;

/** Input that can be read from its start again and again. */
export type RowsInput = {
  /** As a user calls it: the path, or `stdin`. */
  readonly name: string;
  /** @throws Failure while it is read: `input_unreadable`, `input_changed` */
  open(reading?: Reading): AsyncIterable<Uint8Array>;
  /** Removes what was kept. */
  close(): Promise<void>;
};

export type RowsPlace = {
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Where input is kept that can be read only once; made (0700) where it is missing. Asked for only then. */
  readonly spoolDir: () => Promise<string>;
  /** Ends a wait for input. */
  readonly signal: AbortSignal;
};

/**
 * @param path a file, a pipe such as `/dev/fd/63`, or `-` for stdin
 * @param shown the path in messages
 * @throws Failure `input_unreadable` or `spool_failed`; the signal's reason
 */
export async function openRows(
  path: string,
  { stdin, spoolDir, signal }: RowsPlace,
  shown = path,
): Promise<RowsInput> {
  if (path === "-") return { name: "stdin", ...(await spoolInput(stdin(), await spoolDir())) };
  const file = { path, shown };
  const stats = await stat(path).catch((error) => {
    throw unreadable(shown, error);
  });
  if (stats.isDirectory()) {
    throw usage("input_unreadable", `${shown} is a folder, not a file of rows`, {
      say: "name a file in it",
      shell: shellOn(shown, "ls"),
    });
  }
  if (!stats.isFile()) return { name: shown, ...(await spoolInput(once(file, signal), await spoolDir())) };
  return { name: shown, open: (reading) => again(file, stats, reading), close: async () => {} };
}

type NamedFile = { readonly path: string; readonly shown: string };

async function* once({ path, shown }: NamedFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* untilStopped(await openReadable(path), signal);
  } catch (error) {
    throw error instanceof Failure || !isSystemError(error) ? error : unreadable(shown, error);
  }
}

/** All passes must see the same rows: what was linted is what gets planned. */
async function* again(input: NamedFile, before: Stats, reading?: Reading): AsyncGenerator<Uint8Array> {
  yield* contents(
    input,
    (now) => {
      if (now.ino === before.ino && now.size === before.size && now.mtimeMs === before.mtimeMs) return;
      throw usage("input_changed", `${input.shown} was changed while it was read`, "run the command again");
    },
    reading,
  );
}

async function* contents(
  { path, shown }: NamedFile,
  check: (now: Stats) => void,
  reading?: Reading,
): AsyncGenerator<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    check(await file.stat());
    const next = pieceBuffer(PIECE, reading);
    for (;;) {
      const { bytesRead, buffer } = await file.read(next(), 0, PIECE, null);
      // Each time: a file that grows as fast as it is read would never end.
      check(await file.stat());
      if (bytesRead === 0) break;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw error instanceof Failure || !isSystemError(error) ? error : unreadable(shown, error);
  } finally {
    await file?.close();
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): Failure {
  const reasons: Record<string, string> = {
    ENOENT: "there is no such file",
    EACCES: "this user may not read it",
    EISDIR: "it is a folder",
  };
  return usage(
    "input_unreadable",
    `cannot read ${path}: ${reasons[error.code ?? ""] ?? error.code ?? error.message}`,
    error.code === "ENOENT"
      ? { say: "for rows from a pipe write -; else check the name and the current folder", shell: ["ls"] }
      : { say: "look at it", shell: shellOn(path, "ls", "-l") },
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** A private copy of a stream. */
export type Spooled = {
  /** The copy from its start. */
  open(reading?: Reading): AsyncIterable<Uint8Array>;
  /** Gives the copy up. */
  close(): Promise<void>;
};

/**
 * Copies a stream into a file (0600) that has no name any more once it is open: not even a kill leaves it behind.
 * @param dir made (0700) where it is missing
 * @throws Failure `spool_failed` of kind local_io; errors of the stream itself
 */
export async function spoolInput(stream: AsyncIterable<Uint8Array>, dir: string): Promise<Spooled> {
  const path = join(dir, `input-${randomUUID()}`);
  const file = await attempt(dir, async () => {
    await makeFolder(dir);
    return await open(path, "wx+", 0o600);
  });
  // Where an open file keeps its name (some network drives), it goes when it is closed.
  const gone = await unlink(path).then(
    () => true,
    () => false,
  );
  const close = async (): Promise<void> => {
    await file.close();
    if (!gone) await unlink(path);
  };
  try {
    let length = 0;
    for await (const chunk of stream) {
      await attempt(dir, () => file.writeFile(chunk));
      length += chunk.length;
    }
    return { open: (reading) => pieces(file, length, reading), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* pieces(file: FileHandle, length: number, reading?: Reading): AsyncGenerator<Uint8Array> {
  const next = pieceBuffer(PIECE, reading);
  for (let at = 0; at < length; ) {
    const { bytesRead, buffer } = await file.read(next(), 0, PIECE, at);
    if (bytesRead === 0)
      throw new Failure("local_io", "the kept copy of the input was cut", { code: "spool_failed" });
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function attempt<T>(dir: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Failure("local_io", `cannot keep the input in ${dir}: ${reason}`, {
      code: "spool_failed",
      hint: "free some space there, or give the rows as a file",
    });
  }
}
