/** Operation: applies a plan, or makes one of rows or conditions and applies it. */
import type { Account } from "../account/account.ts";
import { usage } from "../failure.ts";
import { typedFields } from "../plans/baseline/edits.ts";
import { isPlan, openPlanFile, type PlanBytes } from "../plans/file/read.ts";
import { withoutNames } from "../plans/file/report.ts";
import { type OpenInput, openInput, type RowsSource } from "../plans/input.ts";
import { type DealsSource, makePlan } from "../plans/make.ts";
import { typeChanges } from "../plans/rowNotices.ts";
import { typeAdvice } from "../plans/typeAdvice.ts";
import type { RowsInput } from "../rows/input.ts";
import type { RowsOptions } from "../rows/options.ts";
import { readRows } from "../rows/read.ts";
import type { Original, Row } from "../rows/row.ts";
import {
  checkMaxChanges,
  emptyRun,
  executePlan,
  type PlannedRun,
  type RunExecution,
  type RunObserver,
  type RunParameters,
  shareOf,
} from "./execute.ts";
import { checkSheetName } from "./failures/fileName.ts";
import { failuresPlace } from "./failures/place.ts";
import { checkApproved, checkDryRun, checkPlanTarget, refuseReadonly } from "./guards.ts";
import type { Shard } from "./shard.ts";
import { temporaryPlan } from "./storage/temporaryPlan.ts";

export type ApplySource =
  | { readonly from: "plan"; readonly source: PlanBytes }
  /** A plan or rows, or stdin for `-`, detected by its content. `rowsOption`: an option that a plan leaves no room for. */
  | {
      readonly from: "file";
      readonly path: string;
      readonly options: RowsOptions;
      readonly rowsOption?: string | undefined;
    }
  | DealsSource;

export type ApplyParameters = RunParameters & {
  /** The digest of the one plan that may be applied. */
  readonly approve?: string | undefined;
  readonly maxChanges?: number | undefined;
  readonly shard?: Shard | undefined;
  /** False: deals are not read before they are written: others' changes are not seen, and there is no undo. Default true. */
  readonly read?: boolean | undefined;
  /** True: nothing is written, and no one is asked. */
  readonly dryRun?: boolean | undefined;
};

/** What `prepareApply` found out, with what only the rows report. */
export type PreparedApply = PlannedRun & {
  /** Rows that only repeat an earlier one, and rows that set nothing; undefined for a plan. */
  readonly omittedRows: { readonly duplicateRows: number; readonly emptyRows: number } | undefined;
};

/** @throws Failure, before anything was sent: `plan_damaged`, `plan_not_approved`, `too_many_changes`, … */
export async function applyPlan(
  account: Account,
  source: ApplySource,
  options: ApplyParameters,
  on: RunObserver,
): Promise<RunExecution> {
  const prepared = await prepareApply(account, source, options, on);
  if (options.dryRun) return emptyRun(account, prepared);
  if (prepared.share.changes > 0 && !prepared.read) {
    await on.warning?.({
      code: "not_read",
      say: "deals are not read first: no conflict detection and no undo",
    });
  }
  return executePlan(account, prepared, options, on);
}

/** All that can refuse the plan. */
export async function prepareApply(
  account: Account,
  source: ApplySource,
  options: ApplyParameters,
  on: RunObserver,
): Promise<PreparedApply> {
  const { approve, dryRun, read = true, shard } = options;
  checkDryRun(options);
  if (!dryRun) refuseReadonly(account);
  const opened = await openSource(account, source, options, on);
  const { plan } = opened;
  checkPlanTarget(account, plan.head.origin);
  checkApproved(plan, approve);
  const share = await shareOf(plan, shard);
  const changes = checkMaxChanges(share, options);
  const { undo_of: undone } = plan.head;
  return {
    ...opened,
    shard,
    share,
    changes,
    read: plan.head.read && read,
    hasOwnPlan: opened.omittedRows !== undefined,
    ...(undone !== undefined && { undo: { run: undone } }),
  };
}

