/** What another program says on stderr → our stderr. */
import type { Output, Timers } from "../host.ts";
import { inBuildRunner, safeLines, safeText } from "../text/escape.ts";

/**
 * A writer that passes text on as it comes: word for word to a file or pipe, escaped to a terminal, and with no commands to
 * the runner of GitHub Actions. What cannot be written is dropped.
 * @param who is in front of every line there
 */
export function forwardStderr(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
  who: string,
): (text: string) => void {
  const harmless = output.isTTY ? (text: string) => safeText(text, { newlines: "keep" }) : asIs;
  if (!inBuildRunner(env)) return (text) => write(harmless(text));
  // The words in front keep every piece away from the start of a line, wherever the pieces were cut.
  return (text) => {
    for (const line of text.split("\n").filter((one) => one !== ""))
      write(safeLines(`${who}: ${safeText(line)}\n`));
  };

  function write(text: string): void {
    output.write(text).catch(() => {});
  }
}

/** The longest line that is kept back for its end, in characters. */
const LONGEST = 64 * 1024;

/**
 * A writer that passes each line on in a form of its own; what comes without a line end is a line once nothing more comes within a moment.
 * @param form a line, with its line end, for the stream
 */
export function forwardStderrAsJson(
  output: Output,
  form: (line: string) => string,
  clock: Timers,
): (text: string) => void {
  let rest = "";
  let cancel = (): void => {};
  const flush = () => {
    const lines = rest.split(/\r?\n/).filter((line) => line !== "");
    rest = "";
    for (const line of lines) output.write(form(line)).catch(() => {});
  };
  return (text) => {
    cancel();
    rest += text;
    const end = rest.length > LONGEST ? rest.length : rest.lastIndexOf("\n") + 1;
    const begun = rest.slice(end);
    rest = rest.slice(0, end);
    flush();
    rest = begun;
    if (begun !== "") cancel = clock.after(100, flush);
  };
}

function asIs(text: string): string {
  return text;
}
