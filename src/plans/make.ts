/** Makes a plan file from input rows or conditions. All input errors are reported before the first request. */
import { join } from "node:path";
import { planOrigin } from "../account/target.ts";
import type { Context } from "../cli/context.ts";
import { type Assignments, assignedFields } from "../deals/assignments.ts";
import type { Where } from "../deals/where.ts";
import { usage } from "../failure.ts";
import { refuseExisting } from "../files/atomicWrite.ts";
import { untilStopped } from "../files/readStream.ts";
import { scratchDirectory } from "../files/scratchDirectory.ts";
import { openRows, type RowsInput } from "../rows/input.ts";
import { type LintReport, lintRows } from "../rows/lint.ts";
import type { RowsOptions } from "../rows/options.ts";
import { readRows } from "../rows/read.ts";
import { type Row, rowsFailure } from "../rows/row.ts";
import { typedPath } from "../text/typedPath.ts";
import { type CellTypes, editsOf, lintStamps } from "./baseline/edits.ts";
import { isPlan } from "./file/read.ts";
import { writePlan } from "./file/write.ts";
import {
  count,
  emptyTally,
  PLAN_VERSION,
  type PlanEnd,
  type PlanHead,
  type Step,
  type Tally,
  type Unchanged,
} from "./plan.ts";
import type { Wanted } from "./planDeal.ts";
import { planRows } from "./planRows.ts";
import { planWhere } from "./planWhere.ts";

/** Input without a mistake. */
type CheckedRows = {
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
  const signal = interrupt.input ?? interrupt.soft;
  const file = path === "-" ? path : typedPath(host, path);
  const input = await openRows(
    file,
    {
      signal,
      stdin: () => untilStopped(host.stdin.stream(), signal),
      spoolDir: async () => join(await scratchDirectory(host, context.onClose), "spool"),
    },
    path,
  );
  return { ...input, open: (reading) => stoppable(input.open(reading), interrupt.soft) };
}