type OpenedSource = Pick<
  PreparedApply,
  "plan" | "planFile" | "source" | "rows" | "original" | "rowsOptions" | "failures" | "omittedRows"
>;

async function openSource(
  account: Account,
  source: ApplySource,
  options: ApplyParameters,
  on: RunObserver,
): Promise<OpenedSource> {
  const path = source.from === "file" ? source.path : undefined;
  // A file that is not there comes first. Stdin is not read to its end for someone who cannot be asked.
  const early =
    path === undefined || path === "-" ? undefined : await opened(account, path, on, sheetOf(source));
  if (!options.dryRun) await on.canConfirm?.();
  const failures = await failuresPlace(account.host, options.failures, on, path);
  if (source.from === "plan") {
    return {
      source: source.source,
      plan: withoutNames(await openPlanFile(source.source)),
      failures,
      omittedRows: undefined,
    };
  }
  const made = { ...options, failures };
  if (source.from === "deals") return fromRows(account, source, made, on);
  const input = early ?? (await opened(account, source.path, on, sheetOf(source)));
  if (!(await startsAsPlan(input))) {
    const { options: rows, path: typed } = source;
    return fromRows(account, { from: "rows", path: typed, options: rows, input }, made, on);
  }
  if (source.rowsOption !== undefined) {
    throw usage(
      "plan_and_rows",
      `${input.name} is a plan: ${source.rowsOption} is for input files`,
      `remove ${source.rowsOption}`,
    );
  }
  return {
    source: input,
    plan: withoutNames(await openPlanFile(input)),
    planFile: path === "-" ? undefined : path,
    failures,
    omittedRows: undefined,
  };
}

function sheetOf(source: ApplySource): string | undefined {
  return source.from === "file" ? source.options.sheet : undefined;
}

async function opened(
  account: Account,
  path: string,
  on: RunObserver,
  sheet: string | undefined,
): Promise<OpenInput> {
  const input = await openInput(account, path, on, sheet);
  on.onClose(() => input.close());
  return input;
}

async function startsAsPlan(input: RowsInput): Promise<boolean> {
  for await (const chunk of input.open()) return isPlan(chunk);
  return false;
}

async function fromRows(
  account: Account,
  source: DealsSource | (RowsSource & { readonly input: OpenInput }),
  options: Omit<ApplyParameters, "failures"> & Pick<OpenedSource, "failures">,
  on: RunObserver,
): Promise<OpenedSource> {
  const { concurrency, dryRun, failures, rate, read } = options;
  const rows =
    source.from === "rows"
      ? () => readRows(source.input.open(), { ...source.options, name: source.input.name })
      : undefined;
  // What is wrong with the rows themselves is reported all at once, by whoever plans them.
  const original = failures && rows && (await firstOriginal(rows).catch(() => undefined));
  if (failures && original !== undefined) checkSheetName(failures.shown, original);
  const path = await temporaryPlan(account, on, { isRun: !dryRun });
  const target = { path, shown: path, overwrite: false };
  const made = await makePlan(account, source, { ...target, concurrency, rate, read }, on);
  const { counts, duplicateRows, emptyRows } = made;
  const rowsOptions = source.from === "rows" ? source.options : {};
  const typed = typedFields(rowsOptions);
  const changed = typeChanges(
    new Map([...counts.typeChanges].filter(([field]) => !typed.has(field))),
    (field) => typeAdvice(field, source),
  );
  if (!dryRun) for (const warning of changed) await on.warning?.(warning);
  const omittedRows = { duplicateRows, emptyRows };
  return { source: made.source, plan: made.plan, rows, original, rowsOptions, failures, omittedRows };
}

async function firstOriginal(rows: () => AsyncIterable<Row>): Promise<Original | undefined> {
  for await (const { original } of rows()) return original;
  return undefined;
}
