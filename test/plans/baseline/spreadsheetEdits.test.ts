/**
 * The gate of exported files: for any exported value and any spelling that a spreadsheet may give it, the cell is unchanged or
 * the line is refused; for any edit in any number style the plan has that value or the line is refused. Nothing is skipped.
 *
 * Generators: `numbers`, `pointFormats`, `commaFormats` (spellings.ts); texts that look like numbers, dates, times, percentages,
 * booleans and formulas (`exportedTexts`); what spreadsheets do to them (`respelled`).
 */
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, LosslessNumber } from "../../../src/json.ts";
import { detectEdits } from "../../../src/plans/baseline/edits.ts";
import { exportColumns, exportRow } from "../../../src/plans/baseline/exportRow.ts";
import { lintBaselines } from "../../../src/plans/baseline/lintBaselines.ts";
import { planDeal } from "../../../src/plans/planDeal.ts";
import { readRows } from "../../../src/rows/read.ts";
import { guardCell } from "../../../src/text/cells/cellGuard.ts";
import { chunked } from "../../rows/chunked.ts";
import { collected, deal } from "../scratch.ts";
import { commaFormats, exactly, type NumberFormat, numbers, pointFormats, RUNS, spell } from "./spellings.ts";

const COLUMNS = exportColumns(["value"]);

/** What a file with these cells comes to: a value to set for each deal, `refused`, or `unchanged`. */
async function outcomes(
  rows: readonly { readonly held: JsonValue; readonly cell: string }[],
): Promise<readonly unknown[]> {
  const deals = rows.map(({ held }, at) => deal(`deal-${at}`, { value: held } as JsonObject));
  const cells = deals.map((one, at) => {
    const row = exportRow(one, COLUMNS);
    return COLUMNS.names.map((name) =>
      name === "value" ? (rows[at]?.cell ?? "") : textOf(row[name] ?? null),
    );
  });
  const text = stringify([[...COLUMNS.names], ...cells]);
  const read = () => readRows(chunked(text), {});
  const { facts, problemCount } = await lintBaselines(read, {});
  if (problemCount > 0) return rows.map(() => "refused");
  return (await collected(read())).map((row, at) => {
    const { cells: planned, fields, baseline: marks } = detectEdits(row, facts, {});
    const steps = planDeal(
      { id: row.id, fields, baseline: marks, cells: planned },
      deals[at] as (typeof deals)[number],
    );
    if ("type" in steps) return "unchanged";
    const [step] = steps;
    return step?.type === "change" ? step.set.value : "refused";
  });
}

function textOf(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "string" ? value : value instanceof LosslessNumber ? value.value : String(value);
}

const isSafe = (outcome: unknown) => outcome === "unchanged" || outcome === "refused";
const formats: fc.Arbitrary<NumberFormat> = fc.oneof(pointFormats, commaFormats);

