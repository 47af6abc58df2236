/** The lines of a file from its last to its first, in constant memory. */
import { open } from "node:fs/promises";

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** @param bytes where the last whole line ends, its newline included. Lines come without their newlines. */
export async function* linesBackwards(file: string, bytes: number): AsyncGenerator<Buffer> {
  const handle = await open(file, "r");
  try {
    // Pieces of one line, the last one first.
    let line: Buffer[] = [];
    for (let position = bytes; position > 0; ) {
      const length = Math.min(CHUNK, position);
      position -= length;
      const chunk = await readWhole(handle, position, length);
      let end = length;
      for (let at = chunk.lastIndexOf(NEWLINE, end - 1); at !== -1 && end > 0; ) {
        const isEndOfFile = position + at === bytes - 1;
        if (!isEndOfFile) yield joined(line, chunk.subarray(at + 1, end));
        line = [];
        end = at;
        at = end === 0 ? -1 : chunk.lastIndexOf(NEWLINE, end - 1);
      }
      if (end > 0) line.push(chunk.subarray(0, end));
    }
    if (line.length > 0) yield joined(line.slice(0, -1), line.at(-1) as Buffer);
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

function joined(later: readonly Buffer[], first: Buffer): Buffer {
  return later.length === 0 ? first : Buffer.concat([first, ...[...later].reverse()]);
}
