/** What another program says on stderr → our stderr. */
import type { Output } from "../host.ts";
import { inGitHubActions, safeLines, safeText } from "../text/escape.ts";

/**
 * A writer that passes text on as it comes: word for word to a file or pipe, harmless to a terminal, and with no commands to
 * the runner of GitHub Actions. What cannot be written is dropped.
 * @param who stands in front of every line there
 */
export function passOn(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  who: string,
): (text: string) => void {
  const harmless = output.isTTY ? (text: string) => safeText(text, { newlines: "keep" }) : asIs;
  if (!inGitHubActions(env)) return (text) => write(harmless(text));
  // The words in front keep every piece away from the start of a line, wherever the pieces were cut.
  return (text) => {
    for (const line of text.split("\n").filter((one) => one !== ""))
      write(safeLines(`${who}: ${safeText(line)}\n`));
  };

  function write(text: string): void {
    output.write(text).catch(() => {});
  }
}

function asIs(text: string): string {
  return text;
}