describe("an exported cell that no one edited", () => {
  it("is unchanged or refused in any number format of one style", async () => {
    const style = fc.oneof(fc.constant(pointFormats), fc.constant(commaFormats));
    const file = style.chain((one) => fc.array(fc.tuple(numbers, one), { minLength: 1, maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(file, async (cells) => {
        const rows = cells.map(([digits, format]) => ({
          held: new LosslessNumber(digits),
          cell: spell(digits, format),
        }));
        for (const outcome of await outcomes(rows)) expect(outcome).toSatisfy(isSafe);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  /** What people store as text. */
  const exportedTexts = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.nat(99_999).map((one) => String(one).padStart(5, "0")),
    fc.bigInt({ min: 10n ** 15n, max: 10n ** 18n }).map(String),
    fc
      .date({ min: new Date("1950-01-01"), max: new Date("2090-01-01"), noInvalidDate: true })
      .map((one) => one.toISOString().slice(0, 10)),
    fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${hour}:${String(minute).padStart(2, "0")}`),
    fc.nat(100).map((one) => `${one} %`),
    fc.constantFrom(
      "TRUE",
      "false",
      "1/2",
      "1E5",
      "=1+1",
      "-10%",
      "'Tis",
      "Müller — Büro",
      "Zoë",
      "東京",
      "é\u0301",
    ),
  );
  /** What spreadsheets and programs in between do to a text. */
  const respelled = (text: string): fc.Arbitrary<string> => {
    const date = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
    const [, y = "", m = "", d = ""] = date ?? [];
    return fc.constantFrom(
      guardCell(text),
      guardCell(text.normalize("NFD")),
      text.replace(/\r?\n/g, "\r\n"),
      ...(/^\d+$/.test(text) ? [String(Number(text)), Number(text).toExponential(5).toUpperCase()] : []),
      ...(date ? [`${Number(m)}/${Number(d)}/${y}`, `${d}.${m}.${y}`, `${d}/${m}/${y.slice(2)}`] : []),
      ...(/^(?:true|false)$/i.test(text)
        ? [text.toUpperCase(), text.toUpperCase() === "TRUE" ? "WAHR" : "FALSCH"]
        : []),
      ...(/[^\0-\x7f]/.test(text)
        ? [
            new TextDecoder("windows-1252").decode(Buffer.from(text)),
            [...text].map((one) => (one > "\x7f" ? "?" : one)).join(""),
          ]
        : []),
    );
  };

  it("is unchanged or refused as any text that a spreadsheet makes of it", async () => {
    const row = exportedTexts
      .filter((text) => !text.includes("\0") && text.isWellFormed())
      .chain((text) => respelled(text).map((cell) => ({ held: text, cell })));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const outcome = await outcomes(rows);
        // An emptied cell leaves its field unchanged.
        for (const one of outcome) expect(one).toSatisfy(isSafe);
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

/** The share of edits that may be refused: 0.20 of numbers that are alone in their file (whose style nothing else reports), 0 of texts. */
const MOST_REFUSED_NUMBERS = 0.3;
const MOST_REFUSED_TEXTS = 0.01;

describe("an edited cell", () => {
  it("sets the number that was typed, or is refused", async () => {
    const edit = fc
      .tuple(numbers, numbers, exactly(formats))
      .filter(([held, typed]) => Number(held) !== Number(typed));
    const refusals = { all: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(edit, async ([held, typed, format]) => {
        const [outcome] = await outcomes([{ held: new LosslessNumber(held), cell: spell(typed, format) }]);
        refusals.all += 1;
        if (outcome === "refused") refusals.refused += 1;
        if (outcome === "refused") return;
        // Of more than 15 digits a spreadsheet does not keep the last ones: such a cell may be the previous value.
        const isKept = Number(held).toPrecision(15) === Number(typed).toPrecision(15);
        if (outcome === "unchanged" && isKept) return;
        expect(outcome).toBeInstanceOf(LosslessNumber);
        expect(Number((outcome as LosslessNumber).value)).toBe(Number(typed));
      }),
      { numRuns: RUNS / 4 },
    );
    expect(refusals.refused / refusals.all).toBeLessThan(MOST_REFUSED_NUMBERS);
  });

  it("sets the text that was typed, or is refused, which is rare", async () => {
    const texts = fc.stringMatching(/^[A-Za-zäöüéñ][A-Za-zäöüéñ -]{2,20}[A-Za-z]$/);
    const edit = fc.tuple(texts, texts).filter(([held, typed]) => held !== typed);
    const refusals = { all: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(edit, async ([held, typed]) => {
        const [outcome] = await outcomes([{ held, cell: typed }]);
        refusals.all += 1;
        if (outcome === "refused") refusals.refused += 1;
        else expect(outcome).toBe(typed);
      }),
      { numRuns: RUNS / 4 },
    );
    expect(refusals.refused / refusals.all).toBeLessThan(MOST_REFUSED_TEXTS);
  });
});
