/** A file of rows or stdin → rows that are all well, known before any request. */

import { join } from "node:path";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { stateFolder } from "../../profile/paths.ts";
import { type LintReport, lintRows } from "../rows/lintRows.ts";
import { rowsFailure } from "../rows/problem.ts";
import { readRows } from "../rows/readRows.ts";
import type { Row } from "../rows/row.ts";
import { openRows } from "../rows/rowsInput.ts";
import { type CellTypes, lintStamps } from "./lintStamps.ts";
import type { RowsSource } from "./planRequest.ts";

/** Input without a mistake. */
export type CheckedRows = {
  readonly report: LintReport;
  /** Types of the columns, as the stamps of an export tell them. */
  readonly types: CellTypes;
  /** The rows from the first one, without repeats. */
  rows(): AsyncIterable<Row>;
  /** Gives up what was kept of stdin. */
  close(): Promise<void>;
};

/** @throws Failure of kind usage that tells up to 20 mistakes with their lines */
export async function checkRows(context: Context, { path, options }: RowsSource): Promise<CheckedRows> {
  const { host, interrupt } = context;
  if (path === "-" && host.stdin.isTTY) {
    throw usage(
      "stdin_is_terminal",
      "stdin is a terminal, no rows are piped in",
      "pipe the rows in: … < rows.csv",
    );
  }
  const input = await openRows(path, () => stoppable(host.stdin.stream(), interrupt.soft), spoolFolder(host));
  try {
    const named = { ...options, name: input.name };
    const open = () => stoppable(input.open(), interrupt.soft);
    const report = await lintRows(open, named);
    if (report.problemCount > 0) throw rowsFailure(input.name, report.problems, report.problemCount);
    const rows = () => readRows(open(), { ...named, leaveOut: report.repeats });
    const stamps = await lintStamps(rows, options);
    if (stamps.problemCount > 0) throw rowsFailure(input.name, stamps.problems, stamps.problemCount);
    return { report, types: stamps.types, rows, close: () => input.close() };
  } catch (error) {
    await input.close();
    throw error;
  }
}

function spoolFolder(host: Context["host"]): string {
  return join(stateFolder(host), "spool");
}

async function* stoppable(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    signal.throwIfAborted();
    yield piece;
  }
}
