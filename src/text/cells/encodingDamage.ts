/** What texts become when they are read or written in another encoding than their own. */

export type EncodingDamage =
  /** UTF-8 that was read in another code page. */
  | "misread"
  /** Characters that a code page lacks, as question marks or U+FFFD. */
  | "replaced";

/** How `text` is `original` after that; undefined: it is not. */
export function encodingDamage(original: string, text: string): EncodingDamage | undefined {
  if (original === text || isAscii(original)) return undefined;
  const forms = [original, original.normalize("NFD"), original.normalize("NFC")];
  if (forms.some((form) => isReplaced(form, text))) return "replaced";
  return isMisread(original, text) || isMisread(inWindows1252(original), text) ? "misread" : undefined;
}

/** The byte order mark of UTF-8, read in another encoding. */
export function startsWithMisreadMark(text: string): boolean {
  return /^(?:ï»¿|Ôªø|ÔªÅ|∩╗┐|´╗┐|п»ї|ļ»æ)/.test(text);
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole range is meant
  return /^[\u0000-\u007f]*$/.test(text);
}

/**
 * True where each byte of the UTF-8 text stands for one character, always the same one, and ASCII for itself. That holds
 * for every code page of single bytes, none of which has to be known.
 */
function isMisread(original: string, text: string): boolean {
  const bytes = [...Buffer.from(original, "utf8")];
  const characters = [...text];
  // Bytes without a character may be gone.
  const defined = bytes.filter((byte) => !UNDEFINED_BYTES.has(byte));
  return [bytes, defined].some((some) => areReadAs(some, characters));
}

/** Bytes without a character in Windows-1252. */
const UNDEFINED_BYTES = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function areReadAs(bytes: readonly number[], characters: readonly string[]): boolean {
  if (bytes.length !== characters.length) return false;
  const readAs = new Map<number, string>();
  return bytes.every((byte, at) => {
    const character = characters[at] as string;
    if (byte < 0x80) return character === String.fromCharCode(byte);
    if (isLost(character)) return true;
    const before = readAs.get(byte);
    readAs.set(byte, character);
    return CODE_PAGE_CHARACTER.test(character) && (before === undefined || before === character);
  });
}

/** What code pages of single bytes hold besides ASCII: letters of Europe and the Near East, signs, ligatures. */
const CODE_PAGE_CHARACTER = /^[\u0080-\u06FF\u0E00-\u0E7F\u2000-\u27FF\uFB01\uFB02\uF8FF]$/;

function isLost(character: string): boolean {
  return character === "?" || character === "\uFFFD";
}

function inWindows1252(text: string): string {
  return new TextDecoder("windows-1252").decode(Buffer.from(text, "utf8"));
}

/** True where some characters beyond ASCII became marks: one for each character, each UTF-16 unit or each byte. */
function isReplaced(original: string, text: string): boolean {
  const sizes = [
    () => 1,
    (character: string) => character.length,
    (character: string) => Buffer.byteLength(character),
  ];
  return sizes.some((size) => {
    let at = 0;
    let replaced = 0;
    for (const character of original) {
      if (text.startsWith(character, at)) {
        at += character.length;
        continue;
      }
      if (isAscii(character)) return false;
      const marks = text.slice(at, at + size(character));
      if (marks.length < size(character) || !/^(?:\?+|\uFFFD+|_+)$/.test(marks)) return false;
      at += marks.length;
      replaced += 1;
    }
    return at === text.length && replaced > 0;
  });
}
