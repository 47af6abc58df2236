/** The line that bash has so far → words, as text. Nothing in it is expanded or run: `$(…)` stays these four characters. */

/** The quote that is still open: nothing, `'` or `"`. */
export type Quote = "" | "'" | '"';

export type BashLine = {
  /** Whole words in front of the one under the cursor, without quotes; the first is the program. Redirections are no words. */
  readonly before: readonly string[];
  /** The word under the cursor as it was typed. */
  readonly raw: string;
  /** What a redirection in front of the word under the cursor makes of it: a file's name, or something else. */
  readonly redirected?: "file" | "other";
};

/** A piece of a word without its quotes, and the quote that is open at its end. */
export type Unquoted = { readonly text: string; readonly open: Quote };

/** @param line up to the cursor */
export function splitBashLine(line: string): BashLine {
  const before: string[] = [];
  let start = 0;
  let at = 0;
  let open: Quote = "";
  let redirected: BashLine["redirected"];
  const endWord = () => {
    if (at === start) return;
    if (redirected === undefined) before.push(unquote(line.slice(start, at)).text);
    redirected = undefined;
  };
  for (; at < line.length; at += 1) {
    const character = line[at] ?? "";
    const redirection = open === "" && /[<>&]/.test(character) ? REDIRECTION.exec(line.slice(at)) : null;
    if (redirection) {
      // `2>`, `{log}>`: these belong to it.
      if (!/^(\d+|\{\w+\})$/.test(line.slice(start, at))) endWord();
      const [operator] = redirection;
      redirected = OTHER.has(operator) ? "other" : "file";
      start = at + operator.length;
      at = start - 1;
    } else if (character === "\\" && open !== "'") at += 1;
    else if (open !== "") open = character === open ? "" : open;
    else if (isQuote(character)) open = character;
    else if (/[ \t\n]/.test(character)) {
      endWord();
      start = at + 1;
    }
  }
  return { before, raw: line.slice(start), ...(redirected && { redirected }) };
}

/** Not `<(` and `>(`: these begin a word. */
const REDIRECTION = /^(<<<|<<-?|<>|<&|>>|>&|>\||&>>?|[<>](?!\())/;

/** Behind these is a text or the number of a stream. */
const OTHER: ReadonlySet<string> = new Set(["<<<", "<<", "<<-", "<&"]);

/** Takes the quotes and backslashes away. */
export function unquote(raw: string): Unquoted {
  let text = "";
  let open: Quote = "";
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw[at] ?? "";
    if (character === open) open = "";
    else if (open === "" && isQuote(character)) open = character;
    else if (character !== "\\" || open === "'") text += character;
    else {
      at += 1;
      const next = raw[at] ?? "";
      // Between double quotes a backslash only goes away in front of what it can quote there.
      text += open === '"' && !/^[$`"\\]?$/.test(next) ? `\\${next}` : next;
    }
  }
  return { text, open };
}

/** Text as it has to be typed where this quote is open, so that the shell reads exactly that text. */
export function quoteForBash(text: string, open: Quote): string {
  if (open === "'") return text.replaceAll("'", "'\\''");
  // `!` would be history; between double quotes a backslash in front of it would stay.
  if (open === '"') return text.replace(/[$`"\\]/g, "\\$&").replaceAll("!", '"\\!"');
  return text.replace(/[^\w./:@%+=,\-\u0080-\u{10ffff}]/gu, "\\$&");
}

function isQuote(character: string): character is "'" | '"' {
  return character === "'" || character === '"';
}
