/** Takes rows and makes the file: styled as long as they are few, else as a stream that does not grow. */
import type { CellToWrite } from "../cell.ts";
import { cellNumber, escapeCellText, leftOutMark, unwritable } from "../cellText.ts";
import type { LeftOutValue, WorkbookSpec, WriteReport } from "../protocol.ts";
import type { Content } from "./columnStyle.ts";
import { Checksum } from "./meta.ts";
import { PlainSheet } from "./plainSheet.ts";
import { styledWorkbook } from "./styledWorkbook.ts";

const MAX_LEFT_OUT = 20;

export class SheetWriter {
  readonly #spec: WorkbookSpec;
  readonly #styledCells: number;
  readonly #checksum = new Checksum();
  readonly #leftOut: LeftOutValue[] = [];
  readonly #baseline: number;
  #leftOutCount = 0;
  #deals = 0;
  #rows: Content[][] = [];
  #plain: PlainSheet | undefined;

  constructor(spec: WorkbookSpec, styledCells: number) {
    this.#spec = spec;
    this.#styledCells = styledCells;
    this.#baseline = spec.columns.findIndex(({ role }) => role === "baseline");
  }

  /** @returns bytes that are ready */
  async add(rows: readonly (readonly CellToWrite[])[]): Promise<readonly Uint8Array[]> {
    const contents = rows.map((row) => this.#contents(row));
    if (this.#plain !== undefined) return await this.#plain.add(contents);
    for (const row of contents) this.#rows.push(row);
    if (this.#rows.length * this.#spec.columns.length <= this.#styledCells) return [];
    this.#plain = new PlainSheet(this.#spec, this.#rows);
    const bytes = await this.#plain.add(this.#rows);
    this.#rows = [];
    return bytes;
  }

  async finish(): Promise<{ readonly bytes: readonly Uint8Array[]; readonly report: WriteReport }> {
    const report = {
      deals: this.#deals,
      plain: this.#plain !== undefined,
      leftOut: this.#leftOut,
      leftOutCount: this.#leftOutCount,
    };
    if (this.#plain !== undefined) return { bytes: await this.#plain.finish(), report };
    const meta = { deals: this.#deals, checksum: this.#checksum.toString() };
    return { bytes: [await styledWorkbook(this.#spec, this.#rows, meta)], report };
  }

  #contents(row: readonly CellToWrite[]): Content[] {
    this.#deals += 1;
    const baseline = row[this.#baseline];
    if (typeof baseline === "string") this.#checksum.add(baseline);
    return this.#spec.columns.map(({ name }, at) => this.#content(row[at] ?? null, name));
  }

  #content(value: CellToWrite, column: string): Content {
    if (typeof value === "string") return this.#text(value, column);
    if (value === null || typeof value === "boolean") return value;
    return cellNumber(value.number) ?? value.number;
  }

  #text(text: string, column: string): string {
    const reason = unwritable(text);
    if (reason === undefined) return escapeCellText(text);
    this.#leftOutCount += 1;
    if (this.#leftOut.length < MAX_LEFT_OUT) this.#leftOut.push({ row: this.#deals, column, reason });
    return leftOutMark(text);
  }
}
