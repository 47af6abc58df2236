import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CellToWrite } from "../../src/spreadsheet/cell.ts";
import { isLeftOutMark } from "../../src/spreadsheet/cellText.ts";
import { SPREADSHEET_LIMITS } from "../../src/spreadsheet/limits.ts";
import type { WorkbookSpec } from "../../src/spreadsheet/protocol.ts";
import { readZipDirectory, unpack } from "../../src/spreadsheet/zip.ts";
import { codePoint } from "../harness/text/codePoint.ts";
import { readAll, shown, writeAll } from "./readAll.ts";

const SPEC: WorkbookSpec = {
  columns: [
    { name: "id", role: "id" },
    { name: "deal_name", role: "field" },
    { name: "deal_stage", role: "field", list: true },
    { name: "amount", role: "field" },
    { name: "_created_at", role: "fact" },
    { name: "_routera", role: "baseline" },
  ],
  about: [
    ["Target", "https://api.example.com"],
    ["Deals", "2"],
  ],
};
const ROWS: CellToWrite[][] = [
  ["1", "00123", "won", { number: "1200.10" }, "2026-05-01T10:00:00.000Z", "r1 a"],
  ["2", "=1+1", "lost", null, "2026-05-02T10:00:00.000Z", "r1 b"],
];

function partsOf(bytes: Buffer): ReadonlyMap<string, string> {
  const parts = readZipDirectory(bytes, SPREADSHEET_LIMITS);
  return new Map(parts.map((part) => [part.name, unpack(bytes, part).toString("utf8")]));
}

async function roundTrip(values: readonly CellToWrite[], styledCells?: number): Promise<readonly string[]> {
  const spec: WorkbookSpec = { columns: [{ name: "notes", role: "field" }], about: [] };
  const { bytes } = await writeAll(
    spec,
    values.map((value) => [value]),
    { styledCells },
  );
  const { rows } = await readAll(bytes);
  const byLine = new Map(rows.map(({ line, cells }) => [line, shown(cells[0])]));
  return values.map((_, at) => byLine.get(at + 2) ?? "");
}

