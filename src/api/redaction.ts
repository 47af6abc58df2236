/** Takes secrets out of text from outside. Pure. */

/** Secrets, and what takes them out. */
export type Redaction = {
  /** From here on this text is taken out too. */
  hide(secret: string): void;
  redact(text: string): string;
  /** The same for a value of a deal: a secret that is too short to be distinguished from an ordinary word is left. */
  redactValue(text: string): string;
};

/** The fewest characters of a secret that is looked for in deals. */
const SHORTEST_IN_VALUES = 12;

/**
 * A server may echo a secret in the spelling of what it answers with: each of its characters as it is, or written for a URL, a
 * form, JSON or HTML.
 */
export function openRedaction(secrets: readonly string[]): Redaction {
  const patterns = new Map<string, RegExp | undefined>();
  let shortest = Number.POSITIVE_INFINITY;
  const clean = (text: string, least: number): string => {
    // Each of its characters takes one at least. Most values of deals are shorter than any token.
    if (text.length < shortest) return text;
    let clean = text;
    for (const [secret, known] of patterns) {
      if (secret.length < least || text.length < secret.length) continue;
      // Made late: most calls have nothing to take out.
      const pattern = known ?? new RegExp((secret.match(/\\+|./gsu) ?? []).map(spellings).join(""), "g");
      patterns.set(secret, pattern);
      clean = clean.replace(pattern, "[hidden]");
    }
    return clean;
  };
  const hide = (secret: string) => {
    if (secret === "" || patterns.has(secret)) return;
    patterns.set(secret, undefined);
    shortest = Math.min(shortest, secret.length);
  };
  for (const secret of secrets) hide(secret);
  return {
    hide,
    redact: (text) => clean(text, 0),
    redactValue: (text) => clean(text, SHORTEST_IN_VALUES),
  };
}

const NAMED: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/**
 * The pattern for one character, or for backslashes in a row: what escapes them is more of them, so that only together they take
 * no more time than their number. Every repetition has a bound, or a long answer would hold up the program.
 */
function spellings(unit: string): string {
  if (/^[A-Za-z0-9]$/.test(unit)) return unit;
  const count = unit.startsWith("\\") ? unit.length : 1;
  const character = count > 1 ? "\\" : unit;
  const itself = character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
  const code = character.codePointAt(0) as number;
  const bytes = [...new TextEncoder().encode(character)];
  const codes = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const ways = [
    bytes.map((byte) => `%${hex(byte, 2)}`).join(""),
    codes.map((one) => `${ESCAPES}u${hex(one, 4)}`).join(""),
    `&#0{0,6}${code};`,
    `&#[xX]0{0,6}${hex(code, 1)};`,
  ];
  if (character === " ") ways.push("\\+");
  const name = NAMED[character];
  if (name !== undefined) ways.push(`&${name};`);
  const repeated = count > 1 ? ways.map((way) => `(?:${way}){${count}}`) : ways;
  const plain = character === "\\" ? `\\\\{${count},${4 * count}}` : `${ESCAPES.replace("1", "0")}${itself}`;
  return `(?:${[plain, ...repeated].join("|")})`;
}

/** An escape may have been escaped again. */
const ESCAPES = "\\\\{1,4}";

function hex(value: number, digits: number): string {
  return value
    .toString(16)
    .padStart(digits, "0")
    .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
