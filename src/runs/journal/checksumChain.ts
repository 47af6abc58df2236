/**
 * The checksum that ends every line of a journal: `{…,"crc":"0123abcd"}`.
 *
 * It is the crc32 of the bytes in front of `,"crc":"`, continued from the checksum of the line before (the first line
 * starts from 0). So a changed, missing, doubled or moved line shows at that line. It finds accidents; it is no
 * signature, and whoever can write the file can also write checksums.
 */
import { crc32 } from "node:zlib";

/** What the first line continues from. */
export const CHAIN_START = 0;

/** A line taken apart: the bytes that the checksum covers, and the checksum that it states. */
export type ChecksummedLine = { readonly covered: Buffer; readonly stated: number };

/**
 * @param json a JSON object with at least one member, on one line
 * @returns the line with its newline, and the checksum that the next one continues from
 */
export function addChecksum(json: string, previous: number): { readonly line: string; readonly crc: number } {
  const covered = json.slice(0, -1);
  const crc = crc32(covered, previous);
  return { line: `${covered},"crc":"${crc.toString(16).padStart(8, "0")}"}\n`, crc };
}

/** @returns undefined when the line (without newline) does not end in a checksum: it is incomplete, or was never one of ours. */
export function splitChecksum(line: Buffer): ChecksummedLine | undefined {
  const at = line.length - SEAL_LENGTH;
  if (at < 1) return undefined;
  const match = /^,"crc":"([0-9a-f]{8})"\}$/.exec(line.toString("latin1", at));
  if (!match) return undefined;
  return { covered: line.subarray(0, at), stated: Number.parseInt(match[1] as string, 16) };
}

/** The checksum that a line (without newline) should state; also where its seal is spoilt. */
export function chainCrc(line: Buffer, previous: number): number {
  return crc32(line.subarray(0, Math.max(0, line.length - SEAL_LENGTH)), previous);
}

/** The JSON text that was sealed. */
export function withoutChecksum(line: ChecksummedLine): string {
  return `${line.covered.toString("utf8")}}`;
}

const SEAL_LENGTH = ',"crc":"00000000"}'.length;