describe("a written workbook", () => {
  it("comes back as it was, with the number of deals and a checksum", async () => {
    const { bytes, report } = await writeAll(SPEC, ROWS);
    expect(report).toEqual({ deals: 2, plain: false, leftOut: [], leftOutCount: 0 });
    const { info, rows } = await readAll(bytes);
    expect(info).toMatchObject({
      sheet: "Deals",
      rows: 3,
      sheets: [
        { name: "Deals", hidden: false },
        { name: "About", hidden: false },
        { name: "_lists", hidden: true },
        { name: "_routera", hidden: true },
      ],
      exported: { deals: 2, checksum: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
    expect(rows.map(({ cells }) => cells.map(shown))).toEqual([
      SPEC.columns.map(({ name }) => name),
      ["1", "00123", "won", "<n 1200.1>", "2026-05-01T10:00:00.000Z", "r1 a"],
      ["2", "=1+1", "lost", "", "2026-05-02T10:00:00.000Z", "r1 b"],
    ]);
  });

  it("the checksum does not depend on the order of the rows", async () => {
    const [one, other] = await Promise.all([writeAll(SPEC, ROWS), writeAll(SPEC, ROWS.toReversed())]);
    const [a, b] = await Promise.all([readAll(one.bytes), readAll(other.bytes)]);
    expect(a.info.exported).toEqual(b.info.exported);
  });

  it("has a frozen header, a filter, lists that warn, a hidden baseline and text cells below the data", async () => {
    const parts = partsOf((await writeAll(SPEC, ROWS)).bytes);
    const sheet = parts.get("xl/worksheets/sheet1.xml") ?? "";
    const workbook = parts.get("xl/workbook.xml") ?? "";
    expect(sheet).toMatch(/<pane ySplit="1" topLeftCell="A2" state="frozen"/);
    expect(sheet).toContain('<autoFilter ref="A1:F3"/>');
    expect(workbook).toMatch(
      /<definedName name="_xlnm\._FilterDatabase" localSheetId="0"[^>]*>(?:'Deals'|Deals)!\$A\$1:\$F\$3</,
    );
    expect(sheet).toMatch(/<dataValidation type="list" sqref="C2:C203"[^>]* errorStyle="warning"/);
    expect(sheet).toMatch(/(?:'|&apos;)_lists(?:'|&apos;)!\$A\$1:\$A\$2/);
    expect(sheet).toMatch(/<col min="6" max="6"[^>]* hidden="(?:1|true)"/);
    expect(sheet).toMatch(/<c r="B203" s="\d+"\/>/);
    // What is typed below numbers is to be a number.
    expect(sheet).not.toMatch(/<c r="D100"/);
  });

  it("has no list of a column with too many different values", async () => {
    const rows = Array.from({ length: 501 }, (_, at) => [`${at}`, "", `stage ${at}`, null, "", ""]);
    const { bytes } = await writeAll(SPEC, rows);
    expect(partsOf(bytes).get("xl/worksheets/sheet1.xml")).not.toContain("dataValidation");
  });

  it("of no deals is a header", async () => {
    const { bytes, report } = await writeAll(SPEC, []);
    expect(report.deals).toBe(0);
    const { rows } = await readAll(bytes);
    expect(rows).toHaveLength(1);
  });

  it("what the source of the rows throws ends the writing", async () => {
    const reason = new Error("list failed");
    async function* rows(): AsyncGenerator<CellToWrite[]> {
      yield ["1", "", "", null, "", ""];
      throw reason;
    }
    await expect(writeAll(SPEC, rows())).rejects.toBe(reason);
  });
});

describe("a plain sheet", () => {
  it("is written above a number of cells, and comes back as it was", async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => [
      `${at}`,
      `0${at}`,
      "won",
      { number: `${at}.5` },
      "x",
      `r1 ${at}`,
    ]);
    const { bytes, report } = await writeAll(SPEC, rows, { styledCells: 1000 });
    expect(report).toMatchObject({ deals: 3000, plain: true });
    const { info, rows: read } = await readAll(bytes);
    expect(info).toMatchObject({ sheet: "Deals", rows: 3001, sheets: [{ name: "Deals" }] });
    expect(read[3000]?.cells.map(shown)).toEqual(["2999", "02999", "won", "<n 2999.5>", "x", "r1 2999"]);
  });
});

describe("values", () => {
  const TEXTS = [
    "00123",
    "1E5",
    "12345678901234567",
    "2026-05-01",
    "1/2",
    "TRUE",
    "5 %",
    "=1+1",
    "'quoted",
    " spaces ",
    "tab\tin it",
    "two\nlines",
    "_x0041_",
    "_x005F_x0041_",
    "__x0041_",
    "#N/A",
    "#REF!",
    "x#N/A",
    "\u0000\u0001\u001f",
    "\u0085\u009f",
    "e\u0301",
    "\u{1F600}",
    "<&>\"'",
    "\uFEFFx",
    "]]>",
  ];
  it.each([undefined, 0])("texts come back unchanged (cells with styles: %s)", async (styledCells) => {
    expect(await roundTrip(TEXTS, styledCells)).toEqual(TEXTS);
  });

  it("any text comes back unchanged, or a mark replaces it", async () => {
    const text = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom("_", "x", "0", "5", "F", "a", "\r", "\n", "\uD83D", "\uFFFE"),
        maxLength: 12,
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 200, maxLength: 200 }), async (texts) => {
        const read = await roundTrip(texts);
        for (const [at, one] of texts.entries()) {
          const back = read[at] as string;
          if (one.isWellFormed() && !/[\uFFFE\uFFFF]/.test(one)) expect(back).toBe(one);
          else expect(isLeftOutMark(back)).toBe(true);
        }
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  it("any number comes back with its digits", async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      fc.tuple(fc.integer(), fc.nat(99_999)).map(([whole, part]) => `${whole}.${part}`),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 200, maxLength: 200 }), async (numbers) => {
        const read = await roundTrip(numbers.map((one) => ({ number: one })));
        for (const [at, one] of numbers.entries()) {
          const digits = /^<n (.*)>$/.exec(read[at] as string)?.[1];
          if (digits === undefined) expect(read[at]).toBe(one);
          else expect(Number(digits)).toBe(Number(one) + 0);
        }
      }),
      { numRuns: 5 },
    );
  }, 60_000);

  it("that do not fit into a cell leave a mark, and are reported", async () => {
    const spec: WorkbookSpec = { columns: [{ name: "notes", role: "field" }], about: [] };
    const values = [["x".repeat(32_767)], ["x".repeat(32_768)], ["\uD800"], ["a\uFFFFb"]];
    const { bytes, report } = await writeAll(spec, values);
    expect(report).toMatchObject({
      leftOutCount: 3,
      leftOut: [
        { row: 2, column: "notes", reason: "too_long" },
        { row: 3, column: "notes", reason: "unwritable_character" },
        { row: 4, column: "notes", reason: "unwritable_character" },
      ],
    });
    const { rows } = await readAll(bytes);
    const cells = rows.slice(1).map(({ cells: [cell] }) => shown(cell));
    expect(cells[0]).toHaveLength(32_767);
    expect(cells.slice(1).every(isLeftOutMark)).toBe(true);
    expect(cells[1]).toBe("[not exported: 32768 characters, too long for a cell]");
  });
});
