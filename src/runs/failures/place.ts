/** Failures file of an operation: the place is tried before anything is asked of Routera, and filled as rows end. */

import { usage } from "../../failure.ts";
import { realpath } from "../../files/operations.ts";
import { option, say, words } from "../../hint.ts";
import type { Host } from "../../host.ts";
import type { PlanObserver } from "../../plans/observer.ts";
import type { Step } from "../../plans/plan.ts";
import type { Original } from "../../rows/row.ts";
import { neutralise, unneutralise } from "../../text/formulas.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type FailuresFile, type FailuresPlace, reserveFailures } from "./file.ts";
import { failureLines, fieldColumns } from "./lines.ts";

/** Where failed rows go. */
export type FailuresTarget = {
  /** As it was typed. */
  readonly path: string;
  /** True: a file of that name is replaced. */
  readonly overwrite: boolean;
};

/**
 * @param input the file that the rows come from: they are still being read when failed ones are written
 * @throws Failure `bad_failures_file`, `file_exists`, `failures_failed`
 */
export async function failuresPlace(
  host: Host,
  target: FailuresTarget | undefined,
  on: Pick<PlanObserver, "onClose">,
  input?: string,
): Promise<FailuresPlace | undefined> {
  if (target === undefined) return undefined;
  const { overwrite, path: shown } = target;
  const path = typedPath(host, shown);
  if (input !== undefined && input !== "-") await refuseSameFile(path, typedPath(host, input));
  const place = await reserveFailures(path, { overwrite, shown });
  on.onClose(place.discard);
  return place;
}

/**
 * Rows are written in the shape in which they came, as far as they are at hand; else as the name of the file says: a sheet
 * with a column for each field, or NDJSON.
 * @param about.steps what may fail @throws Failure `bad_failures_file`
 */
export async function failuresFile(
  on: Pick<PlanObserver, "warning">,
  place: FailuresPlace | undefined,
  about: { readonly original?: Original | undefined; readonly steps: () => AsyncIterable<Step> },
): Promise<FailuresFile | undefined> {
  if (place === undefined) return undefined;
  const { shown: path } = place;
  const isSheet = /\.[ct]sv$/i.test(path);
  const delimiter = /\.tsv$/i.test(path) ? "\t" : ",";
  const guard = { mark: neutralise, cell: (text: string) => neutralise(unneutralise(text)) };
  if (about.original?.kind === "cells") {
    checkSheetName(path);
    const { header } = about.original;
    return place.fill(await failureLines({ kind: "sheet", header }, delimiter, guard));
  }
  if (!isSheet) return place.fill(await failureLines({ kind: "objects" }, delimiter, guard));
  const columns = await fieldColumns(path, about.steps(), (name) => neutralise(name) === name);
  const file = place.fill(await failureLines({ kind: "fields", columns }, delimiter, guard));
  return saying(
    on,
    path,
    file,
    columns.flatMap(({ field, json }) => (json ? [field] : [])),
  );
}

/** What stands in a sheet whose cells are not all texts is only right when that is said again. */
function saying(
  on: Pick<PlanObserver, "warning">,
  path: string,
  file: FailuresFile,
  json: readonly string[],
): FailuresFile {
  let rows = 0;
  return {
    add: (wanted, report) => {
      rows++;
      return file.add(wanted, report);
    },
    close: async () => {
      await file.close();
      if (rows === 0 || json.length === 0) return;
      await on.warning?.({
        code: "failures_hold_json",
        say: "the failed rows hold JSON; feed them with",
        run: { command: "deals apply", operands: [path], options: { jsonColumn: json } },
        isNote: true,
      });
    },
  };
}

/** @throws Failure `bad_failures_file` for a name whose ending speaks of another format */
export function checkSheetName(path: string): void {
  if (!/\.(?:jsonl|ndjson)$/i.test(path)) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} writes CSV here, and ${JSON.stringify(path)} would not be read as such again`,
    say`write ${option("failures", path.replace(/\.\w+$/, ".csv"))}`,
  );
}

async function refuseSameFile(failures: string, input: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => path);
  if ((await real(failures)) !== (await real(input))) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} names the input itself`,
    say`write ${option("failures", "failed.csv")}`,
  );
}
