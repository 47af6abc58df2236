// Signatures of Windows and macOS executables. Those of Node.js do not hold for a changed file and are removed.

/** @returns the bytes of an executable without its signature; those of Linux have none */
export function withoutSignature(bytes) {
  if (bytes.readUInt32LE(0) === MACHO_64) return withoutMachOSignature(Buffer.from(bytes));
  if (bytes.toString("latin1", 0, 2) === "MZ") return withoutPeSignature(Buffer.from(bytes));
  return bytes;
}

const MACHO_64 = 0xfeedfacf;
const LC_SEGMENT_64 = 0x19;
const LC_CODE_SIGNATURE = 0x1d;
const PAGE = 0x4000n;

/** As `codesign --remove-signature` does it: without the load command and the data that it names. */
function withoutMachOSignature(bytes) {
  const commands = loadCommands(bytes);
  const { command, offset, size } = commands.at(-1);
  if (command !== LC_CODE_SIGNATURE) throw new Error("the last load command is not the signature");
  const start = bytes.readUInt32LE(offset + 8);
  if (start + bytes.readUInt32LE(offset + 12) !== bytes.length)
    throw new Error("the signature is not at the end of the file");
  bytes.fill(0, offset, offset + size);
  bytes.writeUInt32LE(commands.length - 1, 16);
  bytes.writeUInt32LE(bytes.readUInt32LE(20) - size, 20);

  const linkEdit = commands.find((one) => one.segment === "__LINKEDIT").offset;
  const left = BigInt(start) - bytes.readBigUInt64LE(linkEdit + 40);
  bytes.writeBigUInt64LE(left, linkEdit + 48);
  bytes.writeBigUInt64LE(((left + PAGE - 1n) / PAGE) * PAGE, linkEdit + 32);
  return bytes.subarray(0, start);
}

/** Load commands of a 64-bit Mach-O file, with the name of the segment where one is loaded. */
export function loadCommands(bytes) {
  const commands = [];
  let offset = 32;
  for (let index = 0; index < bytes.readUInt32LE(16); index += 1) {
    const command = bytes.readUInt32LE(offset);
    const size = bytes.readUInt32LE(offset + 4);
    const name = bytes.toString("latin1", offset + 8, offset + 24).replace(/\0+$/, "");
    commands.push({ command, offset, size, segment: command === LC_SEGMENT_64 ? name : undefined });
    offset += size;
  }
  return commands;
}

/** The certificates are at the end of the file; the header has their place and a checksum, which 0 turns off. */
function withoutPeSignature(bytes) {
  const header = bytes.readUInt32LE(0x3c) + 24;
  const certificates = header + 112 + 4 * 8;
  const start = bytes.readUInt32LE(certificates);
  if (start === 0) return bytes;
  if (start + bytes.readUInt32LE(certificates + 4) !== bytes.length)
    throw new Error("the signature is not at the end of the file");
  bytes.fill(0, certificates, certificates + 8);
  bytes.writeUInt32LE(0, header + 64);
  return bytes.subarray(0, start);
}
