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

/** Columns that are ours; they set nothing when the file is fed again. */
const MARKS = ["_line", "_status", "_error"] as const;

/** What is collected before it is written, in characters. */
const PIECE = 64 * 1024;

/**
 * Rows go to a temporary file (0600) beside `path`. Cells and objects stay exactly as they came, or they would not mean the same
 * when they are read again; what is ours is neutralised.
 * @param neutralise keeps a spreadsheet from running a cell
 * @throws Failure `bad_failures_file` for a name whose ending speaks of another format, `failures_failed`
 */
export async function openFailures(
  path: string,
  shape: FailuresShape,
  neutralise: (cell: string) => string,
): Promise<FailuresFile> {
  checkEnding(path, shape);
  const lineOf = shape.kind === "sheet" ? await sheetLines(path, shape.header, neutralise) : objectLine;
  const temporary = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await attempt(path, () => open(temporary, "wx", 0o600));
  let waiting = shape.kind === "sheet" ? lineOf(undefined) : "";
  let writing: Promise<void> = Promise.resolve();
  const flush = (): Promise<void> => {
    writing = writing.then(async () => {
      const text = waiting;
      waiting = "";
      if (text !== "") await attempt(path, () => file.writeFile(text));
    });
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
        await attempt(path, () => file.sync());
        await file.close();
        await attempt(path, () => rename(temporary, path));
      } catch (error) {
        await discard(file, temporary);
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
  neutralise: (cell: string) => string,
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
    const marks = [String(wanted.line ?? ""), report.outcome, neutralise(errorOf(report))];
    return line([...kept.map((at) => cells[at] ?? ""), ...marks]);
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

async function discard(file: FileHandle, temporary: string): Promise<void> {
  await file.close().catch(() => {});
  await rm(temporary, { force: true }).catch(() => {});
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
