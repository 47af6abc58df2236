/** `plan` and `openPlan`: makes a plan file from rows, and reads one. */
import { checkDealId, type Fields } from "../deals/deal.ts";
import { checkKeyField } from "../deals/fieldName.ts";
import { Failure, usage } from "../failure.ts";
import { words } from "../hint.ts";
import { openPlanFile as open } from "../plans/file/read.ts";
import { makePlan, type PlanSource } from "../plans/make.ts";
import type { PlanObserver } from "../plans/observer.ts";
import type { PlanEnd, PlanHead, Step } from "../plans/plan.ts";
import { fileSource } from "../plans/source/fileSource.ts";
import { accountOf } from "./account.ts";
import { checkArgument, checkOptions } from "./checkOptions.ts";
import type { RouteraClient } from "./client.ts";
import { callerFailure, libraryWording, ofCaller, toLibraryWording, withLibraryWording } from "./hints.ts";
import { INPUT_FILE_OPTIONS, type InputFileOptions } from "./input/inputFile.ts";
import type { RunWarning } from "./run.ts";
import { type FieldsToSet, fieldsOf } from "./values.ts";

/** One deal and the fields to set. */
export type PlanRow = { readonly id: string; readonly fields: FieldsToSet };

/** Either `rows` or `file`. */
export type PlanOptions = InputFileOptions & {
  readonly client: RouteraClient;
  /** Deals and their fields; a deal must not appear twice. */
  readonly rows?: Iterable<PlanRow> | AsyncIterable<PlanRow> | undefined;
  /** An input file: CSV, TSV, NDJSON, JSON, XLSX or ODS, by its path or as its bytes. */
  readonly file?: string | Uint8Array | undefined;
  /** The field that deals are found by instead of their IDs, such as `external_id`; `id` of a row is its value. The list is read once. */
  readonly by?: string | undefined;
  /** Path of the plan file. */
  readonly out: string;
  /** True: an existing file is overwritten. Default: false. */
  readonly overwrite?: boolean | undefined;
  /** Maximum requests in parallel, 1 to 64. Default: 8. */
  readonly concurrency?: number | undefined;
  /** Maximum requests per second. Default: no limit. */
  readonly rate?: number | undefined;
};

/** Summary of a plan. */
export type PlanSummary = {
  /** Path of the plan file. */
  readonly path: string;
  /** Digest of the plan, `sha256:…`, for the option `approve` of `apply`. */
  readonly digest: string;
  /** Scheme, host and port of the target. */
  readonly origin: string;
  /** Deals that change, and their fields that change. */
  readonly changes: number;
  readonly fields: number;
  /** Deals that already have the values. */
  readonly unchanged: number;
  /** Deals that cannot be changed: not found, archived or rejected. */
  readonly blocked: number;
  /** Fields whose previous value is unknown, so that an undo cannot restore it. */
  readonly previousUnknown: number;
  /** Notices about the rows of a file, such as cells that a spreadsheet changed. */
  readonly warnings: readonly RunWarning[];
};

/**
 * Makes a plan file and returns a summary. Reads each deal; writes nothing to Routera. The file is created completely or not
 * at all, with mode 0600, and works with the command line as well.
 * @param options.rows the deals and the fields to set, or `file` for an input file
 * @returns the summary of the plan
 * @throws RouteraFailure: `file_exists`, `bad_row`, `duplicate_id`, …; what reading deals throws; `caller_failed` where `rows` throws
 */
export function plan(options: PlanOptions): Promise<PlanSummary> {
  return withLibraryWording(() => planned(options));
}

async function planned(given: PlanOptions): Promise<PlanSummary> {
  const options = checkOptions("plan", given, TYPES, ["client", "out"]);
  const { client, out, overwrite = false, concurrency, rate } = options;
  const account = accountOf(client);
  const target = { path: out, shown: out, overwrite, concurrency, rate };
  const closers: (() => void | Promise<void>)[] = [];
  const warnings: RunWarning[] = [];
  const on: PlanObserver = {
    onClose: (close) => closers.push(close),
    warning: ({ code, isNote, run, say }) => {
      if (isNote) return;
      const { hint } = libraryWording.hint(run === undefined ? { say } : { run, say });
      warnings.push({ code, message: hint ?? libraryWording.words(say) });
    },
  };
  try {
    const source = await sourceOf(account, options, on);
    const { plan, counts } = await makePlan(account, source, target, on);
    const { changes, fields, blocked, previousUnknown, unchanged } = counts;
    const counted = { changes, fields, unchanged, blocked, previousUnknown };
    return { path: out, digest: plan.end.digest, origin: account.target, ...counted, warnings };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "file_exists") throw error;
    throw error.with({ hint: "pass overwrite: true, or use another file" });
  } finally {
    for (const close of closers.reverse()) await Promise.resolve(close()).catch(() => {});
  }
}

