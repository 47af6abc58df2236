/** Text from outside, made safe to show on a terminal. */

/**
 * What may act on a terminal or hide from a reader: controls (C0, DEL, C1), format characters (bidi, zero-width, tags, …),
 * line and paragraph separators, lone surrogates, characters that are never drawn, and variation selectors that have
 * nothing to vary. A single variation selector after a character stays: emoji and Han variants are made of them.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{VS})\p{DI}|(?<=^|\p{VS})\p{VS}/gu;

const HARMLESS = /^[\x20-\x7e]*$/;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Every character that could steer a terminal becomes a visible escape: `\n`, `\r`, `\t`, `\x1b`, `\u202e`, `\u{e0041}`.
 * Backslashes that were there stay as they are: the result is for reading, not for parsing back.
 * @param options.newlines `show` (default) makes one line of it, `keep` leaves `\n` alone
 */
export function safeText(text: string, options: { readonly newlines?: "keep" | "show" } = {}): string {
  if (HARMLESS.test(text)) return text;
  const keep = options.newlines === "keep";
  return text.replace(UNSAFE, (found) => (keep && found === "\n" ? found : visible(found)));
}

function visible(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
