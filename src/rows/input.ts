/** An input file or stdin as something that can be read more than once; a stream is copied to a private file. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Failure, usage } from "../failure.ts";
import { createNamelessFile } from "../files/handles.ts";
import { type Stats, stat } from "../files/operations.ts";
import { type Reading, readOpenFile, readPieces } from "../files/pieces.ts";
import { makeDirectory } from "../files/privateFile.ts";
import { openReadable, untilStopped } from "../files/readStream.ts";
import { lookAtHint, readReason, systemReason } from "../files/systemError.ts";
import { shellOn } from "../hint.ts";

/** Input that can be read from its start again and again. */
export type RowsInput = {
  /** As a user calls it: the path, or `stdin`. */
  readonly name: string;
  /** @throws Failure while it is read: `input_unreadable`, `input_changed` */
  open(reading?: Reading): AsyncIterable<Uint8Array>;
  /** Removes what was kept. */
  close(): Promise<void>;
};

export type RowsInputOptions = {
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
  { stdin, spoolDir, signal }: RowsInputOptions,
  shown = path,
): Promise<RowsInput> {
  if (path === "-") return { name: "stdin", ...(await spoolInput(stdin(), await spoolDir())) };
  const file = { path, shown };
  const stats = await stat(path).catch((error) => {
    throw unreadable(shown, error);
  });
  if (stats.isDirectory()) {
    throw usage("input_unreadable", `${shown} is a directory, not a file`, {
      say: "use a file in it",
      shell: shellOn(shown, "ls"),
    });
  }
  if (!stats.isFile())
    return { name: shown, ...(await spoolInput(memoizeAsync(file, signal), await spoolDir())) };
  return { name: shown, open: (reading) => again(file, stats, reading), close: async () => {} };
}

type NamedFile = { readonly path: string; readonly shown: string };

async function* memoizeAsync({ path, shown }: NamedFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
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
  try {
    yield* readPieces(path, async (file) => check(await file.stat()), reading);
  } catch (error) {
    throw error instanceof Failure || !isSystemError(error) ? error : unreadable(shown, error);
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): Failure {
  return usage(
    "input_unreadable",
    `cannot read ${path}: ${readReason(error)}`,
    error.code === "ENOENT"
      ? { say: "check the name and the current directory, or use - for stdin", shell: ["ls"] }
      : lookAtHint("show the file", path, "-l"),
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

/** A private copy of a stream. */
export type SpoolFile = {
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
export async function spoolInput(stream: AsyncIterable<Uint8Array>, dir: string): Promise<SpoolFile> {
  const { file, close } = await attempt(dir, async () => {
    await makeDirectory(dir);
    return createNamelessFile(join(dir, `input-${randomUUID()}`));
  });
  try {
    let length = 0;
    for await (const chunk of stream) {
      await attempt(dir, () => file.writeFile(chunk));
      length += chunk.length;
    }
    return { open: (reading) => readOpenFile(file, length, cut, reading), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function cut(): Failure {
  return new Failure("local_io", "the temporary copy of the input was truncated", { code: "spool_failed" });
}

async function attempt<T>(dir: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new Failure("local_io", `cannot save the input in ${dir}: ${systemReason(error)}`, {
      code: "spool_failed",
      hint: "free some disk space, or use a file instead of stdin",
    });
  }
}