async function sourceOf(
  account: ReturnType<typeof accountOf>,
  { by, file, rows, ...options }: PlanOptions,
  on: PlanObserver,
): Promise<PlanSource> {
  if ((file === undefined) === (rows === undefined)) {
    throw usage("bad_option", "plan requires either rows or file", "pass one of them");
  }
  if (by !== undefined) checkKeyField(by);
  const named = Object.keys(INPUT_FILE_OPTIONS) as (keyof InputFileOptions)[];
  if (file === undefined) {
    const stray = named.find((name) => options[name] !== undefined);
    if (stray !== undefined) throw usage("bad_option", `plan: ${stray} is for a file, not for rows`);
    return { from: "program", rows: checkedRows(rows ?? [], by), by };
  }
  const about = Object.fromEntries(named.map((name) => [name, options[name]]));
  const mapping = ofCaller("plan: reading the mapping", () => plainMapping(options.mapping));
  return fileSource(account, file, { ...about, mapping, by }, on.onClose);
}

/** A copy, read once: what is no JSON throws here. */
function plainMapping(mapping: InputFileOptions["mapping"]): string | object | undefined {
  return typeof mapping === "object" ? JSON.parse(JSON.stringify(mapping)) : mapping;
}

const TYPES = {
  client: "object",
  rows: "rows",
  file: "input",
  by: "string",
  out: "path",
  overwrite: "boolean",
  concurrency: "concurrency",
  rate: "rate",
  ...INPUT_FILE_OPTIONS,
} as const;

type Checked = { readonly line: number; readonly id: string; readonly fields: Fields };

/** Memory: the ids. `line` is the position of the row, from 1. */
async function* checkedRows(
  rows: NonNullable<PlanOptions["rows"]>,
  by: string | undefined,
): AsyncGenerator<Checked> {
  const seen = new Set<string>();
  let line = 0;
  for await (const row of callersRows(rows)) {
    line += 1;
    yield checkedRow(row, line, { seen, by });
  }
}

/** Only the caller's part of the loop: what the reader of these rows throws is not the caller's. */
async function* callersRows(rows: NonNullable<PlanOptions["rows"]>): AsyncGenerator<PlanRow> {
  const what = "plan: reading rows";
  try {
    yield* rows;
  } catch (error) {
    throw callerFailure(what, error);
  }
}

function checkedRow(
  row: PlanRow,
  line: number,
  { by, seen }: { readonly by: string | undefined; readonly seen: Set<string> },
): Checked {
  try {
    const { id, fields } = idAndFields(row, by);
    if (seen.has(id)) throw usage("duplicate_id", `duplicate deal ${JSON.stringify(id)}`);
    seen.add(id);
    return { line, id, fields: fieldsOf(fields) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, cause, hint } = error;
    throw new Failure("usage", words`row ${line}: ${error.words}`, { code, hint, cause });
  }
}

function idAndFields(given: PlanRow, by: string | undefined): PlanRow {
  const isRow = ofCaller("reading the row", () => typeof given?.id === "string");
  if (!isRow) throw usage("bad_row", "a row must be an object { id, fields }");
  const { id, fields } = checkOptions("a row", given, { id: "string", fields: "object" }, ["id"]);
  return { id: by === undefined ? checkDealId(id) : id, fields };
}

/** A plan that was checked from its first byte to its last. */
export type Plan = {
  readonly head: PlanHead;
  readonly end: PlanEnd;
  /** Reads the steps from the first one. @throws RouteraFailure `plan_changed` if the file was changed after it was opened */
  steps(): AsyncIterable<Step>;
};

/**
 * Opens a plan file and checks it from the first to the last byte.
 * @param path path of the plan file
 * @returns the plan, whose steps can be read several times
 * @throws RouteraFailure of kind usage, with the line: `plan_damaged`, `plan_version`, `plan_cut`, `plan_unreadable`
 */
export function openPlan(path: string): Promise<Plan> {
  return withLibraryWording(async () => {
    checkArgument("openPlan", "path", path, "path");
    const { head, end, steps } = await open(path);
    return { head, end, steps: () => stepsInLibraryWording(steps()) };
  });
}

async function* stepsInLibraryWording(steps: AsyncIterable<Step>): AsyncGenerator<Step> {
  try {
    yield* steps;
  } catch (error) {
    throw toLibraryWording(error);
  }
}
