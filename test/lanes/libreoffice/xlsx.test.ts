import { afterAll, describe, expect, it } from "vitest";
import { compareBoolean } from "../../../src/plans/baseline/verdict.ts";
import type { CellToWrite, SheetCell } from "../../../src/spreadsheet/cell.ts";
import type { WorkbookSpec } from "../../../src/spreadsheet/protocol.ts";
import { parseDecimal, sameDecimal } from "../../../src/text/cells/decimal.ts";
import { readAll, writeAll } from "../../spreadsheet/readAll.ts";
import { type TestDeal, testDeals } from "./deals.ts";
import { IS_REQUIRED, LibreOffice, LOCALES, libreOfficeVersion, SKIP_REASON } from "./libreOffice.ts";

const DEALS = testDeals(300);
const version = libreOfficeVersion();

const SPEC: WorkbookSpec = {
  columns: [
    { name: "id", role: "id" },
    { name: "text1", role: "field" },
    { name: "text2", role: "field", list: true },
    { name: "number1", role: "field" },
    { name: "number2", role: "field" },
    { name: "flag", role: "field" },
    { name: "_routera", role: "baseline" },
  ],
  about: [["Target", "https://api.example.com"]],
};

function rowsOf(deals: readonly TestDeal[]): readonly (readonly CellToWrite[])[] {
  return deals.map(({ id, texts, numbers, flag }) => [
    id,
    ...texts,
    ...numbers.map((number) => ({ number })),
    flag,
    `r1 ${id}`,
  ]);
}

/** Which cells are not as they were written. */
function changes(
  rows: readonly (readonly (SheetCell | null)[])[],
  deals: readonly TestDeal[],
): readonly string[] {
  const expected = rowsOf(deals);
  const found: string[] = [];
  for (const [at, values] of expected.entries()) {
    for (const [column, value] of values.entries()) {
      const cell = rows[at]?.[column] ?? null;
      if (!isSame(cell, value))
        found.push(
          `${at} ${SPEC.columns[column]?.name}: ${JSON.stringify(value)} as ${JSON.stringify(cell)}`,
        );
    }
  }
  return found;
}

function isSame(cell: SheetCell | null, value: CellToWrite): boolean {
  if (value === null || value === "") return cell === null;
  if (cell === null) return false;
  if (typeof value === "string") return cell.kind === "string" && cell.text === value.replace(/\r\n?/g, "\n");
  if (typeof value === "boolean") {
    // LibreOffice writes true and false as numbers into ODS files.
    if (cell.kind === "number") return compareBoolean(value, cell.digits).kind === "unchanged";
    return cell.kind === "boolean" && cell.value === value;
  }
  if (cell.kind === "string") return cell.text === value.number;
  const [one, other] = [parseDecimal(cell.kind === "number" ? cell.digits : ""), parseDecimal(value.number)];
  return one !== undefined && other !== undefined && sameDecimal(one, other);
}

it.runIf(IS_REQUIRED)("LibreOffice is installed", () => {
  expect(version, SKIP_REASON).toBeDefined();
});

describe.skipIf(version === undefined)(`XLSX through LibreOffice (${version ?? SKIP_REASON})`, () => {
  const offices = new Map(LOCALES.map((locale) => [locale, new LibreOffice(locale)]));
  afterAll(() => {
    for (const office of offices.values()) office.close();
  });

  describe.each(LOCALES)("%s", (locale) => {
    const office = offices.get(locale) as LibreOffice;

    it.each(["xlsx", "ods"] as const)(
      "a saved %s holds what was written",
      async (format) => {
        const { bytes } = await writeAll(SPEC, rowsOf(DEALS));
        const saved = await office.save(bytes, "xlsx", format);
        const { info, rows } = await readAll(saved);
        expect(
          changes(
            rows.slice(1).map(({ cells }) => cells),
            DEALS,
          ),
        ).toEqual([]);
        expect(info).toMatchObject({ format, sheet: "Deals", rows: 301, exported: { deals: 300 } });
      },
      180_000,
    );

    it("one real edit is that edit", async () => {
      const edited = DEALS.map((deal, at) =>
        at === 7 ? { ...deal, texts: ["A new text", deal.texts[1] as string] } : deal,
      );
      const { bytes } = await writeAll(SPEC, rowsOf(edited));
      const { rows } = await readAll(await office.save(bytes, "xlsx", "xlsx"));
      const found = changes(
        rows.slice(1).map(({ cells }) => cells),
        DEALS,
      );
      expect(found).toEqual([
        `7 text1: ${JSON.stringify(DEALS[7]?.texts[0])} as {"kind":"string","text":"A new text"}`,
      ]);
    }, 180_000);
  });

  it("a plain sheet comes back as it was", async () => {
    const office = offices.get("de-DE") as LibreOffice;
    const { bytes, report } = await writeAll(SPEC, rowsOf(DEALS), { styledCells: 10 });
    expect(report.plain).toBe(true);
    const { rows } = await readAll(await office.save(bytes, "xlsx", "xlsx"));
    expect(
      changes(
        rows.slice(1).map(({ cells }) => cells),
        DEALS,
      ),
    ).toEqual([]);
  }, 180_000);
});
