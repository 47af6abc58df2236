/** A run that was carried out: rows as they end, or the summary alone. */
import { ROW_COLUMNS, runSummaryView } from "../../views/runSummary.ts";
import type { View } from "../../views/view.ts";
import type { Carried } from "./carryOut.ts";
import { summaryOf } from "./summaryOf.ts";

export const carriedView: View<Carried> = {
  table: (carried, page) => runSummaryView.table(summary(carried), page),
  value: (carried) =>
    carried.objects === undefined
      ? runSummaryView.value(summary(carried))
      : { many: carried.objects, columns: ROW_COLUMNS },
};

function summary({ context, end, read, takenBack }: Carried) {
  return summaryOf(end(), context.globals, { read, takenBack });
}
