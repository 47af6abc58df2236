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
import { type ColumnFacts, NO_FACTS } from "./baseline/editedCell.ts";
import { detectEdits, type Edits } from "./baseline/edits.ts";
import { ColumnLearner, lintBaselines } from "./baseline/lintBaselines.ts";
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

/**
 * One pass where the file is no export and no deal comes twice.
 * @param notices takes what looks odd in the rows, as far as that needs no account
 * @throws Failure of kind usage that shows up to 20 mistakes with their lines
 */
export async function checkRows(
  account: InputAccount,
  source: RowsSource,
  on: OnClose,
  notices?: RowNotices,
): Promise<CheckedRows> {
  const { options } = source;
  const input = source.input ?? (await openInput(account, source.path, on, options.sheet));
  const close = async (): Promise<void> => {
    if (source.input === undefined) await input.close();
  };
  try {
    const named = { ...options, name: input.name };
    if (source.input === undefined) await refusePlan(input.name, input.open());
    let pass = new FirstPass(options, notices);
    const report = await lintRows(input.open, named, (row) => pass.add(row));
    if (report.problemCount > 0) throw rowsFailure(input.name, report.problems, report.problemCount);
    const rows = () => readRows(input.open(), { ...named, leaveOut: report.duplicates });
    if (report.duplicates.length > 0) {
      notices?.clear();
      pass = new FirstPass(options, notices);
      for await (const row of rows()) pass.add(row);
    }
    const see = notices && ((edits: Edits) => notices.addEdits(edits));
    const { facts, problemCount, problems } = await lintBaselines(rows, options, pass.columns, see);
    if (problemCount > 0) throw rowsFailure(input.name, problems, problemCount);
    return { report, name: input.name, notes: input.notes ?? [], facts, rows, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is learned from each row as it is read. */
class FirstPass {
  readonly columns: ColumnLearner;
  readonly #options: RowsOptions;
  readonly #notices: RowNotices | undefined;

  constructor(options: RowsOptions, notices: RowNotices | undefined) {
    this.columns = new ColumnLearner(options);
    this.#options = options;
    this.#notices = notices;
  }

  add(row: Row): void {
    this.columns.add(row);
    // What was edited in an export shows when all of its columns are known.
    if (this.#notices === undefined || this.columns.facts !== undefined) return;
    this.#notices.addEdits(detectEdits(row, NO_FACTS, this.#options));
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
  const notices = new RowNotices();
  const checked = await checkRows(account, source, on, notices);
  try {
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
