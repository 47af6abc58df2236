/** JSON text that is safe to show on a terminal and in a build log, and still means the same. */

/** As in `safeText`, but variation selectors all stay: JSON is read by programs. White space between tokens stays too. */
const UNSAFE = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{VS})\p{DI}/gu;

/** `##[`, also with variation selectors in between, which some comparisons overlook. */
const LOG_COMMAND = /(#\p{VS}*#\p{VS}*)\[/gu;

const HARMLESS = /^[\n\x20-\x7e]*$/;

/**
 * JSON text in, JSON text out, with the same value: unsafe characters stand as `\uXXXX` (astral ones as a surrogate pair),
 * and `##[`, which starts a command in some build logs, is broken by an escape.
 */
export function safeJson(jsonText: string): string {
  // Such a sequence can only stand inside a string, and a `[` there is never the second half of an escape.
  const unmarked = jsonText.includes("#") ? jsonText.replace(LOG_COMMAND, "$1\\u005b") : jsonText;
  if (HARMLESS.test(unmarked)) return unmarked;
  return unmarked.replace(UNSAFE, escaped);
}

function escaped(character: string): string {
  let result = "";
  for (let index = 0; index < character.length; index += 1) {
    result += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return result;
}
