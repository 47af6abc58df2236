/** Zip files for tests, sound or broken in a chosen way. */
import { crc32, deflateRawSync } from "node:zlib";

export type TestPart = {
  readonly name: string;
  readonly data: string | Buffer;
  /** What the directory says instead of the truth. */
  readonly declared?: {
    readonly unpacked?: number;
    readonly crc?: number;
    readonly flags?: number;
    readonly method?: number;
  };
  /** The name before the packed bytes, where it is another one. */
  readonly localName?: string;
  /** Bytes of another part instead of own ones. */
  readonly sharedWith?: string;
};

export function zipFile(
  parts: readonly TestPart[],
  { end = Buffer.alloc(0), count }: { end?: Buffer; count?: number } = {},
): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  const places = new Map<string, { at: number; packed: Buffer; data: Buffer }>();
  let at = 0;
  for (const { name, data: content, declared = {}, localName, sharedWith } of parts) {
    const own = Buffer.from(content);
    const shared = sharedWith === undefined ? undefined : places.get(sharedWith);
    const { data, packed } = shared ?? { data: own, packed: deflateRawSync(own) };
    const header = (signature: number, extra: number) => {
      const bytes = Buffer.alloc(extra);
      bytes.writeUInt32LE(signature, 0);
      const base = signature === 0x02014b50 ? 6 : 4;
      bytes.writeUInt16LE(20, base);
      bytes.writeUInt16LE(declared.flags ?? 0, base + 2);
      bytes.writeUInt16LE(declared.method ?? 8, base + 4);
      bytes.writeUInt32LE(declared.crc ?? crc32(data), base + 10);
      bytes.writeUInt32LE(packed.length, base + 14);
      bytes.writeUInt32LE(declared.unpacked ?? data.length, base + 18);
      return bytes;
    };
    const place = shared?.at ?? at;
    if (shared === undefined) {
      const local = header(0x04034b50, 30);
      const bytes = Buffer.from(localName ?? name);
      local.writeUInt16LE(bytes.length, 26);
      bodies.push(local, bytes, packed);
      places.set(name, { at, packed, data });
      at += local.length + bytes.length + packed.length;
    }
    const central = header(0x02014b50, 46);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(place, 42);
    directory.push(central, Buffer.from(name));
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const trailer = Buffer.alloc(22);
  trailer.writeUInt32LE(0x06054b50, 0);
  trailer.writeUInt16LE(count ?? parts.length, 8);
  trailer.writeUInt16LE(count ?? parts.length, 10);
  trailer.writeUInt32LE(size, 12);
  trailer.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, ...directory, trailer, end]);
}
