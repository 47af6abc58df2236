import { describe, expect, it } from "vitest";
import { readAll, shown } from "./readAll.ts";
import { inline, odsFile, type TestWorkbook, xlsxFile } from "./xlsxFile.ts";

async function cellsOf(workbook: TestWorkbook): Promise<readonly (readonly string[])[]> {
  const { rows } = await readAll(xlsxFile(workbook));
  return rows.map(({ cells }) => cells.map(shown));
}

function row(cells: string, attributes = ""): string {
  return `<row${attributes && ` ${attributes}`}>${cells}</row>`;
}

describe("cells of an XLSX file", () => {
  it("keep their types", async () => {
    const data = row(
      [
        inline("00123"),
        "<c><v>1200.1</v></c>",
        '<c t="b"><v>1</v></c>',
        '<c s="1"><v>46143</v></c>',
        '<c s="2"><v>46143.5</v></c>',
        '<c s="3"><v>0.4375</v></c>',
        '<c t="e"><v>#N/A</v></c>',
        '<c t="s"><v>0</v></c>',
      ].join(""),
    );
    expect(await cellsOf({ sheets: [{ name: "Deals", data }], strings: ["shared &amp; _x0041_"] })).toEqual([
      [
        "00123",
        "<n 1200.1>",
        "<b true>",
        "<d 2026-05-01>",
        "<d 2026-05-01T12:00:00>",
        "<d 10:30:00>",
        "<e #N/A>",
        "shared & A",
      ],
    ]);
  });

  it.each([
    ["1200.0999999999999", "<n 1200.1>"],
    ["0.30000000000000004", "<n 0.3>"],
    ["123456789012345", "<n 123456789012345>"],
    ["12345678901234567", "<n 12345678901234600 inexact>"],
    ["1E+21", "<n 1e+21>"],
    ["-0", "<n 0>"],
    ["1E999", "<e Infinity>"],
  ])("hold the number %s as %s", async (text, cell) => {
    expect(await cellsOf({ sheets: [{ name: "Deals", data: row(`<c><v>${text}</v></c>`) }] })).toEqual([
      [cell],
    ]);
  });

  it("report formulas with and without a stored result", async () => {
    const data = row(
      [
        "<c><f>1+1</f><v>2</v></c>",
        '<c t="str"><f>A1&amp;"x"</f><v>2x</v></c>',
        "<c><f>SUM(A1:A9)</f></c>",
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c t="b"><f>TRUE()</f><v>1</v></c>',
        '<c t="b"><f>A1&gt;1</f><v>0</v></c>',
        '<c s="1"><f>TODAY()</f><v>46143</v></c>',
      ].join(""),
    );
    expect(await cellsOf({ sheets: [{ name: "Deals", data }] })).toEqual([
      ["=<n 2>", "=2x", "<f SUM(A1:A9)>", "<e #DIV/0!>", "<b true>", "=<b false>", "=<d 2026-05-01>"],
    ]);
  });

  it("count dates from 1904 where the workbook says so", async () => {
    const data = row('<c s="1"><v>44681</v></c><c s="2"><v>44681.25</v></c>');
    expect(await cellsOf({ sheets: [{ name: "Deals", data }], date1904: true })).toEqual([
      ["<d 2026-05-01>", "<d 2026-05-01T06:00:00>"],
    ]);
  });

  it("are placed by their reference, and empty ones at the end fall away", async () => {
    const data = `<row r="3"><c r="B3"><v>1</v></c><c r="D3" s="4"/></row><row r="5"><c r="A5" s="4"/></row>`;
    const { rows, info } = await readAll(xlsxFile({ sheets: [{ name: "Deals", data }] }));
    expect(rows.map(({ line, cells }) => [line, cells.map(shown)])).toEqual([[3, ["", "<n 1>"]]]);
    expect(info).toMatchObject({ rows: 1, columns: 2 });
  });
});

