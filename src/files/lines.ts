/** Lines of a file in constant memory: forward in batches, or from the last to the first. */
import { constants, type FileHandle, open } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Failure } from "../failure.ts";
import { systemReason } from "./systemError.ts";

/** How much is read at once. */
const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** @param bytes where the last whole line ends, its newline included. Lines come without their newlines. */
export async function* linesBackwards(file: string, bytes: number): AsyncGenerator<Buffer> {
  const handle = await open(file, "r");
  try {
    if (bytes === 0) return;
    // Pieces of one line, the last one first.
    let line: Buffer[] = [];
    // The newline at the end ends a line and starts none.
    for (let position = bytes - 1; position > 0; ) {
      const length = Math.min(CHUNK, position);
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

async function readWhole(
  handle: Awaited<ReturnType<typeof open>>,
  position: number,
  length: number,
): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(chunk, done, length - done, position + done);
    if (bytesRead === 0) throw Object.assign(new Error("the file is shorter than it was"), { code: "EIO" });
    done += bytesRead;
  }
  return chunk;
}

function joinedReverse(later: readonly Buffer[], first: Buffer): Buffer {
  return later.length === 0 ? first : Buffer.concat([first, ...[...later].reverse()]);
}

/** One line without its newline. `ended` is false for a last line that has none. */
export type Line = { readonly bytes: Buffer; readonly ended: boolean };

/** The longest line that is read or written, in bytes. Bounds the memory that a broken file can take. */
export const LONGEST_LINE = 32 * 1024 * 1024;

/**
 * @throws Failure `journal_unreadable` when the file cannot be read or is not a plain file; `journal_damaged` at a line
 * longer than LONGEST_LINE.
 */
export async function* readLines(file: string): AsyncGenerator<readonly Line[]> {
  const handle = await openPlain(file);
  try {
    let open: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = await readChunk(handle, file);
      if (chunk.length === 0) break;
      const lines: Line[] = [];
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        open.push(chunk.subarray(start, at));
        lines.push({ bytes: joined(open), ended: true });
        open = [];
        size = 0;
        start = at + 1;
      }
      if (lines.length > 0) yield lines;
      if (start < chunk.length) open.push(chunk.subarray(start));
      size += chunk.length - start;
      if (size > LONGEST_LINE) throw tooLong(file);
    }
    if (size > 0) yield [{ bytes: joined(open), ended: false }];
  } finally {
    await handle.close();
  }
}

async function openPlain(file: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    // Neither a link nor a pipe can be a journal; a pipe would also hang here.
    const plain = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    handle = await open(file, plain);
  } catch (error) {
    throw unreadable(file, systemReason(error));
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw unreadable(file, "it is not a plain file");
}

async function readChunk(handle: FileHandle, file: string): Promise<Buffer> {
  try {
    // A fresh buffer each time: the lines of the last one may still be in use.
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(file, systemReason(error));
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}

function unreadable(file: string, reason: string): Failure {
  return new Failure("local_io", `cannot read the journal ${file}: ${reason}`, {
    code: "journal_unreadable",
    hint: { run: { command: "runs list" } },
  });
}

function tooLong(file: string): Failure {
  return new Failure("local_io", `the journal ${file} has a line longer than ${LONGEST_LINE} bytes`, {
    code: "journal_damaged",
    hint: {
      say: "see what can still be read",
      run: { command: "runs show", operands: [basename(dirname(file))] },
    },
  });
}

/** How input is read. */
export type Reading = {
  /**
   * True: a piece is gone when the next one is asked for. Without this, a copy of a large file holds tens of megabytes:
   * nothing else makes garbage meanwhile, so that nobody collects the pieces.
   */
  readonly passing?: boolean;
};

/** Where the next piece goes: a new buffer each time, as whoever reads may hold on to the last one, or always the same. */
export function pieceBuffer(size: number, { passing }: Reading = {}): () => Buffer {
  if (!passing) return () => Buffer.allocUnsafeSlow(size);
  const buffer = Buffer.allocUnsafeSlow(size);
  return () => buffer;
}
