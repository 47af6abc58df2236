/** Keeps input that can be read only once, so that it can be read again. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../failure.ts";
import { makeFolder } from "../../makeFolder.ts";
import { pieceBuffer, type Reading } from "./reading.ts";

const PIECE = 64 * 1024;

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
