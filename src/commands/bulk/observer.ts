/** What operations report, as progress, warnings and questions of the command line. */
import type { Context } from "../../cli/context.ts";
import { words } from "../../hint.ts";
import type { PlanObserver, ReadingProgress } from "../../plans/observer.ts";
import type { PendingChanges, RunObserver } from "../../runs/execute.ts";
import type { Progress } from "../../terminal/progress.ts";
import { progressText } from "../../terminal/progressText.ts";
import { checkCanConfirm, confirmApply, preview, previewPending, questionOf } from "./preview.ts";

/**
 * @param how.isPrinted true: the steps are printed while they are made
 * @param how.completed called when all deals were read
 * @param how.reading shown until something else is
 */
export function planObserver(
  context: Context,
  how: {
    readonly isPrinted?: boolean;
    readonly completed?: () => Promise<void>;
    readonly reading?: Progress | undefined;
  } = {},
): PlanObserver {
  let progress: Progress | undefined;
  let started = 0;
  const { clock, stdout } = context.host;
  const tell = (shown: Progress, reading: ReadingProgress) => {
    // A spinner and rows on the same terminal would write over each other.
    if (how.isPrinted && reading.steps > 0 && stdout.isTTY) shown.done();
    else if (reading.done > 0) shown.update(() => readingText(reading, clock.elapsed() - started));
    return reading.isComplete ? how.completed?.() : undefined;
  };
  const start = async () => {
    started = clock.elapsed();
    progress = await context.progress("Reading deals");
    return progress;
  };
  return {
    onClose: context.onClose,
    progress: (reading) => {
      how.reading?.done();
      if (reading === undefined) return progress?.done();
      return progress === undefined ? start().then((shown) => tell(shown, reading)) : tell(progress, reading);
    },
    warning: async ({ code, isNote, run, say }) => {
      how.reading?.done();
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

function readingText({ changes, done, steps, total }: ReadingProgress, ms: number): string {
  return progressText({
    label: "Reading deals",
    done,
    total,
    counts: { "to update": changes, blocked: steps - changes },
    ms,
  });
}

/** @param how.isConfirmed true: no one is asked */
export function runObserver(
  context: Context,
  how: {
    readonly isConfirmed: boolean;
    readonly completed?: () => Promise<void>;
    readonly reading?: Progress;
  },
): RunObserver {
  const on = {
    ...planObserver(context, how),
    started: () => how.reading?.done(),
    resuming: (pending: PendingChanges) => previewPending(context, pending),
  };
  if (how.isConfirmed) return on;
  return {
    ...on,
    canConfirm: async () => {
      how.reading?.done();
      await checkCanConfirm(context);
    },
    confirm: async (planned) => {
      how.reading?.done();
      const { profile } = await context.account();
      await preview(context, planned);
      return confirmApply(context, questionOf({ ...planned, profile }));
    },
  };
}
