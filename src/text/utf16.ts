/** Text in UTF-16, as `>` of PowerShell 5.1 and "Unicode" of older editors write it. Pure. */

/** Of a byte order mark in UTF-8. */
const BOM_BYTES = 3;
/** How many bytes detect it where there is no byte order mark. */
const LOOKED_AT = 256;

/** True for bytes that are UTF-16: by their byte order mark, or because every other byte of ASCII text is NUL. */
export function isUtf16(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const head = bytes.subarray(0, LOOKED_AT);
  return [0, 1].some((parity) => {
    const [halves, others] = [0, 1].map((at) => head.filter((_, index) => index % 2 === (parity + at) % 2));
    return (
      halves !== undefined &&
      others !== undefined &&
      halves.every((byte) => byte === 0) &&
      !others.includes(0)
    );
  });
}

/**
 * The same for text that was decoded: as UTF-8, with U+FFFD for what is none, or as UTF-16, which takes two bytes for each
 * code unit.
 * @param size bytes before they were decoded
 */
export function wasUtf16(text: string, size: number): boolean {
  if (text.startsWith("\ufffd\ufffd") && text.includes("\0")) return true;
  const asUtf8 = Buffer.byteLength(text);
  if (size === asUtf8 || size === asUtf8 + BOM_BYTES) return false;
  return size === 2 * text.length || size === 2 * text.length + 2;
}

export const UTF16_REASON = "it is UTF-16, not UTF-8";

export const SAVE_AS_UTF8 =
  "save it as UTF-8: in an editor, or in PowerShell by Set-Content -Encoding utf8 instead of >";
