/**
 * Suggestions as one shell reads them. The first line says how: `words`, `nospace` (no space goes behind the word), or
 * `files N` (the shell offers files; N characters of the word are in front of their name). Then a suggestion a line.
 */
import { quoteForBash, type Unquoted, unquote } from "./bashLine.ts";
import type { Suggestion, Suggestions } from "./suggestion.ts";

/**
 * For bash: each line goes into the command line as it is, in the place of what bash calls the word.
 * @param raw the word under the cursor as it was typed
 * @param replaced the end of it that bash replaces: what follows a `=`, a `:` or an opening quote
 */
export function bashReply(suggestions: Suggestions, raw: string, replaced: string): string {
  const stays = raw.endsWith(replaced) ? raw.slice(0, raw.length - replaced.length) : "";
  const { text, open }: Unquoted = unquote(stays);
  return reply(suggestions, ({ value }) =>
    value.startsWith(text) ? quoteForBash(value.slice(text.length), open) : undefined,
  );
}

/** For zsh's `_describe`: `value:meaning`, which quotes by itself when it inserts. */
export function zshReply(suggestions: Suggestions): string {
  return reply(suggestions, ({ value, summary }) => {
    const escaped = value.replace(/[\\:]/g, "\\$&");
    return summary ? `${escaped}:${summary}` : escaped;
  });
}

/** For fish: value, tab, meaning; fish quotes by itself when it inserts. */
export function fishReply(suggestions: Suggestions): string {
  return reply(suggestions, ({ value, summary }) => (summary ? `${value}\t${summary}` : value));
}

/** For PowerShell: the text to insert, the text to show, the meaning, with tabs between them. */
export function powershellReply(suggestions: Suggestions): string {
  return reply(suggestions, ({ value, summary }) =>
    [quoteForPowershell(value), value, summary || value].join("\t"),
  );
}

/** PowerShell takes typographic quotes for quotes, too. */
function quoteForPowershell(value: string): string {
  if (/^(?:--?)?\w[\w./:=-]*$/.test(value)) return value;
  return `'${value.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

function reply({ words, file }: Suggestions, line: (suggestion: Suggestion) => string | undefined): string {
  const safe = words.filter(({ value }) => !UNSAFE.test(value));
  const lines = safe.map(line).filter((one) => one !== undefined && one !== "");
  const goesOn = safe.length > 0 && safe.every(({ value }) => value.endsWith("="));
  const how = file === undefined ? (goesOn ? "nospace" : "words") : `files ${file}`;
  return [how, ...lines, ""].join("\n");
}

/** What could steer a terminal, or hide in it. Escaped it would be another word, so such a word is not offered at all. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
