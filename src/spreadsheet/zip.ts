/** The central directory of a zip file, checked before anything is unpacked: no part may be larger than it says. */

import * as zlib from "node:zlib";
import { inflateRawSync } from "node:zlib";
import type { SpreadsheetLimits } from "./limits.ts";
import { SpreadsheetError } from "./spreadsheetError.ts";

export type ZipPart = {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
  readonly crc: number;
  readonly deflated: boolean;
  /** Where its packed bytes start. */
  readonly start: number;
};

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const UNKNOWN_32 = 0xffffffff;
const UNKNOWN_16 = 0xffff;

/** @throws SpreadsheetError `damaged_spreadsheet`, `encrypted_spreadsheet`, `spreadsheet_too_large` */
export function readZipDirectory(bytes: Uint8Array, limits: SpreadsheetLimits): readonly ZipPart[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(buffer);
  if (directory.count > limits.parts) throw tooLarge("parts", limits.parts, directory.count);
  const parts: ZipPart[] = [];
  const names = new Set<string>();
  let unpacked = 0;
  let at = directory.start;
  for (let index = 0; index < directory.count; index++) {
    const { part, next } = readEntry(buffer, at, directory.start);
    at = next;
    // Names of parts differ in more than case.
    const key = part.name.toLowerCase();
    if (names.has(key)) throw damaged("the part exists twice", part.name);
    names.add(key);
    unpacked += part.unpacked;
    if (unpacked > limits.unpackedBytes) throw tooLarge("unpacked", limits.unpackedBytes, unpacked);
    const ratio = Math.ceil(part.unpacked / Math.max(1, part.packed));
    if (part.unpacked > limits.ratioFromBytes && ratio > limits.ratio) {
      throw tooLarge("ratio", limits.ratio, ratio, part.name);
    }
    parts.push(part);
  }
  refuseOverlaps(parts, directory.start);
  return parts;
}

/** @throws SpreadsheetError `damaged_spreadsheet` where size or checksum are not those of the directory */
export function unpack(bytes: Uint8Array, part: ZipPart): Buffer {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset + part.start, part.packed);
  const data = part.deflated ? inflated(packed, part) : packed;
  if (data.length !== part.unpacked) throw damaged("the size does not match the declared size", part.name);
  if (zlib.crc32(data) !== part.crc) throw damaged("the checksum does not match", part.name);
  return data;
}

function inflated(packed: Buffer, { name, unpacked }: ZipPart): Buffer {
  if (unpacked === 0) return Buffer.alloc(0);
  try {
    return inflateRawSync(packed, { maxOutputLength: unpacked });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const tooLong = code === "ERR_BUFFER_TOO_LARGE";
    throw damaged(tooLong ? "the part is larger than declared" : "the compressed data is damaged", name);
  }
}

type Directory = { readonly start: number; readonly count: number };

function findDirectory(buffer: Buffer): Directory {
  const cut = () => damaged("the end of the file is missing");
  const earliest = Math.max(0, buffer.length - 22 - UNKNOWN_16);
  for (let at = buffer.length - 22; at >= earliest; at--) {
    if (buffer.readUInt32LE(at) !== END_OF_DIRECTORY) continue;
    // The signature may also occur in a comment: only one that ends the file counts.
    if (at + 22 + buffer.readUInt16LE(at + 20) !== buffer.length) continue;
    let count: number = buffer.readUInt16LE(at + 10);
    let size: number = buffer.readUInt32LE(at + 12);
    let start: number = buffer.readUInt32LE(at + 16);
    let end = at;
    if (count === UNKNOWN_16 || size === UNKNOWN_32 || start === UNKNOWN_32) {
      if (at < 20 || buffer.readUInt32LE(at - 20) !== LOCATOR_64) throw cut();
      end = readLong(buffer, at - 12);
      if (end + 56 > at || buffer.readUInt32LE(end) !== END_OF_DIRECTORY_64) throw cut();
      count = readLong(buffer, end + 32);
      size = readLong(buffer, end + 40);
      start = readLong(buffer, end + 48);
    }
    if (start + size !== end) throw damaged("the zip directory does not match the file size");
    return { start, count };
  }
  throw cut();
}

