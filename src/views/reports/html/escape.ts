/** Text from outside in HTML. */
import { safeText } from "../../../text/escape.ts";
import { cutText } from "../valueText.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** More lines than this are shown as one line with visible `\n`. */
const MAX_LINES = 20;

/** One line: what could hide, reorder or steer is visible, and nothing is markup. Good for attributes in quotes too. */
export function escapeHtml(text: string): string {
  return entities(safeText(text));
}

/** As `escapeHtml`, but keeps line breaks where there are few. */
export function escapeLines(text: string): string {
  const keeps = (text.match(/\n/g)?.length ?? 0) <= MAX_LINES;
  return entities(safeText(text, { newlines: keeps ? "keep" : "show" }));
}

/** @param most characters that are shown */
export function escapeCut(text: string, most: number): string {
  return escapeHtml(cutText(text, most));
}

function entities(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found) : text;
}
