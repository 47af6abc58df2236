/**
 * Build logs of GitHub Actions: a line that starts with `::name` (after white space), or holds `##[name` anywhere, is a
 * command to the runner. JSON output can't hold either (see `safeJson`), CSV cells are kept from it by `neutralise`;
 * everything for people passes through here when the program runs there.
 */

/** A character that the runner may skip when it looks at the start of a line: white space, or what compares as nothing. */
export const SKIPPED_BY_RUNNER = "(?![\\n\\r])[\\s\\p{Cc}\\p{Cf}\\p{DI}]";

const COLOUR = "\\p{Cc}\\[[\\d;]*m";
const COMMAND_START = new RegExp(`^((?:${COLOUR}|${SKIPPED_BY_RUNNER})*):(?=\\p{DI}*:)`, "gmu");
const OLD_COMMAND = /#(?=\p{DI}*#\p{DI}*\[)/gu;

/** True where a line of output may be taken for a command. */
export function inGitHubActions(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.GITHUB_ACTIONS === "true";
}

/**
 * Whole lines in, the same lines out with every possible command made visible instead of obeyed: `::error` is shown as
 * `\x3a:error`, `##[group]` as `\x23#[group]`. Run on `safeText`'s output, never on JSON or CSV.
 */
export function safeLines(text: string): string {
  const colons = text.includes(":") ? text.replace(COMMAND_START, "$1\\x3a") : text;
  return colons.includes("#") ? colons.replace(OLD_COMMAND, "\\x23") : colons;
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
