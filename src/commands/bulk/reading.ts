/** Deals that are read while they are printed: progress on stderr, and warnings of `--select` keys that none of them has. */
import type { Context } from "../../cli/context.ts";
import type { JsonObject } from "../../json.ts";
import type { ExportObserver } from "../../plans/export.ts";
import type { Progress } from "../../terminal/progress.ts";
import { progressText } from "../../terminal/progressText.ts";
import { selected } from "../deals/fieldHint.ts";

/** @param isPrinted true: the deals are printed while they are read */
export function readingObserver(context: Context, isPrinted: boolean): ExportObserver {
  let progress: Progress | undefined;
  const { clock, stdout } = context.host;
  const started = clock.elapsed();
  return {
    progress: async (reading) => {
      if (reading === undefined) return progress?.done();
      progress ??= await context.progress("Reading deals");
      if (reading.done === 0 || reading.isComplete) return;
      // A spinner and rows on the same terminal would write over each other.
      if (isPrinted && reading.steps > 0 && stdout.isTTY) progress.done();
      else {
        const { done } = reading;
        progress.update(() => progressText({ label: "Reading deals", done, ms: clock.elapsed() - started }));
      }
    },
    warning: ({ code, say }) => context.warn(say, code),
  };
}

/** The same deals; the warnings come once all of them were read. */
export async function* withKeys<Row extends JsonObject>(
  context: Context,
  rows: AsyncIterable<Row>,
): AsyncGenerator<Row> {
  const keys = selected(context);
  for await (const row of rows) {
    keys.see(row);
    yield row;
  }
  await keys.tell();
}
