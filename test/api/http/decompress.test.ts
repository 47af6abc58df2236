import * as zlib from "node:zlib";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ACCEPT_ENCODING, compressionOf, decompress } from "../../../src/api/http/decompress.ts";

const TEXT = Buffer.from("hello ".repeat(50));
const MAX = 10_000;
const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (body: Uint8Array) => Buffer };

describe("content encodings", () => {
  it.each<[string | undefined, Uint8Array]>([
    [undefined, TEXT],
    ["identity", TEXT],
    ["gzip", gzipSync(TEXT)],
    ["X-GZIP", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["deflate", deflateRawSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["deflate, gzip", gzipSync(deflateSync(TEXT))],
    ["identity, gzip", gzipSync(TEXT)],
  ])("reads %s", async (encoding, body) => {
    const plain = await decompress(body, encoding, MAX);
    expect(Buffer.from(plain.body).equals(TEXT)).toBe(true);
    expect(plain.unreadable).toBeUndefined();
  });

  it.each([
    ["compress", "compress"],
    ["gzip, foo", "foo"],
    ["\u001b[31m", "an unknown encoding"],
    ["gzip, gzip, gzip, gzip", "several encodings"],
  ])("names %j", async (encoding, name) => {
    expect(await decompress(TEXT, encoding, MAX)).toEqual({ body: TEXT, unreadable: name });
  });

  it("reads zstd where Node has it, and asks for it nowhere else", async () => {
    const hasZstd = zstdCompressSync !== undefined;
    expect(ACCEPT_ENCODING).toBe(hasZstd ? "gzip, deflate, br, zstd" : "gzip, deflate, br");
    const body = zstdCompressSync?.(TEXT) ?? Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]);
    const { body: plain, unreadable } = await decompress(body, "zstd", MAX);
    if (hasZstd) expect(Buffer.from(plain).equals(TEXT)).toBe(true);
    else expect(unreadable).toBe("zstd");
  });

  it.each([
    ["gzip", gzipSync(Buffer.alloc(MAX + 1))],
    ["deflate", deflateRawSync(Buffer.alloc(MAX + 1))],
    ["br", brotliCompressSync(Buffer.alloc(MAX + 1))],
    ["gzip, gzip", gzipSync(gzipSync(Buffer.alloc(MAX + 1)))],
  ])("%s ends at the limit", async (encoding, body) => {
    await expect(decompress(body, encoding, MAX)).rejects.toMatchObject({ code: "ERR_BUFFER_TOO_LARGE" });
  });

  it("leaves an empty body alone", async () => {
    expect(await decompress(new Uint8Array(), "gzip", MAX)).toEqual({ body: new Uint8Array() });
  });

  it("reports undeclared compression by its first bytes", () => {
    expect(compressionOf(gzipSync(TEXT))).toBe("gzip");
    expect(compressionOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]))).toBe("zstd");
    expect(compressionOf(TEXT)).toBeUndefined();
    expect(compressionOf(new Uint8Array())).toBeUndefined();
  });
});
