/** Views of a plan's summary, and of validated input. */
import { option, placeholder, type Wording } from "../hint.ts";
import { type JsonObject, type JsonValue, jsonNumber } from "../json.ts";
import type { Style } from "../terminal/style.ts";
import { safeText } from "../text/escape.ts";
import { planSteps, type ShownStep } from "./planChanges.ts";
import type { Page, View } from "./view.ts";

export type { ShownStep };

/** What a plan comes to. */
export type PlanSummary = {
  readonly origin: string;
  /** Deals and fields that change. */
  readonly changes: number;
  readonly fields: number;
  /** Fields whose value now is not known. */
  readonly previousUnknown: number;
  /** Deals that hold the values already. */
  readonly unchanged: number;
  readonly blocked: number;
  /** Deals that may be missing in it. */
  readonly missing?: number | undefined;
  /** Why, by code. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Fields that are to hold a text where they hold a number, true or false now, with the number of deals. */
  readonly typeChanges: ReadonlyMap<string, number>;
  /** Fields whose column was said to hold JSON: a text in it was quoted. */
  readonly jsonFields?: ReadonlySet<string> | undefined;
  /** Rows that only repeat another one; rows that set nothing. */
  readonly duplicateRows: number;
  readonly emptyRows: number;
  /** The file that keeps the plan, and its digest. */
  readonly file?: string | undefined;
  readonly digest?: string | undefined;
  /** True where it was to be carried out, and is only shown. */
  readonly isRehearsal?: boolean | undefined;
  /** The command that applies it. */
  readonly next?: string | undefined;
};

export type ShownPlan = {
  readonly steps: AsyncIterable<ShownStep>;
  /** Complete once the steps are over. */
  readonly summary: () => PlanSummary;
  /** How options are spelled. */
  readonly wording: Pick<Wording, "words">;
};

const COLUMNS = [
  "type",
  "line",
  "id",
  "name",
  "field",
  "before",
  "set",
  "previous_unknown",
  "code",
  "message",
  "complete",
];

/**
 * For people each deal with its fields, `before → after`, then a summary. For programs each step as an object with the
 * names of the plan file, and as the last one `{"type":"summary","complete":true,…}`: without it the output was cut.
 */
export const planView: View<ShownPlan> = {
  table: (plan, page) => drawn(plan, page),
  value: (plan) => planObjects(plan),
};

/** @param more further members of the summary, asked for once the steps are over */
export function planObjects(plan: ShownPlan, more?: () => JsonObject) {
  return { many: objects(plan, more), columns: COLUMNS };
}

async function* drawn({ steps, summary, wording }: ShownPlan, page: Page): AsyncGenerator<string> {
  yield* planSteps(steps, page);
  yield summaryText(summary(), page.style, wording);
}

async function* objects({ steps, summary }: ShownPlan, more?: () => JsonObject): AsyncGenerator<JsonObject> {
  for await (const step of steps) yield objectOf(step);
  yield { ...summaryObject(summary()), ...more?.() };
}

function objectOf(step: ShownStep): JsonObject {
  return Object.fromEntries(
    Object.entries(step).map(([key, value]) => [key, typeof value === "number" ? jsonNumber(value) : value]),
  ) as JsonObject;
}

