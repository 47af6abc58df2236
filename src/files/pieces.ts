/** The bytes of a file, piece by piece, in constant memory. */
import { type FileHandle, open } from "./operations.ts";

/** How a file is read. */
export type Reading = {
  /**
   * True: a piece is gone when the next one is asked for. Without this, a copy of a large file holds tens of megabytes:
   * nothing else makes garbage at the same time, so that no one collects the pieces.
   */
  readonly passing?: boolean;
};

/** How much is read at once. */
export const PIECE_BYTES = 64 * 1024;

/** Where the next piece goes: a new buffer each time, as whoever reads may hold on to the last one, or always the same. */
function pieceBuffer({ passing }: Reading): () => Buffer {
  if (!passing) return () => Buffer.allocUnsafeSlow(PIECE_BYTES);
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  return () => buffer;
}

/**
 * Reads a file from its start and closes it.
 * @param file a path, or how to open it
 * @param check called with the open file at first and after each piece; what it throws ends the reading
 * @throws the system's error
 */
export async function* readPieces(
  file: string | (() => Promise<FileHandle>),
  check: (file: FileHandle) => Promise<void>,
  reading: Reading = {},
): AsyncGenerator<Buffer> {
  const handle = await (typeof file === "string" ? open(file, "r") : file());
  try {
    await check(handle);
    const next = pieceBuffer(reading);
    for (;;) {
      const { bytesRead, buffer } = await handle.read(next(), 0, PIECE_BYTES, null);
      // Each time: a file that grows as fast as it is read would never end.
      await check(handle);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Reads the first `length` bytes of a file that stays open. @throws the system's error; `cut()` where it is shorter */
export async function* readOpenFile(
  handle: FileHandle,
  length: number,
  cut: () => Error,
  reading: Reading = {},
): AsyncGenerator<Buffer> {
  const next = pieceBuffer(reading);
  for (let at = 0; at < length; ) {
    const { bytesRead, buffer } = await handle.read(next(), 0, PIECE_BYTES, at);
    if (bytesRead === 0) throw cut();
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
