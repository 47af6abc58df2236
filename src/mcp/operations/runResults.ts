/** Rows of a run as they are reported to an agent: not more than fit into an answer. */
import type { JsonObject } from "../../json.ts";
import { isError, type RowReport } from "../../runs/engine/rowReport.ts";
import { rowJson } from "../../views/run.ts";

/** So many rows are reported one by one; of the others only those that failed, up to as many again. */
const MAX_RESULTS = 1_000;

export class RunResults {
  readonly shown: JsonObject[] = [];
  omitted = 0;

  add(report: RowReport): void {
    if (this.shown.length < (isError(report) ? 2 * MAX_RESULTS : MAX_RESULTS)) {
      this.shown.push(rowJson(report));
    } else this.omitted += 1;
  }
}
