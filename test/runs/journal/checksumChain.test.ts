import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  addChecksum,
  CHAIN_START,
  chainCrc,
  splitChecksum,
  withoutChecksum,
} from "../../../src/runs/journal/checksumChain.ts";

const bytes = (line: string) => Buffer.from(line.replace(/\n$/, ""));

describe("addChecksum", () => {
  it.each([
    ['{"a":1}', 0],
    ['{"a":"Größe ½ \\u2028"}', 0x0123abcd],
    ['{"crc":"00000000"}', 0xffffffff],
  ])("%s after %i can be taken apart again", (json, previous) => {
    const { line, crc } = addChecksum(json, previous);
    expect(line).toMatch(/,"crc":"[0-9a-f]{8}"\}\n$/);
    expect(JSON.parse(line)).toMatchObject({ crc: crc.toString(16).padStart(8, "0") });
    const sealed = splitChecksum(bytes(line));
    expect(sealed && withoutChecksum(sealed)).toBe(json);
    expect(chainCrc(bytes(line), previous)).toBe(crc);
    expect(sealed?.stated).toBe(crc);
  });

  it("is the crc32 of all that is in front of the checksums", () => {
    const first = addChecksum('{"a":1}', CHAIN_START);
    const second = addChecksum('{"b":2}', first.crc);
    expect(first.crc).toBe(crc32('{"a":1'));
    expect(second.crc).toBe(crc32('{"a":1{"b":2'));
    expect(first.line).toBe(`{"a":1,"crc":"${hex(crc32('{"a":1'))}"}\n`);
  });

  it("depends on the line before", () => {
    expect(addChecksum('{"a":1}', 1).crc).not.toBe(addChecksum('{"a":1}', 2).crc);
  });
});

describe("splitChecksum", () => {
  it.each([
    "",
    "{}",
    '{"a":1}',
    ',"crc":"0123abcd"}',
    '{"a":1,"crc":"0123abc"}',
    '{"a":1,"crc":"0123ABCD"}',
    '{"a":1,"crc":"0123abcd"} ',
    '{"a":1,"crc":"0123abcd"',
  ])("finds none in %j", (line) => {
    expect(splitChecksum(bytes(line))).toBeUndefined();
  });
});

function hex(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
