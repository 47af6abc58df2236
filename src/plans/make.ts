/** Makes a plan file from input rows, conditions or rows of a program. All input errors are reported before the first request. */
import type { Account } from "../account/account.ts";
import type { Fields } from "../deals/deal.ts";
import type { Where } from "../deals/where.ts";
import { usage } from "../failure.ts";
import { refuseExisting } from "../files/atomicWrite.ts";
import { isSameFile } from "../files/operations.ts";
import { option, say } from "../hint.ts";
import { typedPath } from "../text/typedPath.ts";
import { detectEdits } from "./baseline/edits.ts";
import { type CheckedPlan, type PlanBytes, planFile, writtenPlan } from "./file/read.ts";
import { writePlan } from "./file/write.ts";
import { checkRows, type RowsSource } from "./input.ts";
import { lookUpProgramRows, lookUpRows } from "./lookup/dealLookup.ts";
import type { PlanObserver } from "./observer.ts";
import {
  countStep,
  emptyPlanCounts,
  PLAN_VERSION,
  type PlanCounts,
  type PlanHead,
  type Step,
  type Unchanged,
} from "./plan.ts";
import type { DealInput } from "./planDeal.ts";
import { planRows } from "./planRows.ts";
import { planWhere } from "./planWhere.ts";
import { RowNotices } from "./rowNotices.ts";
import { checkingFields } from "./unknownFields.ts";

export type PlanSource = RowsSource | DealsSource | ProgramSource;

/** Deals of the account that meet all conditions, and what they are to become. */
export type DealsSource = {
  readonly from: "deals";
  readonly where: Where;
  /** Asked for once, when it is needed. */
  readonly fields: () => Promise<Fields>;
  /** True: a plan is made also where deals moved between pages, so that some may be missing. */
  readonly allowIncomplete?: boolean | undefined;
};

/** Rows that a program makes, checked by whoever hands them over. */
export type ProgramSource = {
  readonly from: "program";
  readonly rows: AsyncIterable<DealInput>;
  /** The field whose value `id` is; the rows are kept in memory then. */
  readonly by?: string | undefined;
};

export type PlanParameters = {
  /** False: deals are not read; the plan has no `before` and can't be checked for drift or undone. Rows of a file only. */
  readonly read?: boolean | undefined;
  /** Requests at once, and a second. Default: those of the account. */
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
};

/** Where a plan is kept. */
export type PlanTarget = {
  readonly path: string;
  /** The path in messages. */
  readonly shown: string;
  /** True: a plan file that is there is replaced. */
  readonly overwrite: boolean;
};

/** A plan that is made while it is read. */
export type StartedPlan = {
  readonly head: PlanHead;
  /** Grows with the steps; complete when they are over. */
  readonly counts: Readonly<PlanCounts>;
  /** To be read once, to the end. @throws Failure where deals can't be read */
  readonly steps: AsyncIterable<Step>;
  /** Rows that only repeat an earlier one, and rows that set nothing; 0 for deals of the API. */
  readonly duplicateRows: number;
  readonly emptyRows: number;
};

/** A plan that is on disk. */
export type MadePlan = Omit<StartedPlan, "steps"> & {
  readonly plan: CheckedPlan;
  readonly source: PlanBytes;
};

/**
 * Reads the input, reads the deals, writes the plan. Nothing is kept when anything fails.
 * @throws Failure of kind usage with all mistakes of the input before any request; `file_exists`; what reading deals throws
 */
export async function makePlan(
  account: Account,
  source: PlanSource,
  { path, overwrite, shown, ...options }: PlanParameters & PlanTarget,
  on: PlanObserver,
): Promise<MadePlan> {
  await refuseInput(account, source, path, shown);
  await refuseExisting(path, overwrite, shown);
  const { steps, ...started } = await startPlan(account, source, options, on);
  const end = await writePlan(path, started.head, steps, () => started.counts.unchanged, {
    overwrite,
    shown,
  });
  const written = planFile(path, shown);
  return { ...started, source: written, plan: writtenPlan(written, started.head, end) };
}

/** No output replaces its own input. @throws Failure `output_is_input` */
async function refuseInput(
  { host }: Account,
  source: PlanSource,
  path: string,
  shown: string,
): Promise<void> {
  if (source.from !== "rows") return;
  const inputs = { "input file": source.path, "mapping file": source.options.mappingFile ?? "-" };
  for (const [what, input] of Object.entries(inputs)) {
    if (input === "-" || !(await isSameFile(path, typedPath(host, input)))) continue;
    throw usage("output_is_input", `${shown} is the ${what}`, say`use ${option("out", "plan.jsonl")}`);
  }
}

/**
 * All mistakes of the input are found here, before any request.
 * @throws Failure of kind usage; of kind credentials where there are none
 */
