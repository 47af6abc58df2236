import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { afterAll, describe, expect, it } from "vitest";
import { compareNumber } from "../../../src/plans/baseline/compareNumber.ts";
import { compareText } from "../../../src/plans/baseline/compareText.ts";
import { NumberStyleFinder, numberStyleFor } from "../../../src/plans/baseline/numberStyle.ts";
import type { CellVerdict } from "../../../src/plans/baseline/verdict.ts";
import { compareBoolean } from "../../../src/plans/baseline/verdict.ts";
import { leftoverOf } from "../../../src/rows/csv/leftovers.ts";
import { guardCell, unguardCell } from "../../../src/text/cells/cellGuard.ts";
import { type TestDeal, testDeals } from "./deals.ts";
import { IS_REQUIRED, LibreOffice, LOCALES, libreOfficeVersion, SKIP_REASON } from "./libreOffice.ts";

const DEALS = testDeals(300);
const HEADER = ["id", "text1", "text2", "number1", "number2", "flag"];
const version = libreOfficeVersion();

function csvOf(deals: readonly TestDeal[], guard: (text: string) => string): string {
  const rows = deals.map(({ id, texts, numbers, flag }) => [
    id,
    ...texts.map(guard),
    ...numbers,
    String(flag),
  ]);
  return `\uFEFF${stringify([HEADER, ...rows])}`;
}

type Judged = {
  readonly at: string;
  readonly exported: string;
  readonly cell: string;
  readonly verdict: CellVerdict;
};

/** The file that came back, compared with the deals that were exported. */
function judge(
  file: Buffer,
  deals: readonly TestDeal[],
  unguard: (text: string) => string,
): readonly Judged[] {
  const [, ...rows] = parse(file, { bom: true, relax_column_count: true }) as string[][];
  expect(rows.map(([id]) => id)).toEqual(deals.map(({ id }) => id));
  const finder = new NumberStyleFinder();
  for (const [at, { numbers }] of deals.entries()) {
    for (const [column, previous] of numbers.entries()) finder.add(rows[at]?.[3 + column] ?? "", previous);
  }
  return deals.flatMap(({ id, texts, numbers, flag }, at) => {
    const cells = rows[at] as string[];
    const judged = (column: number, exported: string, verdict: CellVerdict) => ({
      at: `${id} ${HEADER[column]}`,
      exported,
      cell: cells[column] as string,
      verdict,
    });
    return [
      ...texts.map((text, column) =>
        judged(1 + column, text, textVerdict(text, unguard(cells[1 + column] as string))),
      ),
      ...numbers.map((previous, column) => {
        const cell = cells[3 + column] as string;
        return judged(
          3 + column,
          previous,
          compareNumber(previous, cell, numberStyleFor(cell, previous, finder.evidence)),
        );
      }),
      judged(5, String(flag), compareBoolean(flag, cells[5] as string)),
    ];
  });
}

/** What means an error or a formula is refused in any cell whose text it was not before. */
function textVerdict(text: string, cell: string): CellVerdict {
  const verdict = compareText(text, cell);
  if (verdict.kind !== "edit") return verdict;
  const leftover = leftoverOf(cell);
  const isRefused =
    leftover !== undefined && leftover.kind !== "null_word" && leftover.kind !== "quoted_text";
  return isRefused ? { kind: "invalid" } : verdict;
}

/** Only what would run, as lists guard it. */
const FORMULA = /^(?:'|\s*[=+\-@])/;
const guardFormula = (text: string) => (FORMULA.test(text) ? `'${text}` : text);
const unguardFormula = (cell: string) =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;

function told(judged: readonly Judged[]): readonly string[] {
  return judged.map(
    ({ at, exported, cell, verdict }) =>
      `${at}: ${JSON.stringify(exported)} as ${JSON.stringify(cell)}: ${JSON.stringify(verdict)}`,
  );
}

function edits(judged: readonly Judged[]): readonly string[] {
  return told(judged.filter(({ verdict }) => verdict.kind === "edit"));
}

it.runIf(IS_REQUIRED)("LibreOffice is installed", () => {
  expect(version, SKIP_REASON).toBeDefined();
});

describe.skipIf(version === undefined)(`CSV through LibreOffice (${version ?? SKIP_REASON})`, () => {
  const offices = new Map(LOCALES.map((locale) => [locale, new LibreOffice(locale)]));
  afterAll(() => {
    for (const office of offices.values()) office.close();
  });

  describe.each(LOCALES)("%s", (locale) => {
    const office = offices.get(locale) as LibreOffice;

    it.each([false, true])(
      "csv to csv has no edit (special numbers detected: %s)",
      async (detectSpecialNumbers) => {
        const file = await office.save(csvOf(DEALS, guardCell), "csv", "csv", { detectSpecialNumbers });
        const judged = judge(file, DEALS, unguardCell);
        expect(edits(judged)).toEqual([]);
        // The guard keeps every text.
        const texts = judged.filter(({ at }) => at.includes("text"));
        expect(told(texts.filter(({ verdict }) => verdict.kind !== "unchanged"))).toEqual([]);
        const plan = judge(file, DEALS, unguardCell).filter(({ verdict }) => verdict.kind === "unchanged");
        expect(plan.length).toBeGreaterThan(judged.length * 0.6);
      },
      180_000,
    );

    it.each([false, true])(
      "csv to csv without guards has no edit either (special numbers detected: %s)",
      async (detectSpecialNumbers) => {
        const file = await office.save(csvOf(DEALS, guardFormula), "csv", "csv", { detectSpecialNumbers });
        expect(edits(judge(file, DEALS, unguardFormula))).toEqual([]);
      },
      180_000,
    );

    it.each([false, true])(
      "csv to xlsx to csv has no edit (special numbers detected: %s)",
      async (detectSpecialNumbers) => {
        const book = await office.save(csvOf(DEALS, guardCell), "csv", "xlsx", { detectSpecialNumbers });
        const file = await office.save(book, "xlsx", "csv");
        expect(edits(judge(file, DEALS, unguardCell))).toEqual([]);
      },
      180_000,
    );

    it("one real edit is that edit", async () => {
      const edited = DEALS.map((deal, at) =>
        at === 250
          ? {
              ...deal,
              texts: ["A new text", deal.texts[1] as string],
              numbers: ["777", deal.numbers[1] as string],
            }
          : deal,
      );
      const file = await office.save(csvOf(edited, guardCell), "csv", "csv", { detectSpecialNumbers: false });
      const found = judge(file, DEALS, unguardCell).filter(({ verdict }) => verdict.kind === "edit");
      expect(found.map(({ at, verdict }) => [at, verdict])).toEqual([
        [`${DEALS[250]?.id} text1`, { kind: "edit", value: "A new text" }],
        [`${DEALS[250]?.id} number1`, { kind: "edit", value: "777" }],
      ]);
    }, 180_000);
  });
});
