/** Decoders of content encodings. Loaded for the first response that has one. */
import { promisify } from "node:util";
import zlib from "node:zlib";

/** @throws the error of zlib: `ERR_BUFFER_TOO_LARGE` for a body that is larger */
type Decoder = (body: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const inflate: Decoder = promisify(zlib.inflate);
const inflateRaw: Decoder = promisify(zlib.inflateRaw);

/** Node has it from 22.15 on. */
const { zstdDecompress } = zlib as { readonly zstdDecompress?: typeof zlib.gunzip };

/** By the name of the encoding. */
export const DECODERS: Readonly<Record<string, Decoder | undefined>> = {
  gzip: promisify(zlib.gunzip),
  // The same by an older name: RFC 9110, 8.4.1.3.
  "x-gzip": promisify(zlib.gunzip),
  deflate: (body, options) => (hasZlibHeader(body) ? inflate : inflateRaw)(body, options),
  br: promisify(zlib.brotliDecompress),
  ...(zstdDecompress && { zstd: promisify(zstdDecompress) }),
};

/** Many servers send bare deflate data without the header of zlib (RFC 1950) around it. */
function hasZlibHeader([first = 0, second = 0]: Uint8Array): boolean {
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}
