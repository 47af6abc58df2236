/** The bytes of a plan, and its lines. */
import { type FileHandle, open } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import { pieceBuffer, type Reading } from "../rows/reading.ts";
import { planChanged, planDamaged, planUnreadable } from "./planFailure.ts";

/** A plan that can be read again and again: the path's file, or what `openRows` made of stdin. */
export type PlanSource = { readonly name: string; open(reading?: Reading): AsyncIterable<Uint8Array> };

/** The longest line that is read, in bytes: bounds the memory that a broken file can take. */
const LONGEST_LINE = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** A file as a source. Every read checks that it is still the file of the first one. @param shown its name in messages */
export function planFile(path: string, shown = path): PlanSource {
  let first: string | undefined;
  const mark = async (file: FileHandle): Promise<void> => {
    const { dev, ino, size, mtimeMs, ctimeMs } = await file.stat();
    const now = [dev, ino, size, mtimeMs, ctimeMs].join();
    first ??= now;
    if (first !== now) throw planChanged(shown);
  };
  return { name: shown, open: (reading) => chunksOf(path, shown, mark, reading) };
}

/** Lines with their numbers, from 1, in batches. `ended` is false for a last line without a newline. */
export async function* planLines(
  source: PlanSource,
): AsyncGenerator<readonly { readonly bytes: Buffer; readonly line: number; readonly ended: boolean }[]> {
  let rest: Buffer[] = [];
  let size = 0;
  let line = 0;
  for await (const chunk of source.open()) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const batch = [];
    let start = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
      rest.push(bytes.subarray(start, at));
      line += 1;
      batch.push({ bytes: joined(rest), line, ended: true });
      rest = [];
      size = 0;
      start = at + 1;
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
    size += bytes.length - start;
    if (size > LONGEST_LINE) throw planDamaged(source.name, line + 1, "the line is too long");
    yield batch;
  }
  if (size > 0) yield [{ bytes: joined(rest), line: line + 1, ended: false }];
}

async function* chunksOf(
  path: string,
  shown: string,
  check: (file: FileHandle) => Promise<void>,
  reading: Reading = {},
): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    if (!(await file.stat()).isFile()) throw planUnreadable(shown, "it is not a plain file");
    const next = pieceBuffer(CHUNK, reading);
    for (;;) {
      const { bytesRead, buffer } = await file.read(next(), 0, CHUNK, null);
      await check(file);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error && "syscall" in error)) throw error;
    throw planUnreadable(shown, String((error as NodeJS.ErrnoException).code));
  } finally {
    await file?.close();
  }
}

function joined(parts: readonly Buffer[]): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
}
