/** Whether a cell still holds what was exported, after all that spreadsheets do to cells that nobody touched. Pure. */
import { type JsonValue, parseJson } from "../../json.ts";
import { compareDecimals, isDecimal } from "../compareDecimals.ts";
import { DEEPEST, nestsDeeperThan } from "../rows/nesting.ts";
import { fitsMark, type Mark, markType, numberOf, textMark } from "./mark.ts";

/** @param text the cell, without what kept a spreadsheet from running it */
export function cellFitsMark(mark: Mark, text: string): boolean {
  switch (markType(mark)) {
    case "null":
      return text === "";
    case "boolean":
      return text.toLowerCase() === (mark === "b1" ? "true" : "false");
    case "number":
      return cellFitsNumber(numberOf(mark)?.value ?? "", text);
    case "text":
      return textMark(text) === mark;
    case "json":
      return jsonFits(mark, text);
    case undefined:
      return false;
  }
}

/** Also `1.1` for 1.10, `1,10` and `1,200.00` of other settings, and long numbers that were rounded or put as 9.0072E+15. */
function cellFitsNumber(exported: string, text: string): boolean {
  const spellings = [text, text.replace(",", "."), text.replaceAll(/[,'\u2019 \u00a0\u202f]/g, "")];
  return spellings
    .map((spelling) => spelling.replace(/E([+-])0+(?=\d)/i, "E$1"))
    .some(
      (spelling) =>
        isDecimal(spelling) && (compareDecimals(spelling, exported) === 0 || isRounded(spelling, exported)),
    );
}

/** The most digits that spreadsheets keep. */
const KEPT = 15;

function isRounded(cell: string, exported: string): boolean {
  const digits = significant(exported).length;
  const kept = /e/i.test(cell) ? significant(cell).length : KEPT;
  if (digits <= kept || digits <= 5 || !Number.isFinite(Number(exported))) return false;
  // Rounding a double is exact enough here: at most 15 of its digits are looked at.
  const rounded = Number(exported).toPrecision(Math.min(kept, KEPT));
  const cut = truncated(exported, Math.min(kept, KEPT));
  return [rounded, cut].some((candidate) => isDecimal(candidate) && compareDecimals(candidate, cell) === 0);
}

function significant(decimal: string): string {
  return (decimal.split(/e/i)[0] ?? "").replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "");
}

/** The first digits, the others 0. */
function truncated(decimal: string, kept: number): string {
  let seen = 0;
  let started = false;
  return decimal.replace(/e.*$/i, "").replace(/\d/g, (digit) => {
    started ||= digit !== "0";
    if (started) seen += 1;
    return seen > kept ? "0" : digit;
  });
}

function jsonFits(mark: Mark, text: string): boolean {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    return false;
  }
  return !nestsDeeperThan(value, DEEPEST) && fitsMark(mark, value);
}
