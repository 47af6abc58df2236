/** Arguments that were no UTF-8 before Node made text of them. */
import { readFileSync } from "node:fs";
import { usage } from "../failure.ts";

/**
 * Node puts U+FFFD where an argument's bytes are no UTF-8, and a damaged text would be stored as if it were meant. Where the
 * system shows the bytes themselves, such a command line is refused; a U+FFFD that was typed is a character like others.
 * @throws Failure `not_utf8`
 */
export function refuseBrokenWords(): void {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync("/proc/self/cmdline");
  } catch {
    return;
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw usage(
      "not_utf8",
      "an argument is not valid UTF-8: it would not arrive as it was typed",
      "check the locale of the terminal, or convert the text with iconv and send it with --field-file",
    );
  }
}