export async function startPlan(
  account: Account,
  source: PlanSource,
  options: PlanParameters,
  on: PlanObserver,
): Promise<StartedPlan> {
  const started = { counts: emptyPlanCounts(), duplicateRows: 0, emptyRows: 0 };
  const head = headOf(account, options.read ?? true);
  switch (source.from) {
    case "rows":
      return {
        ...started,
        head: withMapping(head, source),
        ...(await fromFile(account, source, options, on, started.counts)),
      };
    case "deals":
      return { ...started, head, steps: await fromDeals(account, source, on, started.counts) };
    case "program": {
      const { by } = source;
      const found =
        by === undefined ? undefined : await lookUpProgramRows(await account.deals(), source.rows, by, on);
      const about = found ?? { client: await account.deals(), rows: source.rows };
      const rows = planRows({ ...pace(account, options), ...about });
      return { ...started, head, steps: watched(on, started.counts, rows, {}) };
    }
  }
}

async function fromFile(
  account: Account,
  source: RowsSource,
  options: PlanParameters,
  on: PlanObserver,
  counts: PlanCounts,
): Promise<Pick<StartedPlan, "steps" | "duplicateRows" | "emptyRows">> {
  const checked = source.checked ?? (await checkRows(account, source, on));
  const { close, facts, report, rows } = checked;
  const notices = new RowNotices();
  try {
    for (const note of checked.notes) await on.warning?.({ ...note, isNote: true });
    const reading =
      (options.read ?? true) ? await checkingFields(account, checked, source.options) : undefined;
    const { by } = source.options;
    const lookup =
      by === undefined ? undefined : await lookUpRows(reading ?? (await account.deals()), checked, by, on);
    const client = reading && (lookup?.client ?? reading);
    const steps = planRows({
      ...pace(account, options),
      client,
      rows: wanted(lookup?.idOf),
      onNumberAsText: (column) => notices.addNumberAsText(column),
    });
    return {
      duplicateRows: report.duplicates.length,
      emptyRows: report.emptyRows,
      steps: watched(on, counts, steps, { total: report.deals, end }),
    };
  } catch (error) {
    await close();
    throw error;
  }

  async function* wanted(idOf = (key: string) => key): AsyncGenerator<DealInput> {
    for await (const row of rows()) {
      const { asides, cells, fields, baseline: marks } = detectEdits(row, facts, source.options);
      notices.add(asides);
      yield { line: row.line, id: idOf(row.id), fields, baseline: marks, cells };
    }
  }

  async function end(): Promise<void> {
    await close();
    for (const notice of notices.list(counts)) await on.warning?.(notice);
  }
}

function pace({ clock, defaults, signals }: Account, { concurrency, rate }: PlanParameters) {
  return {
    concurrency: concurrency ?? defaults.concurrency,
    rate: rate ?? defaults.rate,
    clock,
    signal: signals.soft,
  };
}

async function fromDeals(
  account: Account,
  { where, fields: askFields, allowIncomplete = false }: DealsSource,
  on: PlanObserver,
  counts: PlanCounts,
): Promise<AsyncIterable<Step>> {
  const fields = await askFields();
  const unusable: string[] = [];
  let listed = 0;
  const steps = planWhere({
    client: await account.deals(),
    where,
    fields,
    seen: () => {
      listed += 1;
    },
    onUnusable: (id) => unusable.push(id),
    ...(allowIncomplete && {
      onIncomplete: (missing: number) => {
        counts.missing = missing;
      },
    }),
  });
  return watched(on, counts, steps, {
    done: () => listed,
    end: async () => {
      const [first] = unusable;
      if (first !== undefined) {
        await on.warning?.({
          code: "unusable_id",
          say: `${unusable.length} ${unusable.length === 1 ? "deal has an invalid ID and is" : "deals have invalid IDs and are"} not in the plan, such as ${JSON.stringify(first.slice(0, 80))}`,
        });
      }
      if (counts.missing > 0) {
        await on.warning?.({
          code: "list_incomplete",
          say: `deals moved between pages while the list was read; ${counts.missing} or more may be missing from this plan`,
        });
      }
    },
  });
}

function withMapping(head: PlanHead, { options: { mappingFile } }: RowsSource): PlanHead {
  return mappingFile === undefined ? head : { ...head, mapping: mappingFile };
}

function headOf({ target }: Account, read: boolean): PlanHead {
  return { type: "plan", version: PLAN_VERSION, kind: "apply", origin: target, read };
}

/** Counts the steps and says how far it is. @param how.done default: the steps counted */
async function* watched(
  on: PlanObserver,
  counts: PlanCounts,
  steps: AsyncIterable<Step | Unchanged>,
  how: {
    readonly total?: number;
    readonly done?: () => number;
    readonly end?: () => Promise<void>;
  },
): AsyncGenerator<Step> {
  const { end, total } = how;
  let counted = 0;
  const tell = (isComplete = false) =>
    on.progress?.({
      done: how.done?.() ?? counted,
      total,
      changes: counts.changes,
      steps: counts.changes + counts.blocked,
      isComplete,
    });
  await tell();
  try {
    for await (const step of steps) {
      counted += 1;
      const isStep = countStep(counts, step);
      const telling = tell();
      // To wait for nothing takes a while as well, with many rows that are not read.
      if (telling !== undefined) await telling;
      if (isStep) yield step;
    }
    await tell(true);
  } finally {
    await on.progress?.(undefined);
    await end?.();
  }
}
