/** A workbook for people: frozen header with a filter, drop-down lists, a sheet about the export. */
import { type Cell, type CellValue, colToLetter, type WriteSheet, writeXlsx } from "hucre/xlsx";
import { escapeCellText } from "../cellText.ts";
import type { WorkbookSpec } from "../protocol.ts";
import { type Content, cellStyle, columnWidth, isNumeric } from "./columnStyle.ts";
import { ABOUT_SHEET, DEALS_SHEET, LISTS_SHEET, META_SHEET, type Meta, metaRows } from "./meta.ts";

type Rows = readonly (readonly Content[])[];

/** Rows below the last one in which typed text stays text. */
const SPARE_ROWS = 200;
const MAX_LISTED = 500;

export async function styledWorkbook(spec: WorkbookSpec, rows: Rows, meta: Meta): Promise<Uint8Array> {
  const lists = validationLists(spec, rows);
  const deals = dealsSheet(spec, rows, lists);
  const sheets: WriteSheet[] = [deals, aboutSheet(spec, meta)];
  if (lists.length > 0) sheets.push(listsSheet(lists));
  sheets.push({ name: META_SHEET, rows: metaRows(meta), hidden: true });
  const namedRanges = deals.autoFilter
    ? // Without it LibreOffice shows no filter.
      [
        {
          name: "_xlnm._FilterDatabase",
          range: `${DEALS_SHEET}!${absolute(deals.autoFilter.range)}`,
          scope: DEALS_SHEET,
        },
      ]
    : [];
  return await writeXlsx({ sheets, namedRanges });
}

type List = { readonly column: number; readonly values: readonly string[] };

function dealsSheet(spec: WorkbookSpec, rows: Rows, lists: readonly List[]): WriteSheet {
  const { columns } = spec;
  const lastLine = rows.length + 1;
  const cells = new Map<string, Partial<Cell>>();
  for (const [at, { name }] of columns.entries()) {
    cells.set(`0,${at}`, { value: escapeCellText(name), style: { font: { bold: true }, numFmt: "@" } });
  }
  // A style for the header and for each cell: those of a column would also make numbers text.
  for (const [at, column] of columns.entries()) {
    const numeric = isNumeric(rows, at);
    const asText = cellStyle(column, true);
    const asIs = cellStyle(column, false);
    for (let row = 0; row < rows.length + SPARE_ROWS; row++) {
      const value = rows[row]?.[at] ?? null;
      const isText = value === null ? !numeric : typeof value === "string";
      const style = isText ? asText : asIs;
      if (style === undefined) continue;
      cells.set(`${row + 1},${at}`, isErrorWord(value) ? { ...asRichText(value), style } : { value, style });
    }
  }
  return {
    name: DEALS_SHEET,
    columns: columns.map(({ name, role }, at) => ({
      width: columnWidth(name, rows, at),
      hidden: role === "baseline",
    })),
    rows: [columns.map(({ name }) => escapeCellText(name)), ...rows.map((row) => [...row] as CellValue[])],
    cells,
    freezePane: { rows: 1 },
    ...(columns.length > 0 && { autoFilter: { range: `A1:${colToLetter(columns.length - 1)}${lastLine}` } }),
    dataValidations: lists.map(({ column, values }, index) => ({
      type: "list",
      range: `${colToLetter(column)}2:${colToLetter(column)}${lastLine + SPARE_ROWS}`,
      formula1: `'${LISTS_SHEET}'!$${colToLetter(index)}$1:$${colToLetter(index)}$${values.length}`,
      allowBlank: true,
      showErrorMessage: true,
      errorStyle: "warning",
      errorTitle: "New value",
      errorMessage: "No exported deal has this value.",
    })),
  };
}

/** Words that the library would write as errors. LibreOffice does not know an escape for `#`. */
function isErrorWord(value: Content): value is string {
  return typeof value === "string" && /^#[A-Z/0_]+[!?]?$/.test(value);
}

/** Rich text is never taken for anything else. */
function asRichText(text: string): Partial<Cell> {
  return { value: text, richText: [{ text }] };
}

/** The different values of a column, in alphabetical order. */
function validationLists({ columns }: WorkbookSpec, rows: Rows): readonly List[] {
  return columns.flatMap(({ list }, column) => {
    if (list !== true) return [];
    const values = new Set<string>();
    for (const row of rows) {
      const value = row[column];
      if (typeof value === "string" && value !== "") values.add(value);
      if (values.size > MAX_LISTED) return [];
    }
    return values.size === 0 ? [] : [{ column, values: [...values].sort() }];
  });
}

function listsSheet(lists: readonly List[]): WriteSheet {
  const longest = Math.max(...lists.map(({ values }) => values.length));
  const style = { numFmt: "@" };
  return {
    name: LISTS_SHEET,
    hidden: true,
    columns: lists.map(() => ({ style })),
    rows: Array.from({ length: longest }, (_, row) => lists.map(({ values }) => values[row] ?? null)),
  };
}

function aboutSheet({ about }: WorkbookSpec, { deals }: Meta): WriteSheet {
  return {
    name: ABOUT_SHEET,
    columns: [
      { width: 24, style: { font: { bold: true } } },
      { width: 90, style: { numFmt: "@" } },
    ],
    rows: [...about, ["Deals", String(deals)] as const].map(([label, text]) => [
      escapeCellText(label),
      escapeCellText(text),
    ]),
  };
}

function absolute(range: string): string {
  return range.replace(/([A-Z]+)(\d+)/g, "$$$1$$$2");
}
