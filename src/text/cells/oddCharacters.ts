/** Characters in names and IDs that are not seen, or look like others. */

const NAMES: Readonly<Record<string, string>> = {
  "00A0": "no-break space",
  "00AD": "soft hyphen",
  "200B": "zero-width space",
  "200C": "zero-width non-joiner",
  "200D": "zero-width joiner",
  "200E": "left-to-right mark",
  "200F": "right-to-left mark",
  "2010": "hyphen",
  "2011": "non-breaking hyphen",
  "2012": "figure dash",
  "2013": "en dash",
  "2014": "em dash",
  "2015": "horizontal bar",
  "2018": "left quotation mark",
  "2019": "right quotation mark",
  "201C": "left double quotation mark",
  "201D": "right double quotation mark",
  "202F": "narrow no-break space",
  "2060": "word joiner",
  "2212": "minus sign",
  FE63: "small hyphen-minus",
  FEFF: "byte order mark",
  FF0D: "full-width hyphen-minus",
  FF3F: "full-width low line",
};

/** Format characters, spaces that are no plain space, control characters, variation selectors, blank letters. */
const INVISIBLE =
  /\p{Cf}|\p{Cc}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|[\u115F\u1160\u3164\uFFA0]|(?! )\p{Zs}/u;
const DASH = /(?!-)\p{Pd}|\u2212/u;
const FULL_WIDTH = /[\uFF01-\uFF5E]/u;

/** True where every character is visible in print, a space, and ASCII. */
export function isPrintableAscii(text: string): boolean {
  return PRINTABLE.test(text);
}

const PRINTABLE = /^[\x20-\x7e]*$/;

/** Invisible characters, and letters and dashes that look like ASCII ones beside ASCII letters. */
export function oddCharacters(text: string): readonly string[] {
  if (isPrintableAscii(text)) return [];
  const mixed = /[A-Za-z]/.test(text);
  const isOdd = (character: string): boolean =>
    INVISIBLE.test(character) ||
    (mixed && (FULL_WIDTH.test(character) || /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(character)));
  return [...new Set([...text].filter(isOdd))].map(characterName);
}

/** Dashes that are not the plain one. */
export function oddDashes(text: string): readonly string[] {
  if (isPrintableAscii(text)) return [];
  return [...new Set([...text].filter((character) => DASH.test(character)))].map(characterName);
}

/** `U+200B (zero-width space)` */
export function characterName(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
  const name = NAMES[code];
  return name === undefined ? `U+${code}` : `U+${code} (${name})`;
}
