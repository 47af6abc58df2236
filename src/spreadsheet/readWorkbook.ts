/** Reads one sheet of an XLSX or ODS file. */
import type { SheetInfo, SheetRow } from "./cell.ts";
import { formatOf, refuseOtherContainers } from "./container.ts";
import { SPREADSHEET_LIMITS, type SpreadsheetLimits } from "./limits.ts";
import { startSheetWorker } from "./sheetWorker.ts";
import { SpreadsheetError } from "./spreadsheetError.ts";
import { readZipDirectory, unpack, type ZipPart } from "./zip.ts";

export type ReadWorkbookOptions = {
  /** The sheet to read. Default: `Deals`, else the only one that is visible. */
  readonly sheet?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<SpreadsheetLimits> | undefined;
};

export type OpenSheet = {
  readonly info: SheetInfo;
  /** Rows that hold something, in order. Once only. */
  rows(): AsyncGenerator<SheetRow>;
  /** Ends the worker; also after the last row. */
  close(): Promise<void>;
};

/**
 * @param bytes the whole file; the array is moved to the worker where it owns its memory
 * @throws SpreadsheetError
 */
export async function openSheet(bytes: Uint8Array, options: ReadWorkbookOptions = {}): Promise<OpenSheet> {
  const limits = { ...SPREADSHEET_LIMITS, ...options.limits };
  if (bytes.length > limits.fileBytes) {
    const facts = { what: "file", limit: limits.fileBytes, actual: bytes.length } as const;
    throw new SpreadsheetError("spreadsheet_too_large", facts);
  }
  refuseOtherContainers(bytes);
  const parts = readZipDirectory(bytes, limits);
  const format = formatOf(new Set(parts.map(({ name }) => name)), mimetype(bytes, parts));
  if (format === "ods") refuseEncryptedOds(bytes, parts);

  const worker = await startSheetWorker(limits, options.signal);
  try {
    const { own, transfer } = owned(bytes);
    const request = { type: "open", bytes: own, parts, format, sheet: options.sheet, limits } as const;
    const { info } = await worker.ask(request, "opened", transfer);
    return { info, rows: () => rowsOf(worker), close: () => worker.close() };
  } catch (error) {
    await worker.close();
    throw error;
  }
}

async function* rowsOf(worker: Awaited<ReturnType<typeof startSheetWorker>>): AsyncGenerator<SheetRow> {
  try {
    for (;;) {
      const { rows } = await worker.ask({ type: "rows" }, "rows");
      if (rows.length === 0) return;
      yield* rows;
    }
  } finally {
    await worker.close();
  }
}

/** Bytes that are part of a larger buffer (a pool) cannot be moved: they are copied. */
function owned(bytes: Uint8Array): { own: Uint8Array; transfer: readonly ArrayBuffer[] } {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length)
    return { own: bytes, transfer: [buffer] };
  return { own: bytes, transfer: [] };
}

function mimetype(bytes: Uint8Array, parts: readonly ZipPart[]): string | undefined {
  const part = parts.find(({ name }) => name === "mimetype");
  return part === undefined || part.unpacked > 200 ? undefined : unpack(bytes, part).toString("latin1");
}

function refuseEncryptedOds(bytes: Uint8Array, parts: readonly ZipPart[]): void {
  const part = parts.find(({ name }) => name === "META-INF/manifest.xml");
  const isEncrypted =
    parts.some(({ name }) => name === "encrypted-package") ||
    (part !== undefined && unpack(bytes, part).includes("encryption-data"));
  if (isEncrypted) throw new SpreadsheetError("encrypted_spreadsheet", { format: "ods" });
}
