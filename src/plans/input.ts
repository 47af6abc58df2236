/** Input files: opens them so that they can be read more than once, and reports all mistakes in them at once. */
import { join } from "node:path";
import type { Account } from "../account/account.ts";
import { usage } from "../failure.ts";
import { untilStopped } from "../files/readStream.ts";
import { scratchDirectory } from "../files/scratchDirectory.ts";
import { openRows, type RowsInput } from "../rows/input.ts";
import { type LintReport, lintRows } from "../rows/lint.ts";
import type { RowsOptions } from "../rows/options.ts";
import { readRows } from "../rows/read.ts";
import { type Row, rowsFailure } from "../rows/row.ts";
import { type InputNote, sheetInput } from "../rows/sheets/sheetInput.ts";
import { typedPath } from "../text/typedPath.ts";
import type { ColumnFacts } from "./baseline/editedCell.ts";
import { detectEdits } from "./baseline/edits.ts";
import { lintBaselines } from "./baseline/lintBaselines.ts";
import { isPlan } from "./file/read.ts";
import type { PlanObserver } from "./observer.ts";
import { RowNotices } from "./rowNotices.ts";

/** Rows of a file, or of stdin for `-`. */
export type RowsSource = {
  readonly from: "rows";
  readonly path: string;
  readonly options: RowsOptions;
  /** What `path` names, where it is open already; whoever opened it closes it. */
  readonly input?: OpenInput | undefined;
  /** Where they were checked already. */
  readonly checked?: CheckedRows | undefined;
};

/** Rows are checked without an account. */
type InputAccount = Pick<Account, "host" | "signals">;
type OnClose = Pick<PlanObserver, "onClose">;

/** `notes`: what there is to show of a spreadsheet. */
export type OpenInput = RowsInput & { readonly notes?: readonly InputNote[] | undefined };

/** Input without a mistake. */
export type CheckedRows = {
  readonly report: LintReport;
  readonly name: string;
  readonly notes: readonly InputNote[];
  /** What the columns hold, as the baselines of an export report it. */
  readonly facts: ColumnFacts;
  /** The rows from the first one, without repeats. */
  rows(): AsyncIterable<Row>;
  /** Gives up what was kept of stdin. */
  close(): Promise<void>;
};

/** @throws Failure of kind usage that shows up to 20 mistakes with their lines */
export async function checkRows(
  account: InputAccount,
  source: RowsSource,
  on: OnClose,
): Promise<CheckedRows> {
  const { options } = source;
  const input = source.input ?? (await openInput(account, source.path, on, options.sheet));
  const close = async (): Promise<void> => {
    if (source.input === undefined) await input.close();
  };
  try {
    const named = { ...options, name: input.name };
    if (source.input === undefined) await refusePlan(input.name, input.open());
    const report = await lintRows(input.open, named);
    if (report.problemCount > 0) throw rowsFailure(input.name, report.problems, report.problemCount);
    const rows = () => readRows(input.open(), { ...named, leaveOut: report.duplicates });
    const { facts, problemCount, problems } = await lintBaselines(rows, options);
    if (problemCount > 0) throw rowsFailure(input.name, problems, problemCount);
    return { report, name: input.name, notes: input.notes ?? [], facts, rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Checks rows and shows what looks odd in them, as far as that needs no account.
 * @throws Failure as `checkRows` does
 */
export async function lintInput(
  account: InputAccount,
  source: RowsSource,
  on: PlanObserver,
): Promise<LintReport> {
  const checked = await checkRows(account, source, on);
  try {
    const notices = new RowNotices();
    for await (const row of checked.rows()) {
      const { asides, cells } = detectEdits(row, checked.facts, source.options);
      notices.add(asides);
      if (cells !== undefined) notices.addSuspects(cells);
    }
    for (const note of checked.notes) await on.warning?.({ ...note, isNote: true });
    for (const notice of notices.list({ reasons: new Map(), typeChanges: new Map() }))
      await on.warning?.(notice);
    return checked.report;
  } finally {
    await checked.close();
  }
}

/**
 * A file, or stdin for `-`, that can be read again and again; reading ends when the call is to stop.
 * @throws Failure `stdin_is_terminal`, `input_unreadable`, `spool_failed`
 */
export async function openInput(
  { host, signals }: InputAccount,
  path: string,
  on: OnClose,
  sheet?: string,
): Promise<OpenInput> {
  if (path === "-" && host.stdin.isTTY) {
    throw usage(
      "stdin_is_terminal",
      "stdin is a terminal, not a pipe",
      "redirect a file to stdin: … < rows.csv",
    );
  }
  const signal = signals.input ?? signals.soft;
  const file = path === "-" ? path : typedPath(host, path);
  const spoolDir = async () => join(await scratchDirectory(host, on.onClose), "spool");
  const stdin = () => untilStopped(host.stdin.stream(), signal);
  const opened = await openRows(file, { signal, stdin, spoolDir }, path);
  const input = await sheetInput(opened, { sheet, signal: signals.soft, spoolDir });
  return { ...input, open: (reading) => stoppable(input.open(reading), signals.soft) };
}

/** Otherwise every line of it would be a row without an id. */
async function refusePlan(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const first of bytes) {
    if (!isPlan(first)) return;
    throw usage("already_a_plan", `${name} is a plan, not an input file`, {
      run: { command: "deals apply", operands: [name] },
    });
  }
}

async function* stoppable(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    signal.throwIfAborted();
    yield piece;
  }
}
