/** All that a call said, as one text for a snapshot: it also shows that the other stream is silent. */
import type { ProcessResult } from "./program.ts";

/**
 * Exit code, stdout and stderr. Loopback ports, temporary directories and milliseconds are replaced, as they change.
 * @param known further texts that change, with what means them
 */
export function transcript(call: ProcessResult, known: Readonly<Record<string, string>> = {}): string {
  const end = call.signal === null ? `exit ${call.exit}` : `ended by ${call.signal}`;
  let text = [end, ...part("stdout", call.stdout), ...part("stderr", call.stderr)].join("\n");
  for (const [found, stand] of Object.entries(known)) text = text.replaceAll(found, stand);
  return text
    .replace(/\/\S*\/routera-test-\w{6}/g, "~")
    .replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:PORT")
    .replace(/\b\d+ ms\b/g, "N ms");
}

function part(name: string, text: string): readonly string[] {
  if (text === "") return [];
  return [`--- ${name}`, text.endsWith("\n") ? text.slice(0, -1) : `${text}⏎ (no newline at the end)`];
}
