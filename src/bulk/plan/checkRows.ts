/** A file of rows or stdin → rows that are all well, known before any request. */

import { join } from "node:path";
import type { Context } from "../../context.ts";
import { usage } from "../../failure.ts";
import { stateFolder } from "../../profile/paths.ts";
import { shellWord } from "../../profile/shellWord.ts";
import { typedPath } from "../../typedPath.ts";
import { type LintReport, lintRows } from "../rows/lintRows.ts";
import { rowsFailure } from "../rows/problem.ts";
import { readRows } from "../rows/readRows.ts";
import type { Row } from "../rows/row.ts";
import { openRows, type RowsInput } from "../rows/rowsInput.ts";
import { type CellTypes, lintStamps } from "./lintStamps.ts";
import type { RowsSource } from "./planRequest.ts";
import { isPlan } from "./readPlan.ts";

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
export async function checkRows(context: Context, source: RowsSource): Promise<CheckedRows> {
  const { options } = source;
  const input = source.input ?? (await openInput(context, source.path));
  const close = async (): Promise<void> => {
    if (source.input === undefined) await input.close();
  };
  try {
    const named = { ...options, name: input.name };
    if (source.input === undefined) await refusePlan(input.name, input.open());
    const report = await lintRows(input.open, named);
    if (report.problemCount > 0) throw rowsFailure(input.name, report.problems, report.problemCount);
    const rows = () => readRows(input.open(), { ...named, leaveOut: report.repeats });
    const stamps = await lintStamps(rows, options);
    if (stamps.problemCount > 0) throw rowsFailure(input.name, stamps.problems, stamps.problemCount);
    return { report, types: stamps.types, rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A file, or stdin for `-`, that can be read again and again; reading ends when the call is to stop.
 * @throws Failure `stdin_is_terminal`, `input_unreadable`, `spool_failed`
 */
export async function openInput(context: Context, path: string): Promise<RowsInput> {
  const { host, interrupt } = context;
  if (path === "-" && host.stdin.isTTY) {
    throw usage(
      "stdin_is_terminal",
      "stdin is a terminal, no rows are piped in",
      "pipe the rows in: … < rows.csv",
    );
  }
  const file = path === "-" ? path : typedPath(host, path);
  const stdin = () => stoppable(host.stdin.stream(), interrupt.soft);
  const input = await openRows(file, stdin, spoolFolder(host), path);
  return { ...input, open: (reading) => stoppable(input.open(reading), interrupt.soft) };
}

/** Otherwise every line of it would be a row without an id. */
async function refusePlan(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const first of bytes) {
    if (!isPlan(first)) return;
    throw usage(
      "already_a_plan",
      `${name} is a plan already, not rows`,
      `routera deals apply ${shellWord(name)}`,
    );
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
