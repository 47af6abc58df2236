/** `plan` and `openPlan`: makes a plan file from rows, and reads one. */
import { checkDealId, type Fields } from "../deals/deal.ts";
import { Failure, usage } from "../failure.ts";
import { words } from "../hint.ts";
import { openPlan as open } from "../plans/file/read.ts";
import { makePlan } from "../plans/make.ts";
import type { PlanEnd, PlanHead, Step } from "../plans/plan.ts";
import { accountOf } from "./account.ts";
import { checkArgument, checkOptions } from "./checkOptions.ts";
import type { RouteraClient } from "./client.ts";
import { callerFailure, ofCaller, toLibraryWording, withLibraryWording } from "./hints.ts";
import { type FieldsToSet, fieldsOf } from "./values.ts";

/** One deal and what is to be set. */
export type PlanRow = { readonly id: string; readonly fields: FieldsToSet };

export type PlanOptions = {
  readonly client: RouteraClient;
  /** Each deal once. */
  readonly rows: Iterable<PlanRow> | AsyncIterable<PlanRow>;
  /** Path of the plan file. */
  readonly out: string;
  /** True: a file that is there is replaced. */
  readonly overwrite?: boolean | undefined;
  /** Requests at once, 1 to 64. Default 8. */
  readonly concurrency?: number | undefined;
  /** Requests per second. Default: no limit. */
  readonly rate?: number | undefined;
};

/** What a plan comes to. */
export type PlanSummary = {
  /** Path of the plan file. */
  readonly path: string;
  /** `sha256:…`, what `apply` takes as `approve`. */
  readonly digest: string;
  /** Scheme, host and port that the plan is for. */
  readonly origin: string;
  /** Deals that change, and their fields that change. */
  readonly changes: number;
  readonly fields: number;
  /** Deals that hold the values already. */
  readonly unchanged: number;
  /** Deals that cannot be changed: missing, archived, refused. */
  readonly blocked: number;
  /** Fields whose value now could not be read, so that an undo cannot bring it back. */
  readonly previousUnknown: number;
};

/**
 * Reads each deal and writes down what differs. The file is there whole or not at all, 0600; the command line takes it too.
 * @throws RouteraFailure: `file_exists`, `bad_row`, `duplicate_id`, …; what reading deals throws; `caller_failed` where `rows` throws
 */
export function plan(options: PlanOptions): Promise<PlanSummary> {
  return withLibraryWording(() => planned(options));
}

async function planned(given: PlanOptions): Promise<PlanSummary> {
  const options = checkOptions("plan", given, TYPES, ["client", "rows", "out"]);
  const { client, out, overwrite = false, rows, concurrency, rate } = options;
  const account = accountOf(client);
  const source = { from: "program", rows: checkedRows(rows) } as const;
  const target = { path: out, shown: out, overwrite, concurrency, rate };
  // Nothing is opened that would have to be closed: there is no input file.
  const on = { onClose: () => {} };
  const { digest, counts } = await makePlan(account, source, target, on).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.code !== "file_exists") throw error;
    throw error.with({ hint: "pass overwrite: true, or use another file" });
  });
  const { changes, fields, blocked, previousUnknown, unchanged } = counts;
  return { path: out, digest, origin: account.target, changes, fields, unchanged, blocked, previousUnknown };
}

const TYPES = {
  client: "object",
  rows: "rows",
  out: "path",
  overwrite: "boolean",
  concurrency: "concurrency",
  rate: "rate",
} as const;

type Checked = { readonly line: number; readonly id: string; readonly fields: Fields };

/** Memory: the ids. `line` is the position of the row, from 1. */
async function* checkedRows(rows: PlanOptions["rows"]): AsyncGenerator<Checked> {
  const seen = new Set<string>();
  let line = 0;
  for await (const row of callersRows(rows)) {
    line += 1;
    yield checkedRow(row, line, seen);
  }
}

/** Only the caller's part of the loop: what the reader of these rows throws is not the caller's. */
async function* callersRows(rows: PlanOptions["rows"]): AsyncGenerator<PlanRow> {
  const what = "plan: reading rows";
  try {
    yield* rows;
  } catch (error) {
    throw callerFailure(what, error);
  }
}

function checkedRow(row: PlanRow, line: number, seen: Set<string>): Checked {
  try {
    const { id, fields } = idAndFields(row);
    if (seen.has(id)) throw usage("duplicate_id", `duplicate deal ${JSON.stringify(id)}`);
    seen.add(id);
    return { line, id, fields: fieldsOf(fields) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, cause, hint } = error;
    throw new Failure("usage", words`row ${line}: ${error.words}`, { code, hint, cause });
  }
}

function idAndFields(given: PlanRow): PlanRow {
  const isRow = ofCaller("reading the row", () => typeof given?.id === "string");
  if (!isRow) throw usage("bad_row", "a row must be an object { id, fields }");
  const { id, fields } = checkOptions("a row", given, { id: "string", fields: "object" }, ["id"]);
  return { id: checkDealId(id), fields };
}

/** A plan that was checked from its first byte to its last. */
export type Plan = {
  readonly head: PlanHead;
  readonly end: PlanEnd;
  /** Reads the steps from the first one. @throws RouteraFailure `plan_changed` when it is not the same plan any more */
  steps(): AsyncIterable<Step>;
};

/** @throws RouteraFailure of kind usage with the line: `plan_damaged`, `plan_version`, `plan_cut`, `plan_unreadable` */
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
