/** What operations report, as progress, warnings and questions of the command line. */
import type { Context } from "../../cli/context.ts";
import { words } from "../../hint.ts";
import type { PlanObserver, ReadingProgress } from "../../plans/observer.ts";
import type { RunObserver } from "../../runs/execute.ts";
import type { Progress } from "../../terminal/progress.ts";
import { checkCanConfirm, confirmApply, preview, questionOf } from "./preview.ts";

/**
 * @param how.isPrinted true: the steps are printed while they are made
 * @param how.completed called when all deals were read
 */
export function planObserver(
  context: Context,
  how: { readonly isPrinted?: boolean; readonly completed?: () => Promise<void> } = {},
): PlanObserver {
  let progress: Progress | undefined;
  return {
    onClose: context.onClose,
    progress: async (reading) => {
      if (reading === undefined) return progress?.done();
      progress ??= await context.progress("Reading deals");
      // A spinner and rows on the same terminal would write over each other.
      if (how.isPrinted && reading.steps > 0 && context.host.stdout.isTTY) progress.done();
      else if (reading.done > 0) progress.update(readingText(reading));
      if (reading.isComplete) await how.completed?.();
    },
    warning: async ({ code, isNote, run, say }) => {
      const command = run === undefined ? "" : `: ${(await context.wording()).line(run)}`;
      const text = words`${say}${command}`;
      return isNote ? context.note(text) : context.warn(text, CODES.has(code) ? code : undefined);
    },
  };
}

/** Warnings that programs know by a code of their own; the others are notices. */
const CODES: ReadonlySet<string> = new Set([
  "unusable_id",
  "list_incomplete",
  "emptied_cells",
  "ignored_edits",
  "null_words",
  "type_changes",
  "damaged_cells",
  "damaged_characters",
  "ambiguous_numbers",
  "other_types",
]);

function readingText({ changes, done, total }: ReadingProgress): string {
  return total === undefined
    ? `Reading deals: ${done} listed, ${changes} to update`
    : `Reading deals: ${done} of ${total}`;
}

/** @param how.isConfirmed true: no one is asked */
export function runObserver(
  context: Context,
  how: { readonly isConfirmed: boolean; readonly completed?: () => Promise<void> },
): RunObserver {
  const on = planObserver(context, how);
  if (how.isConfirmed) return on;
  return {
    ...on,
    canConfirm: () => checkCanConfirm(context),
    confirm: async (planned) => {
      const { profile } = await context.account();
      await preview(context, planned);
      return confirmApply(context, questionOf({ ...planned, profile }));
    },
  };
}
