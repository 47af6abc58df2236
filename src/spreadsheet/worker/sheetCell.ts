/** One cell of the parser → a typed cell. */
import type { Cell, CellValue } from "hucre/xlsx";
import type { NumberCell, SheetCell } from "../cell.ts";

export function sheetCell(
  value: CellValue | undefined,
  cell: Cell | undefined,
  format: "xlsx" | "ods",
): SheetCell | null {
  const formula = cell?.formula;
  if (cell?.type === "error") return { kind: "error", text: String(value) };
  // LibreOffice writes true and false as formulas.
  const isPlain = formula === undefined || /^(?:TRUE|FALSE)\(\)$/i.test(formula);
  const plain = plainCell(value, format);
  if (isPlain) return plain;
  // `=IF(A2="";"";…)`: the result is there, and it is empty.
  if (plain === null && value === "") return { kind: "string", text: "", formula: true };
  if (plain === null) return { kind: "formula", formula };
  if (plain.kind === "string" && ERROR_RESULT.test(plain.text)) return { kind: "error", text: plain.text };
  return { ...plain, formula: true } as SheetCell;
}

/** ODS keeps the result of a failed formula as a string. */
const ERROR_RESULT = /^(?:#[A-Z/0?!]+|Err:\d{3})$/;

function plainCell(value: CellValue | undefined, format: "xlsx" | "ods"): SheetCell | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "string") return stringCell(value, format);
  if (typeof value === "boolean") return { kind: "boolean", value };
  if (typeof value === "number") return numberCell(value);
  const iso = isoDate(value);
  return iso === undefined ? { kind: "error", text: "invalid date" } : { kind: "date", iso };
}

/** A time in ODS comes as a duration. */
function stringCell(text: string, format: "xlsx" | "ods"): SheetCell {
  const time = format === "ods" ? /^PT(\d+)H(\d{2})M(\d{2})(?:[.,]0*)?S$/.exec(text) : null;
  if (time === null) return { kind: "string", text };
  return { kind: "date", iso: `${(time[1] as string).padStart(2, "0")}:${time[2]}:${time[3]}` };
}

function numberCell(value: number): SheetCell {
  if (!Number.isFinite(value)) return { kind: "error", text: String(value) };
  // Calculations leave digits behind that the program never shows: 0.1 + 0.2 is 0.3.
  const kept = Number(value.toPrecision(15));
  const exact = kept === value || !Number.isInteger(value);
  return { kind: "number", digits: plainDigits(kept), exact } satisfies NumberCell;
}

/** `1e+21` is a JSON number too; -0 is 0. */
function plainDigits(value: number): string {
  return String(value === 0 ? 0 : value);
}

const DAY_MS = 86_400_000;
/** Day 0 of the 1900 system, as the parser counts it. */
const DAY_ZERO = Date.UTC(1899, 11, 31);

function isoDate(date: Date): string | undefined {
  // Serial numbers are fractions of a day: a second is sure, a millisecond is not.
  const ms = Math.round(date.getTime() / 1000) * 1000;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return undefined;
  const text = new Date(ms).toISOString().slice(0, 19);
  const time = text.slice(11);
  if (ms >= DAY_ZERO && ms < DAY_ZERO + DAY_MS) return time;
  return ms % DAY_MS === 0 ? text.slice(0, 10) : text;
}
