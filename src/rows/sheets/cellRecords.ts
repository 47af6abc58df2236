/** Rows of a spreadsheet as lines of text, so that they can be read again and again without the spreadsheet. */
import type { SheetCell, SheetRow } from "../../spreadsheet/cell.ts";
import type { CsvRecord, SheetValue } from "../csv/records.ts";
import { jsonLines, jsonPieces } from "../json/lines.ts";

/** The first line of such a text. No file of rows starts so. */
const MAGIC = "\u0001cells 1\n";

export function isCellRecords(head: Buffer): boolean {
  return head.toString("latin1", 0, MAGIC.length) === MAGIC;
}

type PackedCell =
  | null
  | string
  | { readonly n: string; readonly exact: boolean }
  | { readonly b: boolean }
  | { readonly d: string }
  | { readonly e: string }
  | { readonly f: string };

export async function* printCellRecords(rows: AsyncIterable<SheetRow>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(MAGIC);
  for await (const { line, cells } of rows) {
    yield Buffer.from(`${JSON.stringify([line, cells.map(packed)])}\n`);
  }
}

function packed(cell: SheetCell | null): PackedCell {
  if (cell === null) return null;
  switch (cell.kind) {
    case "string":
      return cell.text;
    case "number":
      return { n: cell.digits, exact: cell.exact };
    case "boolean":
      return { b: cell.value };
    case "date":
      return { d: cell.iso };
    case "error":
      return { e: cell.text };
    case "formula":
      return { f: cell.formula };
  }
}

/** @param bytes what `printCellRecords` printed */
export async function* cellRecords(bytes: AsyncIterable<Buffer>): AsyncGenerator<readonly CsvRecord[]> {
  for await (const pieces of jsonPieces(bytes, jsonLines())) {
    const records = pieces.filter(({ text }) => !text.startsWith("\u0001"));
    yield records.map(({ text }) => recordOf(JSON.parse(text) as readonly [number, readonly PackedCell[]]));
  }
}

function recordOf([line, packedCells]: readonly [number, readonly PackedCell[]]): CsvRecord {
  const cells: string[] = [];
  const typed: (SheetValue | undefined)[] = [];
  for (const cell of packedCells) {
    const { text, value } = unpacked(cell);
    cells.push(text);
    typed.push(value);
  }
  return { line, cells, typed };
}

function unpacked(cell: PackedCell): { readonly text: string; readonly value: SheetValue | undefined } {
  if (cell === null) return { text: "", value: undefined };
  if (typeof cell === "string") return { text: cell, value: { kind: "text" } };
  if ("n" in cell) return { text: cell.n, value: { kind: "number", digits: cell.n, exact: cell.exact } };
  if ("b" in cell) return { text: String(cell.b), value: { kind: "boolean", value: cell.b } };
  if ("d" in cell) return { text: cell.d, value: { kind: "date", iso: cell.d } };
  return "e" in cell
    ? { text: cell.e, value: { kind: "error" } }
    : { text: `=${cell.f}`, value: { kind: "formula" } };
}
