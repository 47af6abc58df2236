/** A cell that counts as an edit so far, compared with what the deal holds. Pure. */
import { isLosslessNumber, type JsonValue } from "../../json.ts";
import { suspectCharacters } from "../../rows/csv/characters.ts";
import { quoted, type TypedCell } from "../../rows/row.ts";
import { looksMisread } from "../../text/cells/codePages.ts";
import { dateReadings } from "../../text/cells/dateReadings.ts";
import { encodingDamage } from "../../text/cells/encodingDamage.ts";
import type { DecimalMark } from "../../text/cells/numberReadings.ts";
import { compareNumber } from "./compareNumber.ts";
import { compareText, isCut } from "./compareText.ts";
import { baselineValueOf, jsonFits } from "./value.ts";
import { type CellVerdict, compareBoolean } from "./verdict.ts";
import { damageCode, damageFact } from "./words.ts";

/** A cell of an input file, to be compared with the deal. */
export type PlannedCell = {
  readonly column: string;
  readonly text: string;
  readonly typed?: TypedCell | undefined;
  /** True: it is meant as it is. */
  readonly accepted: boolean;
  readonly decimal?: DecimalMark | undefined;
};

export type JudgedCell =
  | { readonly kind: "unchanged" }
  | { readonly kind: "edit"; readonly value: JsonValue }
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

const UNCHANGED: JudgedCell = { kind: "unchanged" };

/**
 * @param value what the cell would set
 * @param now what the field holds; undefined where that is not known
 * @param exported true: it held the same when it was exported
 */
export function judgeCell(
  cell: PlannedCell,
  value: JsonValue,
  now: JsonValue | undefined,
  exported: boolean,
): JudgedCell {
  const { accepted, typed } = cell;
  if (typed?.kind === "date") return judgeDate(cell, typed.iso, now);
  if (typed !== undefined) return judgeTyped(cell, value, now);
  if (accepted) return { kind: "edit", value };
  const { text } = cell;
  const held = typeof now === "string" ? now : "";
  const [suspect] = suspectCharacters(text, held);
  if (suspect !== undefined) {
    const fact =
      suspect.kind === "replacement_character"
        ? `contains ${suspect.name}: a letter was lost when the file was converted`
        : `contains the control character ${suspect.name}`;
    return refused("damaged_characters", `${quoted(text)} ${fact}`);
  }
  if (looksMisread(text) && !looksMisread(held)) {
    return refused(
      "damaged_characters",
      `${quoted(text)} looks like UTF-8 that was read in another encoding`,
    );
  }
  if (typeof now === "string") return judgeText(cell, now, exported);
  // Without a baseline the cell is text, but one that is the value in another form is no edit.
  if (isLosslessNumber(now)) {
    const mark = cell.decimal;
    const verdict = compareNumber(now.value, text, {
      mark,
      decided: mark !== undefined,
      contradictory: false,
    });
    return verdict.kind === "invalid" ? { kind: "edit", value } : outcome(cell, verdict, value, now.value);
  }
  if (typeof now === "boolean") {
    return compareBoolean(now, text).kind === "unchanged" ? UNCHANGED : { kind: "edit", value };
  }
  if (typeof now === "object" && now !== null) return judgeList(cell, value, now);
  return { kind: "edit", value };
}

/** Text takes the place of a list or an object only where it was accepted. */
function judgeList({ text }: PlannedCell, value: JsonValue, now: JsonValue): JudgedCell {
  if (jsonFits(baselineValueOf(now), text)) return UNCHANGED;
  const kind = Array.isArray(now) ? "a list" : "an object";
  return refused(
    "list_replaced",
    `the current value is ${kind}, but the cell is the string ${quoted(String(value))}`,
  );
}

function judgeText({ text, column }: PlannedCell, now: string, exported: boolean): JudgedCell {
  if (exported) {
    const verdict = compareText(now, text);
    return outcome({ text, column, accepted: false }, verdict, text, now);
  }
  // In a file that was not exported, plain letters and shorter texts may be meant.
  const damage = encodingDamage(now, text) ?? (isCut(now, text) ? "cut" : undefined);
  return damage === undefined || damage === "reduced"
    ? { kind: "edit", value: text }
    : refused(damageCode(damage), damageFact(damage, text, now));
}

