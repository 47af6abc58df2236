/** One sheet as a stream: constant memory, without filter, lists and further sheets. */
import { type CellValue, writeXlsxStream } from "hucre/xlsx";
import { escapeCellText } from "../cellText.ts";
import type { WorkbookSpec } from "../protocol.ts";
import type { Content } from "./columnStyle.ts";
import { cellStyle, columnWidth, isNumeric } from "./columnStyle.ts";
import { DEALS_SHEET } from "./meta.ts";

export class PlainSheet {
  readonly #waiting: CellValue[][] = [];
  readonly #ready: Uint8Array[] = [];
  readonly #written: Promise<void>;
  #ended = false;
  #failure: unknown;
  #wake = () => {};
  #drained = () => {};

  /** @param sample rows that show what the columns hold */
  constructor({ columns }: WorkbookSpec, sample: readonly (readonly Content[])[]) {
    const stream = writeXlsxStream(this.#rows(), {
      name: DEALS_SHEET,
      freezePane: { rows: 1 },
      columns: columns.map((column, at) => {
        const style = cellStyle(column, !isNumeric(sample, at));
        return {
          header: escapeCellText(column.name),
          width: columnWidth(column.name, sample, at),
          hidden: column.role === "baseline",
          ...(style && { style }),
        };
      }),
    });
    this.#written = this.#collect(stream).catch((error: unknown) => {
      this.#failure = error;
      this.#drained();
    });
  }

  async add(rows: readonly (readonly Content[])[]): Promise<readonly Uint8Array[]> {
    for (const row of rows) this.#waiting.push([...row]);
    const drained = new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    this.#wake();
    if (this.#failure === undefined) await drained;
    if (this.#failure !== undefined) throw this.#failure;
    return this.#ready.splice(0);
  }

  async finish(): Promise<readonly Uint8Array[]> {
    this.#ended = true;
    this.#wake();
    await this.#written;
    if (this.#failure !== undefined) throw this.#failure;
    return this.#ready.splice(0);
  }

  async *#rows(): AsyncGenerator<CellValue[]> {
    for (;;) {
      const rows = this.#waiting.splice(0);
      yield* rows;
      if (this.#waiting.length > 0) continue;
      if (this.#ended) return;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#drained();
      await woken;
    }
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of stream) this.#ready.push(bytes);
  }
}