/** Otherwise every line of it would be a row without an id. */
async function refusePlan(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const first of bytes) {
    if (!isPlan(first)) return;
    throw usage("already_a_plan", `${name} is a plan already, not rows`, {
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

/** A plan that is on disk. */
export type MadePlan = PlanEnd & {
  readonly head: PlanHead;
  readonly tally: Readonly<Tally>;
  readonly repeats: number;
  readonly blank: number;
};

/**
 * Reads the input, reads the deals, writes the plan. Nothing is kept when anything fails.
 * @param shown the path as it was typed
 * @throws Failure of kind usage with all mistakes of the input before any request; `file_exists`; what reading deals throws
 */
export async function makePlan(context: Context, request: PlanRequest, shown: string): Promise<MadePlan> {
  const path = typedPath(context.host, shown);
  const { overwrite } = request;
  await refuseExisting(path, overwrite, shown);
  const { head, tally, steps, repeats, blank } = await startPlan(context, request);
  const end = await writePlan(path, head, steps, () => tally.unchanged, { overwrite, shown });
  return { ...end, head, tally, repeats, blank };
}

export type PlanRequest = {
  readonly source: RowsSource | DealsSource;
  /** False: deals are not read; the plan has no `before` and can't be checked for drift or undone. Not for `deals`. */
  readonly read: boolean;
  /** True: a plan file that is there is replaced. */
  readonly overwrite: boolean;
  /** Requests at once; undefined: as the settings say. */
  readonly concurrency: number | undefined;
  /** Requests per second; undefined: as the settings say. */
  readonly rate: number | undefined;
};

/** Rows of a file, or of stdin for `-`. */
export type RowsSource = {
  readonly from: "rows";
  readonly path: string;
  readonly options: RowsOptions;
  /** What `path` names, where it is open already; whoever opened it closes it. */
  readonly input?: RowsInput | undefined;
};

/** Deals of the account that meet all conditions, and what they are to become. */
export type DealsSource = {
  readonly from: "deals";
  readonly where: Where;
  readonly assignments: Assignments;
  /** True: a plan is made also where deals moved between pages, so that some may be missing. */
  readonly allowIncomplete?: boolean | undefined;
};

/** A plan that is made while it is read. */
export type StartedPlan = {
  readonly head: PlanHead;
  /** Grows with the steps; complete when they are over. */
  readonly tally: Readonly<Tally>;
  /** To be read once, to the end. @throws Failure where deals can't be read */
  readonly steps: AsyncIterable<Step>;
  /** Rows that only repeat an earlier one, and rows that set nothing; 0 for deals of the API. */
  readonly repeats: number;
  readonly blank: number;
};

/**
 * All mistakes of the input are found here, before any request.
 * @param options.printed true: the steps are printed while they are made
 * @throws Failure of kind usage; of kind credentials where there are none
 */
export async function startPlan(
  context: Context,
  request: PlanRequest,
  options: { readonly printed?: boolean } = {},
): Promise<StartedPlan> {
  const { source } = request;
  const watch = watching(context, options.printed ?? false);
  if (source.from === "deals") return fromDeals(context, source, watch);
  const checked = await checkRows(context, source);
  try {
    return await fromRows(context, request, checked, watch);
  } catch (error) {
    await checked.close();
    throw error;
  }
}

async function fromRows(
  context: Context,
  request: PlanRequest,
  checked: CheckedRows,
  watch: Watch,
): Promise<StartedPlan> {
  const settings = await context.settings();
  const client = request.read ? await context.deals() : undefined;
  const tally = emptyTally();
  const pace = {
    concurrency: request.concurrency ?? settings.concurrency.value,
    rate: request.rate ?? settings.rate.value,
    clock: context.host.clock,
    signal: context.interrupt.soft,
  };
  const { report } = checked;
  return {
    head: head(planOrigin(settings), request.read),
    tally,
    repeats: report.repeats.length,
    blank: report.unchanged,
    steps: watch(
      tally,
      planRows({ ...pace, client, rows: wantedOf(checked, request) }),
      (done) => `reading deals: ${done} of ${report.deals}`,
      () => checked.close(),
    ),
  };
}

async function* wantedOf({ rows, types }: CheckedRows, { source }: PlanRequest): AsyncGenerator<Wanted> {
  const options = source.from === "rows" ? source.options : {};
  for await (const row of rows()) {
    const edits = editsOf(row, types, options);
    yield { line: row.line, id: row.id, fields: edits.fields, marks: edits.marks };
  }
}

async function fromDeals(
  context: Context,
  { where, assignments, allowIncomplete = false }: DealsSource,
  watch: Watch,
): Promise<StartedPlan> {
  const fields = await assignedFields(assignments, context.readText);
  const settings = await context.settings();
  const client = await context.deals();
  const tally = emptyTally();
  const unusable: string[] = [];
  let listed = 0;
  const seen = (): void => {
    listed += 1;
  };
  return {
    head: head(planOrigin(settings), true),
    tally,
    repeats: 0,
    blank: 0,
    steps: watch(
      tally,
      planWhere({
        client,
        where,
        fields,
        seen,
        onUnusable: (id) => unusable.push(id),
        ...(allowIncomplete && {
          onIncomplete: (missing: number) => {
            tally.missing = missing;
          },
        }),
      }),
      () => `reading deals: ${listed} listed, ${tally.changes} to change`,
      async () => {
        const [first] = unusable;
        if (first !== undefined) {
          await context.warn(
            `${unusable.length} ${unusable.length === 1 ? "deal has an id" : "deals have ids"} that no request can name, such as ${JSON.stringify(first.slice(0, 80))}: left out`,
            "unusable_id",
          );
        }
        if (tally.missing > 0) {
          await context.warn(
            `deals moved between pages while the list was read; ${tally.missing} or more may be missing in this plan`,
            "list_incomplete",
          );
        }
      },
    ),
  };
}

function head(origin: string, read: boolean): PlanHead {
  return { type: "plan", version: PLAN_VERSION, kind: "apply", origin, read };
}

type Watch = (
  tally: Tally,
  steps: AsyncIterable<Step | Unchanged>,
  state: (done: number) => string,
  close: () => Promise<void>,
) => AsyncGenerator<Step>;

/** Counts the steps and says how far it is. */
function watching(context: Context, printed: boolean): Watch {
  return async function* (tally, steps, state, close) {
    const progress = await context.progress("reading deals");
    let done = 0;
    try {
      for await (const step of steps) {
        done += 1;
        if (count(tally, step)) {
          // A spinner and rows on the same terminal would write over each other.
          if (printed && context.host.stdout.isTTY) progress.done();
          yield step;
        }
        progress.update(state(done));
      }
    } finally {
      progress.done();
      await close();
    }
  };
}