function outcome({ text }: PlannedCell, verdict: CellVerdict, value: JsonValue, now: string): JudgedCell {
  switch (verdict.kind) {
    case "unchanged":
      return UNCHANGED;
    case "damaged":
      return refused(damageCode(verdict.damage), damageFact(verdict.damage, text, now));
    case "ambiguous":
      return refused(
        "ambiguous_number",
        `${quoted(text)} can be ${verdict.readings.join(" or ")}; the current value is ${now}`,
      );
    default:
      return { kind: "edit", value };
  }
}

/** A number or a boolean of a spreadsheet: of the type that the field holds. */
function judgeTyped(cell: PlannedCell, value: JsonValue, now: JsonValue | undefined): JudgedCell {
  const { accepted, column, text, typed } = cell;
  if (typed?.kind === "number" && isLosslessNumber(now)) {
    const style = { mark: "point", decided: true, contradictory: false } as const;
    return compareNumber(now.value, typed.digits, style).kind === "unchanged"
      ? UNCHANGED
      : { kind: "edit", value };
  }
  if (typeof now === "boolean" && typed !== undefined) return judgeBit(cell, typed, value, now);
  if (typeof now !== "string") return otherType(cell, value, now);
  const shown = typed?.kind === "number" ? typed.digits : String(value);
  const verdict = compareText(now, shown);
  if (verdict.kind === "damaged" && accepted) return { kind: "edit", value: shown };
  return outcome({ text: text === "" ? shown : text, column, accepted }, verdict, shown, now);
}

/** ODS files of LibreOffice hold 1 and 0 for true and false. */
function judgeBit({ accepted }: PlannedCell, typed: TypedCell, value: JsonValue, now: boolean): JudgedCell {
  if (typed.kind === "boolean") return { kind: "edit", value };
  const digits = typed.kind === "number" ? typed.digits : "";
  if (accepted) return { kind: "edit", value };
  if (digits !== "0" && digits !== "1") {
    return refused("other_type", `the cell is the number ${digits}, and the current value is ${now}`);
  }
  return (digits === "1") === now ? UNCHANGED : { kind: "edit", value: digits === "1" };
}

/** A number or a boolean in the place of the other, or of a list. */
function otherType(
  { accepted, typed }: PlannedCell,
  value: JsonValue,
  now: JsonValue | undefined,
): JudgedCell {
  if (accepted || now === undefined || now === null) return { kind: "edit", value };
  const shown = typed?.kind === "number" ? `the number ${typed.digits}` : `${String(value)}`;
  const held = isLosslessNumber(now) ? now.value : Array.isArray(now) ? "a list" : "an object";
  return refused("other_type", `the cell is ${shown}, and the current value is ${held}`);
}

/** `2026-05-01`, or a time of that day. */
const ISO = /^\d{4}-\d{2}-\d{2}(?:([T ])(\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date of a spreadsheet takes the form of the ISO date that the field holds. */
function judgeDate({ accepted }: PlannedCell, iso: string, now: JsonValue | undefined): JudgedCell {
  const form = typeof now === "string" ? ISO.exec(now) : null;
  if (form === null) {
    if (accepted) return { kind: "edit", value: iso };
    const serial = serialOf(iso);
    const readings = serial === undefined ? iso : `the date ${iso} or the number ${serial}`;
    return refused(
      "date_cell",
      `the cell is a date, and the current value is not an ISO date: it can be ${readings}`,
    );
  }
  const [day = "", time = "00:00:00"] = iso.split("T");
  const [previous, separator, , seconds, fraction = "", zone = ""] = form;
  const value =
    separator === undefined
      ? iso
      : `${day}${separator}${seconds === undefined ? time.slice(0, 5) : time}${fraction === "" ? "" : fraction.replace(/\d/g, "0")}${zone}`;
  // A spreadsheet does not keep parts of a second.
  const same = (text: string): string => text.replace(/\.\d+/, "");
  return same(value) === same(previous) ? UNCHANGED : { kind: "edit", value };
}

function serialOf(iso: string): string | undefined {
  if (dateReadings(iso).every(({ year }) => year === undefined)) return undefined;
  const time = Date.parse(iso.includes("T") ? `${iso}Z` : `${iso}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : String((time - Date.UTC(1899, 11, 30)) / 86_400_000);
}

function refused(code: string, message: string): JudgedCell {
  return { kind: "refused", code, message };
}
