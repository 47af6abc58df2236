/** What texts become when they are read or written in another encoding than their own. */
import { isTranscoded } from "./codePages.ts";
import { isAscii, isEscaped, isReducedToAscii } from "./transcription.ts";

export type EncodingDamage =
  /** UTF-8 that was read in another code page. */
  | "misread"
  /** Characters that a code page lacks, as question marks, U+FFFD or other signs. */
  | "replaced"
  /** Characters that ASCII lacks, as those that come near, or gone. */
  | "reduced"
  /** Characters written as `&amp;` or `\u00fc`. */
  | "escaped";

/** How `text` is `original` after that; undefined: it is not. */
export function encodingDamage(original: string, text: string): EncodingDamage | undefined {
  if (original === text) return undefined;
  if (isEscaped(original, text)) return "escaped";
  if (isAscii(original)) return undefined;
  const forms = [original, original.normalize("NFD"), original.normalize("NFC")];
  if (forms.some((form) => isReplaced(form, text))) return "replaced";
  if (isReducedToAscii(original, text)) return "reduced";
  if (isMisread(original, text) || isMisread(inWindows1252(original), text)) return "misread";
  return forms.some((form) => isTranscoded(form, text)) ? "misread" : undefined;
}

/** The byte order mark of UTF-8, read in another encoding. */
export function startsWithMisreadMark(text: string): boolean {
  return /^(?:ï»¿|Ôªø|ÔªÅ|∩╗┐|´╗┐|п»ї|ļ»æ|ÿþ|þÿ|Ã¯Â»Â¿)/.test(text);
}

/**
 * True where each byte of the UTF-8 text means one character, always the same one, and ASCII for itself. That holds
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
      if (marks.length < size(character) || !isMarks(marks)) return false;
      at += marks.length;
      replaced += 1;
    }
    return at === text.length && replaced > 0;
  });
}

/** Signs that programs put where a letter was; U+001A is called substitute. */
const SUBSTITUTES: ReadonlySet<string> = new Set("?\uFFFD_\u00bf\u25a1\u25af\u25a0.*#~\u001a");

function isMarks(text: string): boolean {
  const [first = "", ...others] = text;
  return SUBSTITUTES.has(first) && others.every((one) => one === first);
}
