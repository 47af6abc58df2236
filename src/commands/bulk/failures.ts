/** `--failures FILE` of a call: the place is tried before anything is asked of Routera, and filled as rows end. */

import type { Context } from "../../cli/context.ts";
import { usage } from "../../failure.ts";
import { realpath } from "../../files/operations.ts";
import { option, say } from "../../hint.ts";
import type { Step } from "../../plans/plan.ts";
import type { Original } from "../../rows/row.ts";
import { type FailuresFile, type FailuresPlace, reserveFailures } from "../../runs/failures/file.ts";
import { failureLines, fieldColumns } from "../../runs/failures/lines.ts";
import { neutralise, unneutralise } from "../../text/formulas.ts";
import { typedPath } from "../../text/typedPath.ts";
import type { Guards } from "./flags.ts";

/**
 * @param input the file that the rows come from: they are still being read when failed ones are written
 * @throws Failure `bad_failures_file`, `file_exists`, `failures_failed`
 */
export async function failuresPlace(
  context: Context,
  { failures, force }: Pick<Guards, "failures" | "force">,
  input?: string,
): Promise<FailuresPlace | undefined> {
  if (failures === undefined) return undefined;
  const path = typedPath(context.host, failures);
  if (input !== undefined && input !== "-") await refuseSameFile(path, typedPath(context.host, input));
  const place = await reserveFailures(path, { overwrite: force, shown: failures });
  context.onClose(place.discard);
  return place;
}

/**
 * Rows are written in the shape in which they came, as far as they are at hand; else as the name of the file says: a sheet
 * with a column for each field, or NDJSON.
 * @param about.steps what may fail @throws Failure `bad_failures_file`
 */
export async function failuresFile(
  context: Context,
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
    context,
    path,
    file,
    columns.flatMap(({ field, json }) => (json ? [field] : [])),
  );
}

/** What stands in a sheet whose cells are not all texts is only right when that is said again. */
function saying(context: Context, path: string, file: FailuresFile, json: readonly string[]): FailuresFile {
  let rows = 0;
  return {
    add: (wanted, report) => {
      rows++;
      return file.add(wanted, report);
    },
    close: async () => {
      await file.close();
      if (rows === 0 || json.length === 0) return;
      const { line } = await context.wording();
      const feed = line({ command: "deals apply", operands: [path], options: { jsonColumn: json } });
      await context.note(`the failed rows hold JSON; feed them with: ${feed}`);
    },
  };
}

/** @throws Failure `bad_failures_file` for a name whose ending speaks of another format */
export function checkSheetName(path: string): void {
  if (!/\.(?:jsonl|ndjson)$/i.test(path)) return;
  throw usage(
    "bad_failures_file",
    `--failures writes CSV here, and ${JSON.stringify(path)} would not be read as such again`,
    say`write ${option("failures", path.replace(/\.\w+$/, ".csv"))}`,
  );
}

async function refuseSameFile(failures: string, input: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => path);
  if ((await real(failures)) !== (await real(input))) return;
  throw usage("bad_failures_file", "--failures names the input itself", "write --failures failed.csv");
}