describe("rows and sheets", () => {
  const data = `${row(inline("id"), 'r="1"')}${row(inline("a"), 'r="2" hidden="1"')}${row(inline("b"), 'r="3"')}${row(inline("c"), 'r="9" hidden="1"')}`;

  it("hidden and filtered rows are read and counted", async () => {
    const after =
      '<autoFilter ref="A1:A3"><filterColumn colId="0"><filters><filter val="b"/></filters></filterColumn></autoFilter>';
    const { info, rows } = await readAll(xlsxFile({ sheets: [{ name: "Deals", data, after }] }));
    expect(rows.map(({ line, hidden }) => [line, hidden])).toEqual([
      [1, false],
      [2, true],
      [3, false],
      [9, true],
    ]);
    expect(info).toMatchObject({ hiddenRows: 2, filteredRows: 1 });
  });

  it("merged ranges are named by their address", async () => {
    const after = '<mergeCells><mergeCell ref="B3:C4"/></mergeCells>';
    const { info } = await readAll(xlsxFile({ sheets: [{ name: "Deals", data, after }] }));
    expect(info.merged).toEqual([{ address: "B3:C4", firstLine: 3, lastLine: 4 }]);
  });

  const sheet = (name: string, state?: "hidden" | "veryHidden") => ({
    name,
    data: row(inline(name)),
    ...(state && { state }),
  });
  it.each([
    ["Deals before others", [sheet("Other"), sheet("Deals")], undefined, "Deals"],
    [
      "the only visible one",
      [sheet("Export"), sheet("x", "hidden"), sheet("y", "veryHidden")],
      undefined,
      "Export",
    ],
    ["the one that was asked for", [sheet("Deals"), sheet("Other")], "Other", "Other"],
    ["a hidden one that was asked for", [sheet("Deals"), sheet("Other", "hidden")], "Other", "Other"],
  ])("the sheet is %s", async (_title, sheets, asked, expected) => {
    const { info, rows } = await readAll(xlsxFile({ sheets }), { sheet: asked });
    expect(info.sheet).toBe(expected);
    expect(rows.map(({ cells }) => cells.map(shown))).toEqual([[expected]]);
    expect(info.sheets.map(({ name }) => name)).toEqual(sheets.map(({ name }) => name));
  });

  it.each([
    ["sheet_not_chosen", [sheet("A"), sheet("B")], undefined, { sheets: ["A", "B"] }],
    ["sheet_not_found", [sheet("A"), sheet("B")], "C", { sheet: "C", sheets: ["A", "B"] }],
  ])("%s names the sheets that exist", async (code, sheets, asked, facts) => {
    await expect(readAll(xlsxFile({ sheets }), { sheet: asked })).rejects.toMatchObject({ code, facts });
  });
});

describe("ODS files", () => {
  const cell = (type: string, value: string, text = "") =>
    `<table:table-cell office:value-type="${type}" ${value}><text:p>${text}</text:p></table:table-cell>`;

  it("keep their types", async () => {
    const cells = [
      cell("string", "", "00123"),
      cell("float", 'office:value="1200.1"', "1.200,10"),
      cell("boolean", 'office:boolean-value="true"', "WAHR"),
      cell("date", 'office:date-value="2026-05-01"', "01.05.26"),
      cell("time", 'office:time-value="PT10H30M00S"', "10:30"),
      cell("string", 'table:formula="of:=NA()"', "#N/A"),
      cell("float", 'table:formula="of:=1+1" office:value="2"', "2"),
    ].join("");
    const body = `<table:table table:name="Deals"><table:table-row>${cells}</table:table-row><table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>`;
    const { rows, info } = await readAll(odsFile(body));
    expect(rows.map((one) => one.cells.map(shown))).toEqual([
      ["00123", "<n 1200.1>", "<b true>", "<d 2026-05-01>", "<d 10:30:00>", "<e #N/A>", "=<n 2>"],
    ]);
    expect(info).toMatchObject({ format: "ods", rows: 1, columns: 7 });
  });

  const textRow = (text: string, attributes = "") =>
    `<table:table-row ${attributes}>${cell("string", "", text)}</table:table-row>`;

  it("report hidden and filtered rows", async () => {
    const body = [
      textRow("id"),
      textRow("a", 'table:visibility="collapse"'),
      textRow("b", 'table:number-rows-repeated="2"'),
      textRow("c", 'table:visibility="filter"'),
    ].join("");
    const other = `<table:table table:name="Other">${textRow("x", 'table:visibility="collapse"')}</table:table>`;
    const { info, rows } = await readAll(
      odsFile(`${other}<table:table table:name="Deals">${body}</table:table>`),
    );
    expect(rows.map(({ line, hidden }) => [line, hidden])).toEqual([
      [1, false],
      [2, true],
      [3, false],
      [4, false],
      [5, true],
    ]);
    expect(info).toMatchObject({ hiddenRows: 2, filteredRows: 1 });
  });

  it.each(["table-row-group", "table-header-rows"])(
    "with a %s are refused: its rows would be lost",
    async (group) => {
      const body = `<table:${group}>${textRow("id")}</table:${group}>${textRow("a")}`;
      const file = odsFile(`<table:table table:name="Deals">${body}</table:table>`);
      await expect(readAll(file)).rejects.toMatchObject({
        code: "other_format",
        facts: { format: "an ODS file with grouped or repeated rows" },
      });
    },
  );

  it("are refused where they are encrypted", async () => {
    const manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
    const file = odsFile("", [{ name: "META-INF/manifest.xml", data: manifest }]);
    await expect(readAll(file)).rejects.toMatchObject({
      code: "encrypted_spreadsheet",
      facts: { format: "ods" },
    });
  });
});
