/** Content encodings of responses: which ones are requested, and how a body is decompressed within a limit. */
import { nodeHas } from "../../host.ts";

/** The value of the Accept-Encoding header: only what can be read here. */
export const ACCEPT_ENCODING = `gzip, deflate, br${nodeHas("zstd") ? ", zstd" : ""}`;

/** A server may apply several encodings; more than these make no sense. */
const MAX_ENCODINGS = 3;

/**
 * The body without its content encodings.
 * @param encodings the Content-Encoding header
 * @param maxBytes the most bytes that it may have, decompressed
 * @returns the body; or as it came, with the name of the encoding that cannot be read here
 * @throws the error of zlib: `ERR_BUFFER_TOO_LARGE` for a body that is larger
 */
export async function decompress(
  body: Uint8Array,
  encodings: string | undefined,
  maxBytes: number,
): Promise<{ readonly body: Uint8Array; readonly unreadable?: string }> {
  const names = (encodings ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  if (body.length === 0 || names.length === 0) return { body };
  const { DECODERS } = await import("./decoders.ts");
  const unknown = names.length > MAX_ENCODINGS ? "several encodings" : names.find((name) => !DECODERS[name]);
  if (unknown !== undefined) return { body, unreadable: plainName(unknown) };
  let plain = body;
  // The last one was applied last.
  for (const name of names.reverse()) {
    plain = (await DECODERS[name]?.(plain, { maxOutputLength: maxBytes })) ?? plain;
  }
  return { body: plain };
}

/** How a body that no header declares is compressed, by its first bytes; undefined for any other. */
export function compressionOf(body: Uint8Array): string | undefined {
  const starts = (...bytes: readonly number[]) => bytes.every((byte, at) => body[at] === byte);
  if (starts(0x1f, 0x8b)) return "gzip";
  return starts(0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : undefined;
}

/** It came from outside, and goes into messages. */
function plainName(name: string): string {
  return /^[a-z0-9][a-z0-9 _-]{0,30}$/.test(name) ? name : "an unknown encoding";
}
