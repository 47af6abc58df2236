/** The end of a plan for people: what to look out for, one line with its counts, and what to do next. */
import { option, placeholder, type Wording, type Words } from "../../hint.ts";
import type { Style } from "../../terminal/style.ts";
import { safeText } from "../../text/escape.ts";
import { countOf } from "../run/counts.ts";

/** What a plan comes to. */
export type ShownPlanSummary = {
  readonly origin: string;
  /** `undo`: previous values are restored. Default `apply`. */
  readonly kind?: "apply" | "undo" | undefined;
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
  /** The JSON types of the values that these strings replace, by field; default numbers. */
  readonly typesBefore?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** How a field keeps its type; undefined where no one knows what the plan was made of. */
  readonly typeAdvice?: ((field: string) => Words) | undefined;
  /** Rows that only repeat another one; rows that set nothing. */
  readonly duplicateRows: number;
  readonly emptyRows: number;
  /** The file that keeps the plan, and its digest. */
  readonly file?: string | undefined;
  readonly digest?: string | undefined;
  /** Why it is shown: it was planned (default), it is all that a dry run does, or a question follows. */
  readonly purpose?: "plan" | "dryRun" | "question" | undefined;
  /** The command that applies it. */
  readonly next?: string | undefined;
  /** The command that shows all of its changes. */
  readonly showAll?: string | undefined;
};

export type PlanWording = Pick<Wording, "words">;

const REASONS: Readonly<Record<string, string>> = {
  deal_archived: "archived",
  deal_not_found: "not found",
  changed_since_export: "changed after the export",
  changed_since: "changed after the run",
  not_read: "not read by the run",
  previous_unknown: "without previous value",
  token_in_deal: "with the token in a field",
  values_refused: "rejected",
};

/** Everything below the changes; the counts come last, above the commands. */
export function summaryText(summary: ShownPlanSummary, style: Style, wording: PlanWording): string {
  const notes = notesOf(summary, wording);
  const lines = [
    ...notes.map((note) => style.yellow(note)),
    ...ignoredRows(summary).map((note) => style.dim(note)),
    style.bold(countsText(summary)),
    ...nextLines(summary, style, wording),
  ];
  return `${lines.join("\n")}\n`;
}

/** `Plan: 3 deals to update (4 fields), 29 unchanged, 2 blocked (1 archived, 1 not found).` */
export function countsText({ changes, fields, blocked, kind, reasons, unchanged }: ShownPlanSummary): string {
  const isUndo = kind === "undo";
  if (changes + blocked === 0) return noChanges(unchanged, kind);
  const why = [...reasons].map(([code, count]) => `${count} ${REASONS[code] ?? safeText(code)}`).join(", ");
  const parts = [
    `${countOf(changes, "deal")} to ${isUndo ? "restore" : "update"}${changes > 0 ? ` (${countOf(fields, "field")})` : ""}`,
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...(blocked > 0 ? [`${blocked} blocked (${why})`] : []),
  ];
  return `Plan: ${parts.join(", ")}.`;
}

/** `No changes. All 29 deals already have these values.` */
export function noChanges(unchanged: number, kind: ShownPlanSummary["kind"]): string {
  if (unchanged === 0) return "No changes.";
  const whose = kind !== "undo" ? "these" : unchanged === 1 ? "its previous" : "their previous";
  const deals = unchanged === 1 ? "The deal already has" : `All ${unchanged} deals already have`;
  return `No changes. ${deals} ${whose} values.`;
}

function notesOf(summary: ShownPlanSummary, wording: PlanWording): readonly string[] {
  const { previousUnknown, missing = 0, typeChanges, typesBefore } = summary;
  const nounOf = (field: string): string => {
    const [type = "number", ...more] = typesBefore?.get(field) ?? [];
    return more.length > 0 ? "value" : type;
  };
  const keepType = (field: string): string => {
    if (summary.typeAdvice === undefined) return "";
    const advice = safeText(wording.words(summary.typeAdvice(field)));
    return ` ${advice.charAt(0).toUpperCase()}${advice.slice(1)} to keep the type.`;
  };
  return [
    ...(missing > 0
      ? [`${countOf(missing, "deal")} or more may be missing: deals moved while the list was read.`]
      : []),
    ...(previousUnknown > 0
      ? [
          `${countOf(previousUnknown, "field")} could not be read: undo cannot restore ${previousUnknown === 1 ? "its previous value" : "their previous values"}.`,
        ]
      : []),
    ...[...typeChanges].map(
      ([field, count]) =>
        `${safeText(field)}: ${countOf(count, nounOf(field))} would become ${count === 1 ? "a string" : "strings"}.${keepType(field)}`,
    ),
  ];
}

function ignoredRows({ emptyRows, duplicateRows }: ShownPlanSummary): readonly string[] {
  const ignored = (count: number, why: string): readonly string[] =>
    count > 0 ? [`${countOf(count, "row")} ignored: ${why}.`] : [];
  return [
    ...ignored(duplicateRows, duplicateRows === 1 ? "it repeats an earlier row" : "they repeat earlier rows"),
    ...ignored(emptyRows, "no values to set"),
  ];
}

function nextLines(
  { changes, digest, file, kind, next, purpose = "plan" }: ShownPlanSummary,
  style: Style,
  wording: PlanWording,
): readonly string[] {
  if (purpose === "question" || (changes === 0 && file === undefined)) return [];
  const line = (label: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [`${style.dim(`${label}:`.padEnd("Digest: ".length))} ${safeText(text)}`];
  const apply = changes > 0 ? line(kind === "undo" ? "Undo" : "Apply", next) : [];
  if (purpose === "dryRun") return [style.dim("Dry run: no changes were made."), ...apply];
  if (file === undefined) {
    const add = safeText(wording.words([option("out", placeholder("plan.jsonl"))]));
    return [style.dim(`Plan not saved. Add ${add} to save it.`)];
  }
  return [...line("Saved", file), ...line("Digest", digest), ...apply];
}
