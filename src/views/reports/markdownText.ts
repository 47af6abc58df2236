/** Text from outside in Markdown: always code, so that it is never markup, a link or a mention. */
import { safeText } from "../../text/escape.ts";
import { cutText } from "./valueText.ts";

/**
 * A code span that may be a cell of a table. Pipes are escaped as tables ask for; behind a backslash parsers disagree on
 * what that means, so that such a pipe becomes a visible escape.
 */
export function codeSpan(text: string, most: number): string {
  const shown = safeText(cutText(text, most)).replace(/(\\*)\|/g, (_, slashes: string) =>
    slashes === "" ? "\\|" : `${slashes}\\x7c`,
  );
  if (shown === "") return "";
  const fence = "`".repeat(longestRun(shown) + 1);
  // One space on each side is taken away again, unless there is nothing but spaces.
  const isPadded = /^`|`$|^ .* $/s.test(shown) && shown.trim() !== "";
  const inner = isPadded ? ` ${shown} ` : shown;
  return `${fence}${inner}${fence}`;
}

/** A block of code with one command in it. */
export function fenceBlock(text: string): string {
  const shown = safeText(text);
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}sh\n${shown}\n${fence}\n`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
