/** Takes secrets out of text from outside. Pure. */

/** Secrets, and what takes them out. */
export type Redaction = {
  /** From here on this text is taken out too. */
  hide(secret: string): void;
  redact(text: string): string;
};

/**
 * A server may echo a secret in the spelling of what it answers with: each of its characters as it is, or written for a URL, a
 * form, JSON or HTML.
 */
export function openRedaction(secrets: readonly string[]): Redaction {
  const patterns = new Map<string, RegExp | undefined>();
  const hide = (secret: string) => {
    if (secret !== "" && !patterns.has(secret)) patterns.set(secret, undefined);
  };
  for (const secret of secrets) hide(secret);
  return {
    hide,
    redact: (text) => {
      let clean = text;
      for (const [secret, known] of patterns) {
        // Made late: most calls have nothing to take out.
        const pattern = known ?? new RegExp([...secret].map(spellings).join(""), "g");
        patterns.set(secret, pattern);
        clean = clean.replace(pattern, "[hidden]");
      }
      return clean;
    },
  };
}

const NAMED: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/** The pattern for one character. */
function spellings(character: string): string {
  const itself = character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
  if (/^[A-Za-z0-9]$/.test(character)) return itself;
  const code = character.codePointAt(0) as number;
  const bytes = [...new TextEncoder().encode(character)];
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const hex = (value: number, digits: number) =>
    value
      .toString(16)
      .padStart(digits, "0")
      .replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  const ways = [
    itself,
    bytes.map((byte) => `%${hex(byte, 2)}`).join(""),
    units.map((unit) => `\\\\+u${hex(unit, 4)}`).join(""),
    `\\\\+${itself}`,
    `&#0*${code};`,
    `&#[xX]0*${hex(code, 1)};`,
  ];
  if (character === " ") ways.push("\\+");
  const name = NAMED[character];
  if (name !== undefined) ways.push(`&${name};`);
  return `(?:${ways.join("|")})`;
}
