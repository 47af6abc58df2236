/** Escapes text from outside: for terminals, for JSON on terminals, and for the logs of GitHub Actions. */

/** As in `safeText`, but variation selectors all stay: JSON is read by programs. White space between tokens stays too. */
const UNSAFE_IN_JSON = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{VS})\p{DI}/gu;

/** `##[`, `##vso[`, `##teamcity[`, also with variation selectors in between, which some comparisons overlook. */
const LOG_COMMAND = /(#\p{VS}*#\p{VS}*(?:[a-z]\p{VS}*){0,20})\[/giu;

const HARMLESS_JSON = /^[\n\x20-\x7e]*$/;

/**
 * JSON text in, JSON text out, with the same value: unsafe characters are as `\uXXXX` (astral ones as a surrogate pair),
 * and `##[`, which starts a command in some build logs, is broken by an escape.
 */
export function safeJson(jsonText: string): string {
  // Such a sequence can only be inside a string, and a `[` there is never the second half of an escape.
  const unmarked = jsonText.includes("#") ? jsonText.replace(LOG_COMMAND, "$1\\u005b") : jsonText;
  if (HARMLESS_JSON.test(unmarked)) return unmarked;
  return unmarked.replace(UNSAFE_IN_JSON, escaped);
}

function escaped(character: string): string {
  let result = "";
  for (let index = 0; index < character.length; index += 1) {
    result += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return result;
}

/** A character that the runner may skip when it looks at the start of a line: white space, or what compares as nothing. */
export const SKIPPED_BY_RUNNER = "(?![\\n\\r])[\\s\\p{Cc}\\p{Cf}\\p{DI}]";

const COLOUR = "\\p{Cc}\\[[\\d;]*m";
const COMMAND_START = new RegExp(`^((?:${COLOUR}|${SKIPPED_BY_RUNNER})*):(?=\\p{DI}*:)`, "gmu");
const OLD_COMMAND = /#(?=\p{DI}*#\p{DI}*(?:[a-z]\p{DI}*){0,20}\[)/giu;
const SECTION = /(section_(?:start|end)):/g;

/** True where a line of output may be taken for a command. */
export function inBuildRunner(env: Readonly<Record<string, string | undefined>>): boolean {
  return ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "GITLAB_CI"].some(
    (name) => env[name] && env[name] !== "false",
  );
}

/**
 * Whole lines in, the same lines out with every possible command made visible instead of obeyed: `::error` is shown as
 * `\x3a:error`, `##[group]` as `\x23#[group]`. Run on `safeText`'s output, never on JSON or CSV.
 */
export function safeLines(text: string): string {
  const colons = text.includes(":") ? text.replace(COMMAND_START, "$1\\x3a") : text;
  const hashes = colons.includes("#") ? colons.replace(OLD_COMMAND, "\\x23") : colons;
  return hashes.includes("section_") ? hashes.replace(SECTION, "$1\\x3a") : hashes;
}

/** As `safeLines`, for text that comes in pieces: a line is judged when it is complete. */
export async function* safeLineStream(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const text = rest + piece;
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    if (end > 0) yield safeLines(text.slice(0, end));
  }
  if (rest !== "") yield safeLines(rest);
}

/**
 * What may act on a terminal or hide from a reader: controls (C0, DEL, C1), format characters (bidi, zero-width, tags, …),
 * line and paragraph separators, lone surrogates, characters that are never drawn, and variation selectors that have
 * nothing to vary. A single variation selector after a character stays: emoji and Han variants are made of them.
 */
const UNSAFE_IN_TEXT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{VS})\p{DI}|(?<=^|\p{VS})\p{VS}/gu;

const HARMLESS_TEXT = /^[\x20-\x7e]*$/;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Every character that could steer a terminal becomes a visible escape: `\n`, `\r`, `\t`, `\x1b`, `\u202e`, `\u{e0041}`.
 * Backslashes that were there stay as they are: the result is for reading, not for parsing back.
 * @param options.newlines `show` (default) makes one line of it, `keep` leaves `\n` alone
 */
export function safeText(text: string, options: { readonly newlines?: "keep" | "show" } = {}): string {
  if (HARMLESS_TEXT.test(text)) return text;
  const keep = options.newlines === "keep";
  return text.replace(UNSAFE_IN_TEXT, (found) => (keep && found === "\n" ? found : visible(found)));
}

function visible(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
