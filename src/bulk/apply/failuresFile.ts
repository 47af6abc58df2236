/** `--failures FILE`: rows that did not go well, as they came and with the reason, ready to be fed again. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { Failure, usage } from "../../failure.ts";
import { type JsonObject, jsonNumber, printJson } from "../../json.ts";
import { systemReason } from "../journal/journalFailure.ts";
import type { WantedChange } from "./perform.ts";
import type { RowReport } from "./rowReport.ts";

/** A sheet with this header, or a JSON object a line. */
export type FailuresShape =
  | { readonly kind: "sheet"; readonly header: readonly string[] }
  | { readonly kind: "objects" };

export type FailuresFile = {
  /** @throws Failure `failures_failed` */
  add(wanted: WantedChange, report: RowReport): Promise<void>;
  /** Gives the file its name, whole, also when it holds no row. @throws Failure `failures_failed` */
  close(): Promise<void>;
};

export type CellGuard = {
  readonly mark: (text: string) => string;
  readonly cell: (text: string) => string;
};

/** Columns that are ours; they set nothing when the file is fed again. */
const MARKS = ["_line", "_status", "_error"] as const;

/** What is collected before it is written, in characters. */
const PIECE = 64 * 1024;

/**
 * Rows go to a temporary file (0600) beside `path`. They mean the same when they are read again.
 * @param guard keeps a spreadsheet from running a text of ours (`mark`) or a cell as it came, which may be guarded already (`cell`)
 * @throws Failure `bad_failures_file` for a name whose ending speaks of another format, `failures_failed`
 */
export async function openFailures(
  path: string,
  shape: FailuresShape,
  guard: CellGuard,
): Promise<FailuresFile> {
  checkEnding(path, shape);
  const lineOf = shape.kind === "sheet" ? await sheetLines(path, shape.header, guard) : objectLine;
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  let file: FileHandle | undefined;
  let waiting = shape.kind === "sheet" ? lineOf(undefined) : "";
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const text = waiting;
    waiting = "";
    // Not before: a run that never begins leaves nothing behind.
    file ??= await attempt(path, () => open(temporary, "wx", 0o600));
    const handle = file;
    if (text !== "") await attempt(path, () => handle.writeFile(text));
  };
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };
  return {
    add: async (wanted, report) => {
      waiting += lineOf({ wanted, report });
      if (waiting.length >= PIECE) await flush();
    },
    close: async () => {
      try {
        await flush();
        const handle = file as FileHandle;
        await attempt(path, () => handle.sync());
        await handle.close();
        await attempt(path, () => rename(temporary, path));
      } catch (error) {
        await file?.close().catch(() => {});
        await rm(temporary, { force: true }).catch(() => {});
        throw error;
      }
    },
  };
}

type Failed = { readonly wanted: WantedChange; readonly report: RowReport };

function objectLine(failed: Failed | undefined): string {
  if (failed === undefined) return "";
  return `${printJson(objectOf(failed))}\n`;
}

function objectOf({ wanted, report }: Failed): JsonObject {
  const { original, id, line, set } = wanted;
  const marks = {
    _line: line === undefined ? null : jsonNumber(line),
    _status: report.outcome,
    _error: errorOf(report),
  };
  if (original?.kind === "object") return { ...original.object, ...marks };
  // Nested, as Routera takes changes: a field that is itself called `fields` stays what it is.
  return { id, fields: set ?? {}, ...marks };
}

async function sheetLines(
  path: string,
  header: readonly string[],
  guard: CellGuard,
): Promise<(failed: Failed | undefined) => string> {
  const { stringify } = await import("csv-stringify/sync");
  const delimiter = path.toLowerCase().endsWith(".tsv") ? "\t" : ",";
  // An earlier failures file that is fed again has these columns already.
  const kept = [...header.keys()].filter((at) => !(MARKS as readonly string[]).includes(header[at] ?? ""));
  const line = (cells: readonly string[]) => stringify([[...cells]], { delimiter });
  return (failed) => {
    if (failed === undefined) return line([...kept.map((at) => header[at] ?? ""), ...MARKS]);
    const { wanted, report } = failed;
    const cells = wanted.original?.kind === "cells" ? wanted.original.cells : [];
    const marks = [String(wanted.line ?? ""), report.outcome, guard.mark(errorOf(report))];
    return line([...kept.map((at) => guard.cell(cells[at] ?? "")), ...marks]);
  };
}

function errorOf({ code = "", message = "" }: RowReport): string {
  return message === "" ? code : `${code}: ${message}`;
}

function checkEnding(path: string, { kind }: FailuresShape): void {
  const wrong = kind === "sheet" ? /\.(?:json|jsonl|ndjson)$/i : /\.(?:json|csv|tsv)$/i;
  if (!wrong.test(path)) return;
  const [what, right] = kind === "sheet" ? ["CSV", ".csv"] : ["NDJSON", ".ndjson"];
  throw usage(
    "bad_failures_file",
    `--failures writes ${what} here, and ${JSON.stringify(path)} would not be read as such again`,
    `name it ${path.replace(/\.\w+$/, right)}`,
  );
}

async function attempt<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw new Failure("local_io", `cannot write the failed rows to ${path}: ${systemReason(error)}`, {
      code: "failures_failed",
      hint: "the journal tells them as well: routera runs show",
    });
  }
}
