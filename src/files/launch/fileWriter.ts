/** Writing to an output that is a file. */
import { fstatSync, writeSync } from "node:fs";

/** Writes all of a text. @throws the system's error, for ENOSPC after a part of it was written */
export type WriteText = (text: string) => void;

/**
 * Writes to a descriptor that is a regular file. The stream that Node.js makes for one takes a write that was cut short by a
 * full disk for a whole one.
 * @returns undefined for what is no regular file
 */
export function fileWriter(descriptor: number): WriteText | undefined {
  if (!isFile(descriptor)) return undefined;
  return (text) => {
    const bytes = Buffer.from(text);
    for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
