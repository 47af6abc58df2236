/** What is said on stderr beside the result. */
import { safeJson } from "../terminal/safeJson.ts";
import { safeLines } from "../terminal/safeLines.ts";
import { safeText } from "../terminal/safeText.ts";
import type { Style } from "../terminal/style.ts";

/** One line `warning: …`, safe for a terminal, with its newline. */
export function warningText(text: string, style: Style): string {
  return safeLines(`${style.yellow("warning:")} ${safeText(text)}\n`);
}

/** A warning for programs: `{"warning":{"message":…}}` on one line. */
export function warningJson(text: string, code = "notice"): string {
  return `${safeJson(JSON.stringify({ warning: { code, message: text } }))}\n`;
}

/** One line `note: …`, safe for a terminal, with its newline. */
export function noteText(text: string, style: Style): string {
  return safeLines(`${style.dim("note:")} ${safeText(text)}\n`);
}
