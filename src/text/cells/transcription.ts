/** Texts that another program wrote in other characters: escaped, or without the letters that it lacks. */

/** True where `text` is `original` with some characters written as `&amp;`, `\u00fc`, `%C3%BC`, `=C3=BC` or `+APw-`. */
export function isEscaped(original: string, text: string): boolean {
  if (text.length <= original.length) return false;
  return DECODERS.some(([form, decode]) => form.test(text) && decode(text) === original);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  reg: "®",
  euro: "€",
  pound: "£",
  yen: "¥",
  sect: "§",
  deg: "°",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  hellip: "…",
  trade: "™",
  szlig: "ß",
  aelig: "æ",
  AElig: "Æ",
  oslash: "ø",
  Oslash: "Ø",
  eth: "ð",
  thorn: "þ",
};
/** `uuml`, `Eacute`, `ccedil`: a letter and the mark above or below it. */
const MARKS: Readonly<Record<string, string>> = {
  uml: "\u0308",
  acute: "\u0301",
  grave: "\u0300",
  circ: "\u0302",
  tilde: "\u0303",
  ring: "\u030a",
  cedil: "\u0327",
  caron: "\u030c",
  slash: "\u0338",
};

type Decoder = readonly [form: RegExp, decode: (text: string) => string | undefined];

const DECODERS: readonly Decoder[] = [
  [/&(?:#\d|#x|\w+;)/i, fromEntities],
  [/\\(?:u[\da-f]{4}|x[\da-f]{2}|[nrt"'\\/])/i, fromBackslashes],
  [/%[\da-f]{2}/i, (text) => fromBytes(text, /(?:%[\da-f]{2})+/gi)],
  [/=[\dA-F]{2}/, (text) => fromBytes(text, /(?:=[\dA-F]{2})+/g)],
  [/\+[A-Za-z\d/]+-/, fromUtf7],
];

function fromEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (all, decimal, hex, name) => {
    if (name === undefined)
      return character(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
    const [, letter = "", mark = ""] = /^([A-Za-z])(\w+)$/.exec(name) ?? [];
    return NAMED[name] ?? (Object.hasOwn(MARKS, mark) ? `${letter}${MARKS[mark]}`.normalize("NFC") : all);
  });
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
}

const SIMPLE: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function fromBackslashes(text: string): string {
  return text.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([nrt"'\\/]))/gi, (_, four, two, one: string) =>
    one === undefined ? String.fromCharCode(Number.parseInt(four ?? two, 16)) : (SIMPLE[one] ?? one),
  );
}

function fromBytes(text: string, runs: RegExp): string {
  return text.replace(runs, (run) => Buffer.from(run.replace(/[%=]/g, ""), "hex").toString("utf8"));
}

function fromUtf7(text: string): string {
  return text.replace(/\+([A-Za-z\d/]*)-?/g, (_, base64: string) =>
    base64 === "" ? "+" : fromUtf16(Buffer.from(base64, "base64")),
  );
}

function fromUtf16(bigEndian: Buffer): string {
  return bigEndian
    .subarray(0, bigEndian.length - (bigEndian.length % 2))
    .swap16()
    .toString("utf16le");
}

/** One such letter may be an edit. */
const MIN_LETTERS = 2;

/** True where all letters and signs beyond ASCII became ASCII ones (`Zoe's cafe`, `Mueller & Soehne`) or are gone. */
export function isReducedToAscii(original: string, text: string): boolean {
  if (isAscii(original) || !isAscii(text)) return false;
  const composed = original.normalize("NFC");
  const beyond = [...composed].filter((letter) => !isAscii(letter));
  if (withoutAny(composed) === text) return losesWords(composed, text);
  return beyond.length >= MIN_LETTERS && [reduced, reducedGerman].some((form) => form(composed) === text);
}

/** A letter is gone, or the white space around a sign is left. */
function losesWords(original: string, text: string): boolean {
  if (text.trim() === "") return false;
  const hasLetters = [...original].some((one) => !isAscii(one) && /[\p{L}\p{N}]/u.test(one));
  const gaps = (one: string) => one.match(/^\s|\s$|\s{2,}/g)?.length ?? 0;
  return hasLetters || gaps(text) > gaps(original);
}

function withoutAny(text: string): string {
  return [...text].filter(isAscii).join("");
}

const REDUCED: Readonly<Record<string, string>> = {
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "−": "-",
  "‘": "'",
  "’": "'",
  "‚": ",",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "…": "...",
  "\u00a0": " ",
  "\u202f": " ",
  ß: "ss",
  æ: "ae",
  Æ: "AE",
  œ: "oe",
  Œ: "OE",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  þ: "th",
  ı: "i",
  "€": "EUR",
  "£": "GBP",
  "©": "(c)",
  "®": "(R)",
  "×": "x",
};
const GERMAN: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue" };

/** As programs write it that know only ASCII; what has no such form is gone. */
function reduced(text: string): string {
  return [...text]
    .map((letter) => REDUCED[letter] ?? letter.normalize("NFKD"))
    .join("")
    .replace(/[^\p{ASCII}]/gu, "");
}

function reducedGerman(text: string): string {
  return reduced([...text].map((letter) => GERMAN[letter] ?? letter).join(""));
}

export function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
