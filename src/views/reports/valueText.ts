/** Values, counts and times of a report as text. Nothing here is escaped for a format yet. */
import { isLosslessNumber, type JsonValue, printJson } from "../../json.ts";
import { groupDigits } from "./decimalSum.ts";
import type { FieldChange, ReportRow, RowState } from "./model.ts";

/** A value as text; `special` for words of ours that mean a value: none, empty, not read. */
export type ValueText = { readonly text: string; readonly special?: boolean };

/** @param other the value on the other side of a change: text in place of a number is quoted, 12 → "13" */
export function valueText(value: JsonValue | undefined, other?: JsonValue): ValueText {
  if (value === undefined) return { text: "not read", special: true };
  if (value === null) return { text: "none", special: true };
  if (value === "") return { text: "empty", special: true };
  const isRetyped = typeof value === "string" && (isLosslessNumber(other) || typeof other === "boolean");
  return { text: isRetyped ? JSON.stringify(value) : plainText(value) };
}

/** Both sides of a change; a previous value that could not be read is `unknown`. */
export function changeText({ before, after }: FieldChange): {
  readonly before: ValueText;
  readonly after: ValueText;
} {
  return { before: valueText(before), after: valueText(after, before) };
}

/** True for a field of a blocked row whose previous value the plan does not hold: nothing is replaced. */
export function isOnlyWanted({ state }: Pick<ReportRow, "state">, { before }: FieldChange): boolean {
  return before === undefined && (state === "blocked" || state === "conflict");
}

function plainText(value: JsonValue): string {
  if (typeof value === "string") return value;
  if (isLosslessNumber(value)) return value.value;
  const isList = Array.isArray(value) && value.length > 0 && value.every(isScalar);
  return isList ? value.map(plainText).join(", ") : printJson(value);
}

function isScalar(value: JsonValue): boolean {
  return value !== null && (typeof value !== "object" || isLosslessNumber(value));
}

/** `1 deal`, `1,234 deals` */
export function counted(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `2026-11-24T09:12:44.123Z` → `2026-11-24 09:12:44 UTC`; other text stays. */
export function timeText(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)$/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : iso;
}

/** `500ms`, `1.5s`, `12m`, `3h` */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(1))}s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)}s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)}m` : `${Number((ms / 3_600_000).toFixed(1))}h`;
}

/** What states are called for people. */
export const STATE_LABELS: Readonly<Record<RowState, string>> = {
  planned: "To update",
  applied: "Applied",
  skipped: "Skipped",
  pending: "Pending",
  blocked: "Blocked",
  conflict: "Conflict",
  rejected: "Rejected",
  retryable: "Retryable",
  unknown: "Unknown outcome",
};

/** Cuts text to a number of characters, never inside of one, and says how many are omitted. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
  return `${text.slice(0, end)}… (${counted(text.length - end, "more character")})`;
}
