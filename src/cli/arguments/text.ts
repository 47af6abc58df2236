/** Texts of arguments: read from a file or stdin, and refused where the words were no UTF-8. */
import { Failure, usage } from "../../failure.ts";
import { openReadable, untilStopped } from "../../files/readStream.ts";
import { lookAtHint, systemReason } from "../../files/systemError.ts";
import { readSystemBytes } from "../../files/systemFiles.ts";
import { type Words, words } from "../../hint.ts";
import type { Host } from "../../host.ts";
import type { Interrupt } from "../../signals.ts";
import { typedPath } from "../../text/typedPath.ts";
import { isUtf16, SAVE_AS_UTF8 } from "../../text/utf16.ts";

/** Well below the largest answer that is taken (4 MiB): what was set comes back in it. */
const LARGEST = 3 * 1024 * 1024;

/**
 * Reads the whole text, nothing trimmed. Pipes and process substitution work.
 * @param what the flag, for messages
 * @throws Failure of kind usage: not readable, not UTF-8, larger than 3 MiB, stdin is a terminal
 */
export async function readText(host: Host, interrupt: Interrupt, path: string, what: Words): Promise<string> {
  const shown = path === "-" ? "stdin" : JSON.stringify(path);
  if (path === "-" && host.stdin.isTTY) {
    throw usage(
      "stdin_is_terminal",
      words`${what}: stdin is a terminal, not a pipe`,
      "redirect a file to stdin: … < file",
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const stream = path === "-" ? host.stdin.stream() : await openReadable(typedPath(host, path));
    for await (const chunk of untilStopped(stream, interrupt.input ?? interrupt.soft)) {
      size += chunk.length;
      if (size > LARGEST)
        throw usage("file_too_large", words`${what}: ${shown} is larger than 3 MiB`, "use a shorter value");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(
      "unreadable_file",
      words`${what}: ${shown} cannot be read: ${systemReason(error)}`,
      path === "-"
        ? "redirect a file to stdin: … < file"
        : lookAtHint("check the name and the permissions of the file", path, "-l"),
    );
  }
  const bytes = Buffer.concat(chunks);
  if (isUtf16(bytes)) throw usage("not_utf8", words`${what}: ${shown} is UTF-16, not UTF-8`, SAVE_AS_UTF8);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw usage(
      "not_utf8",
      words`${what}: ${shown} is not valid UTF-8`,
      "convert it to UTF-8, for example with iconv",
    );
  }
}

/**
 * Node puts U+FFFD where an argument's bytes are no UTF-8, and a damaged text would be stored as if it were meant. Where the
 * system shows the bytes themselves, such a command line is refused; a U+FFFD that was typed is a character like others.
 * @throws Failure `not_utf8`
 */
export function refuseBrokenWords(): void {
  const bytes = readSystemBytes("/proc/self/cmdline");
  if (bytes === undefined) return;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw usage(
      "not_utf8",
      "an argument is not valid UTF-8",
      "check the locale of the terminal, or convert the value with iconv and use --field-file",
    );
  }
}