/** The last object of a plan for programs. */
export function summaryObject(summary: PlanSummary): JsonObject {
  const byName = (counts: ReadonlyMap<string, number>): JsonObject =>
    Object.fromEntries([...counts].map(([name, count]) => [name, jsonNumber(count)] as const));
  const kept: Record<string, JsonValue> = { file: summary.file ?? null, digest: summary.digest ?? null };
  return {
    type: "summary",
    complete: !summary.missing,
    origin: summary.origin,
    changes: jsonNumber(summary.changes),
    fields: jsonNumber(summary.fields),
    previous_unknown: jsonNumber(summary.previousUnknown),
    unchanged: jsonNumber(summary.unchanged),
    blocked: jsonNumber(summary.blocked),
    duplicate_rows: jsonNumber(summary.duplicateRows),
    empty_rows: jsonNumber(summary.emptyRows),
    reasons: byName(summary.reasons),
    type_changes: byName(summary.typeChanges),
    ...(summary.missing ? { missing: jsonNumber(summary.missing) } : {}),
    ...kept,
    next: (summary.changes > 0 ? summary.next : undefined) ?? null,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  deal_archived: "archived",
  token_in_deal: "holding the token",
  deal_not_found: "not found",
  changed_since_export: "changed by somebody else since the export",
  values_refused: "refused",
};

/** The end of a plan for people. */
export function summaryText(summary: PlanSummary, style: Style, wording: ShownPlan["wording"]): string {
  const { changes, fields, previousUnknown, unchanged, blocked, reasons, duplicateRows, emptyRows } = summary;
  const otherwise = (field: string): string =>
    summary.jsonFields?.has(field)
      ? "its cell holds a quoted text; where that is not meant, take the quotes away."
      : `where that is not meant, name the column: ${safeText(wording.words([option("jsonColumn", field)]))}`;
  const why = [...reasons].map(([code, count]) => `${count} ${REASONS[code] ?? safeText(code)}`).join(", ");
  const lines = [
    changes === 0
      ? style.bold("Nothing to change.")
      : style.bold(`${counted(changes, "deal")} to change, ${counted(fields, "field")}.`),
    ...(unchanged > 0 ? [`${counted(unchanged, "deal")} as wanted already.`] : []),
    ...(blocked > 0 ? [style.yellow(`${blocked} cannot be changed: ${why}.`)] : []),
    ...(summary.missing
      ? [
          style.yellow(
            `${summary.missing} or more deals may be missing: deals moved while the list was read.`,
          ),
        ]
      : []),
    ...(previousUnknown > 0
      ? [
          style.yellow(
            `${counted(previousUnknown, "field")} could not be read: an undo can't bring back what is there now.`,
          ),
        ]
      : []),
    ...[...summary.typeChanges].map(([field, count]) =>
      style.yellow(
        `${safeText(field)}: a text would take the place of a number, true or false in ${counted(count, "deal")}; ${otherwise(field)}`,
      ),
    ),
    ...(duplicateRows > 0
      ? [style.dim(`${counted(duplicateRows, "row")} left out: each repeats an earlier one.`)]
      : []),
    ...(emptyRows > 0
      ? [
          style.dim(
            `${counted(emptyRows, "row")} left out: nothing is set in ${emptyRows === 1 ? "it" : "them"}.`,
          ),
        ]
      : []),
    ...keptLines(summary, style, wording),
  ];
  return `${lines.join("\n")}\n`;
}

function keptLines(
  { changes, file, digest, isRehearsal, next }: PlanSummary,
  style: Style,
  wording: ShownPlan["wording"],
): readonly string[] {
  if (changes === 0 && file === undefined) return [];
  if (isRehearsal) {
    const doIt = next === undefined ? [] : [`${style.dim("do it:")} ${safeText(next)}`];
    return [style.dim("Nothing was written."), ...doIt];
  }
  if (file === undefined) {
    const keep = wording.words([option("out", placeholder("plan.jsonl"))]);
    return [style.dim(`This plan was not kept; ${keep} keeps it.`)];
  }
  const lines = [
    `${style.dim("plan:")}   ${safeText(file)}`,
    `${style.dim("digest:")} ${safeText(digest ?? "")}`,
  ];
  return next === undefined || changes === 0
    ? lines
    : [...lines, `${style.dim("apply:")}  ${safeText(next)}`];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

export type LintedRows = {
  readonly input: string;
  /** Deals that the rows name. */
  readonly deals: number;
  /** Rows that only repeat another one; rows that set nothing. */
  readonly duplicateRows: number;
  readonly emptyRows: number;
};

/** Good news only: mistakes are a failure. */
export const planLintView: View<LintedRows> = {
  table: ({ input, deals, duplicateRows, emptyRows }, { style }) =>
    [
      `${style.green("The rows are well.")} ${safeText(input)}: ${deals} ${deals === 1 ? "deal" : "deals"}\n`,
      duplicateRows > 0 ? `${duplicateRows} left out: each repeats an earlier row.\n` : "",
      emptyRows > 0 ? `${emptyRows} left out: nothing is set in them.\n` : "",
      style.dim("Nothing was sent; whether the deals are there was not looked at.\n"),
    ].join(""),
  value: ({ input, deals, duplicateRows, emptyRows }) => ({
    one: {
      type: "lint",
      ok: true,
      input,
      deals: jsonNumber(deals),
      duplicate_rows: jsonNumber(duplicateRows),
      empty_rows: jsonNumber(emptyRows),
    },
  }),
};
