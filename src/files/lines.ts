/** Lines in constant memory: cut out of bytes as they come, or read from the last one of a file to the first. */
import { type FileHandle, open } from "./operations.ts";
import { PIECE_BYTES } from "./pieces.ts";

const NEWLINE = 0x0a;

/** The longest line of a file of ours, in bytes. Bounds the memory that a broken file can take. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

/** Cuts bytes at newlines, however they arrive. */
export class LineCutter {
  readonly #maxBytes: number;
  readonly #tooLong: () => Error;
  #parts: Buffer[] = [];
  #size = 0;

  /** @param tooLong what is thrown at a line of more than `maxBytes` */
  constructor(maxBytes: number, tooLong: () => Error) {
    this.#maxBytes = maxBytes;
    this.#tooLong = tooLong;
  }

  /** @param onLine takes each line that is complete by now, without its newline */
  push(bytes: Buffer, onLine: (line: Buffer) => void): void {
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
      this.#add(bytes.subarray(start, at));
      onLine(this.#take());
      start = at + 1;
    }
    if (start < bytes.length) this.#add(bytes.subarray(start));
  }

  /** What is behind the last newline; undefined where there is nothing. */
  rest(): Buffer | undefined {
    return this.#size === 0 ? undefined : this.#take();
  }

  #add(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#maxBytes) throw this.#tooLong();
    this.#parts.push(part);
  }

  #take(): Buffer {
    const line = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#size = 0;
    return line;
  }
}

/** One line without its newline. `ended` is false for a last line that has none. */
export type Line = { readonly bytes: Buffer; readonly ended: boolean };

/** Lines of a file of ours, in batches. @throws `tooLong()` at a line longer than MAX_LINE_BYTES, behind the lines before it */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  tooLong: () => Error,
): AsyncGenerator<readonly Line[]> {
  const cutter = new LineCutter(MAX_LINE_BYTES, tooLong);
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
    const lines: Line[] = [];
    let failed: { readonly error: unknown } | undefined;
    try {
      cutter.push(bytes, (line) => lines.push({ bytes: line, ended: true }));
    } catch (error) {
      failed = { error };
    }
    if (lines.length > 0) yield lines;
    if (failed !== undefined) throw failed.error;
  }
  const rest = cutter.rest();
  if (rest !== undefined) yield [{ bytes: rest, ended: false }];
}

/** @param bytes where the last whole line ends, its newline included. Lines come without their newlines. */
export async function* readLinesReverse(file: string, bytes: number): AsyncGenerator<Buffer> {
  const handle = await open(file, "r");
  try {
    if (bytes === 0) return;
    // Pieces of one line, the last one first.
    let line: Buffer[] = [];
    // The newline at the end ends a line and starts none.
    for (let position = bytes - 1; position > 0; ) {
      const length = Math.min(PIECE_BYTES, position);
      position -= length;
      let rest = await readWhole(handle, position, length);
      for (let at = rest.lastIndexOf(NEWLINE); at !== -1; at = rest.lastIndexOf(NEWLINE)) {
        yield joinedReverse(line, rest.subarray(at + 1));
        line = [];
        rest = rest.subarray(0, at);
      }
      line.push(rest);
    }
    yield joinedReverse(line.slice(0, -1), line.at(-1) ?? Buffer.alloc(0));
  } finally {
    await handle.close();
  }
}

async function readWhole(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(chunk, done, length - done, position + done);
    if (bytesRead === 0) throw Object.assign(new Error("the file was truncated"), { code: "EIO" });
    done += bytesRead;
  }
  return chunk;
}

function joinedReverse(later: readonly Buffer[], first: Buffer): Buffer {
  return later.length === 0 ? first : Buffer.concat([first, ...[...later].reverse()]);
}
