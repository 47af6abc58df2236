/** Text in the code pages that programs still read and write: what a text becomes when two programs do not agree on one. */
import { isUtf8 } from "node:buffer";

/** Upper halves of code pages. The decoders of the platform know none of DOS, and some take Windows-1252 for Latin-1. */
const LATIN1_LETTERS = String.fromCharCode(...Array.from({ length: 0x60 }, (_, at) => 0xa0 + at));
const LATIN1 = String.fromCharCode(...Array.from({ length: 0x20 }, (_, at) => 0x80 + at)) + LATIN1_LETTERS;
const CP1252 = `€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ${LATIN1_LETTERS}`;
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";

const SINGLE_BYTE = [
  "macintosh",
  "windows-1250",
  "windows-1251",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "windows-874",
  "iso-8859-2",
  "iso-8859-5",
  "iso-8859-7",
  "iso-8859-15",
  "koi8-r",
  "ibm866",
  "x-mac-cyrillic",
] as const;
/** Only checked where a text has letters of East Asia. */
const DOUBLE_BYTE = ["shift_jis", "gbk", "big5", "euc-kr", "euc-jp"] as const;

type CodePage = {
  readonly decode: (bytes: Uint8Array) => string;
  /** The bytes of a character; undefined where the page lacks it. */
  readonly encode: (character: string) => readonly number[] | undefined;
};

let single: readonly CodePage[] | undefined;
let double: readonly CodePage[] | undefined;

function singleBytePages(): readonly CodePage[] {
  single ??= [...[CP1252, LATIN1, CP850, CP437].map(tablePage), ...SINGLE_BYTE.flatMap(decoderPage)];
  return single;
}

function doubleBytePages(): readonly CodePage[] {
  double ??= DOUBLE_BYTE.flatMap(decoderPage);
  return double;
}

const UPPER = Uint8Array.from({ length: 128 }, (_, at) => at + 0x80);

function decoderPage(label: (typeof SINGLE_BYTE | typeof DOUBLE_BYTE)[number]): readonly CodePage[] {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label);
  } catch {
    // A Node without all of ICU.
    return [];
  }
  const isDouble = (DOUBLE_BYTE as readonly string[]).includes(label);
  let bytes: ReadonlyMap<string, readonly number[]> | undefined;
  return [
    {
      decode: (input) => decoder.decode(input),
      encode: (character) => {
        bytes ??= isDouble ? doubleByteTable(decoder) : singleByteTable(decoder.decode(UPPER));
        return bytes.get(character);
      },
    },
  ];
}

function tablePage(upper: string): CodePage {
  const bytes = singleByteTable(upper);
  const characters = [...upper];
  return {
    decode: (input) =>
      Array.from(input, (byte) =>
        byte < 0x80 ? String.fromCharCode(byte) : (characters[byte - 0x80] as string),
      ).join(""),
    encode: (character) => bytes.get(character),
  };
}

function singleByteTable(upper: string): ReadonlyMap<string, readonly number[]> {
  return new Map([...upper].map((character, at) => [character, [at + 0x80]]));
}

function doubleByteTable(decoder: InstanceType<typeof TextDecoder>): ReadonlyMap<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const trails = Array.from({ length: 0xfe - 0x40 + 1 }, (_, at) => 0x40 + at);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    // A line feed behind each pair: a wrong one takes nothing else with it.
    const row = decoder.decode(Uint8Array.from(trails.flatMap((trail) => [lead, trail, 0x0a])));
    for (const [at, character] of row.split("\n").entries()) {
      if ([...character].length !== 1 || character === "\uFFFD" || table.has(character)) continue;
      table.set(character, [lead, trails[at] as number]);
    }
  }
  return table;
}

function encoded(text: string, page: CodePage): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const character of text) {
    const found = character < "\u0080" ? [character.charCodeAt(0)] : page.encode(character);
    if (found === undefined) return undefined;
    bytes.push(...found);
  }
  return Uint8Array.from(bytes);
}

const EAST_ASIAN = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff61-\uffdc]/;

/** True where `text` is `original` written in one code page (or UTF-8) and read in another one, once or twice. */
export function isTranscoded(original: string, text: string): boolean {
  const isEastAsian = EAST_ASIAN.test(original);
  const looksEastAsian = EAST_ASIAN.test(text);
  // Pages of single bytes leave ASCII as it is, in its order; those of East Asia leave none of their own letters.
  if (!isEastAsian && !looksEastAsian && asciiOf(original) !== asciiOf(text)) return false;
  if (isEastAsian && looksEastAsian && sharesLetters(original, text)) return false;

  const readers = [...singleBytePages(), ...(looksEastAsian ? doubleBytePages() : [])];
  const utf8 = Buffer.from(original, "utf8");
  for (const reader of readers) {
    const once = reader.decode(utf8);
    if (once === text || reader.decode(Buffer.from(once, "utf8")) === text) return true;
  }
  const writers = [...singleBytePages(), ...(isEastAsian ? doubleBytePages() : [])];
  return writers.some((writer) => {
    const bytes = encoded(original, writer);
    return bytes !== undefined && readers.some((reader) => reader.decode(bytes) === text);
  });
}

function asciiOf(text: string): string {
  return text.replace(/[^\u0020-\u007e]/g, "");
}

function sharesLetters(original: string, text: string): boolean {
  return [...original].some((letter) => EAST_ASIAN.test(letter) && text.includes(letter));
}

/** True for text that is UTF-8 read in a code page of Western Europe, whatever it was: `MÃ¼ller`. */
export function looksMisread(text: string): boolean {
  // Two of these in a row do not begin or continue a word of any language.
  if (
    !/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/.test(
      text,
    )
  )
    return false;
  const [windows1252] = singleBytePages();
  if (windows1252 === undefined) return false;
  return [...text.matchAll(/[^\p{ASCII}]+/gu)].some(([run]) => {
    const bytes = encoded(run, windows1252);
    return bytes !== undefined && isUtf8(bytes);
  });
}
