/** The lines of a file from its last to its first, in constant memory. */
import { open } from "node:fs/promises";

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
        yield joined(line, rest.subarray(at + 1));
        line = [];
        rest = rest.subarray(0, at);
      }
      line.push(rest);
    }
    yield joined(line.slice(0, -1), line.at(-1) ?? Buffer.alloc(0));
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