function readEntry(buffer: Buffer, at: number, limit: number): { part: ZipPart; next: number } {
  if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== CENTRAL_HEADER) {
    throw damaged("the zip directory is damaged");
  }
  const flags = buffer.readUInt16LE(at + 8);
  const method = buffer.readUInt16LE(at + 10);
  const nameLength = buffer.readUInt16LE(at + 28);
  const extraLength = buffer.readUInt16LE(at + 30);
  const next = at + 46 + nameLength + extraLength + buffer.readUInt16LE(at + 32);
  if (next > buffer.length) throw damaged("the zip directory is damaged");
  const rawName = buffer.subarray(at + 46, at + 46 + nameLength);
  const name = rawName.toString("utf8");
  const extra = buffer.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const sizes = longSizes(
    [buffer.readUInt32LE(at + 24), buffer.readUInt32LE(at + 20), buffer.readUInt32LE(at + 42)],
    extra,
    name,
  );
  const [unpacked, packed, header] = sizes;
  if ((flags & 1) !== 0) throw new SpreadsheetError("encrypted_spreadsheet", { format: "zip" });
  if (method !== 0 && method !== 8) throw damaged(`compression method ${method} is not supported`, name);
  if (method === 0 && packed !== unpacked) throw damaged("the sizes do not match", name);
  // An empty part is deflated to 2 bytes.
  if (unpacked === 0 && packed > 2) throw damaged("the declared size is 0, but the part is not empty", name);
  if (header + 30 > limit || buffer.readUInt32LE(header) !== LOCAL_HEADER) {
    throw damaged("the part is missing", name);
  }
  const localName = buffer.readUInt16LE(header + 26);
  const start = header + 30 + localName + buffer.readUInt16LE(header + 28);
  if (!buffer.subarray(header + 30, header + 30 + localName).equals(rawName)) {
    throw damaged("the part has two names", name);
  }
  const part = { name, packed, unpacked, crc: buffer.readUInt32LE(at + 16), deflated: method === 8, start };
  return { part, next };
}

type Sizes = readonly [unpacked: number, packed: number, header: number];

/** Sizes of 64 bits are in an extra field, only those that do not fit into 32. */
function longSizes(sizes: Sizes, extra: Buffer, name: string): Sizes {
  if (!sizes.includes(UNKNOWN_32)) return sizes;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    const end = Math.min(extra.length, field + extra.readUInt16LE(at + 2));
    const long = (size: number) => {
      if (size !== UNKNOWN_32) return size;
      if (field + 8 > end) throw damaged("the zip directory is damaged", name);
      field += 8;
      return readLong(extra, field - 8);
    };
    return [long(sizes[0]), long(sizes[1]), long(sizes[2])];
  }
  throw damaged("the zip directory is damaged", name);
}

function readLong(buffer: Buffer, at: number): number {
  const value = at >= 0 && at + 8 <= buffer.length ? buffer.readBigUInt64LE(at) : -1n;
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged("the zip directory is damaged");
  return Number(value);
}

/** Parts that share bytes make a small file unpack to a huge one. */
function refuseOverlaps(parts: readonly ZipPart[], directory: number): void {
  const inOrder = parts.toSorted((a, b) => a.start - b.start);
  for (const [index, part] of inOrder.entries()) {
    const end = inOrder[index + 1]?.start ?? directory;
    if (part.start + part.packed > end) throw damaged("the part overlaps another one", part.name);
  }
}

function damaged(reason: string, part?: string) {
  return new SpreadsheetError("damaged_spreadsheet", part === undefined ? { reason } : { reason, part });
}

function tooLarge(what: "parts" | "unpacked" | "ratio", limit: number, actual: number, part?: string) {
  return new SpreadsheetError("spreadsheet_too_large", { what, limit, actual, ...(part && { part }) });
}
