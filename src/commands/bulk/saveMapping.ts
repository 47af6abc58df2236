/** `--save-mapping FILE`: a mapping for the columns of an input file, as a start. */
import type { Context } from "../../cli/context.ts";
import { usage } from "../../failure.ts";
import { writeFileAtomic } from "../../files/atomicWrite.ts";
import { isSameFile } from "../../files/operations.ts";
import { option, say } from "../../hint.ts";
import { openInput, type RowsSource } from "../../plans/input.ts";
import { printMapping } from "../../rows/mapping/printMapping.ts";
import { startMapping } from "../../rows/mapping/startMapping.ts";
import { headerOf } from "../../rows/read.ts";
import { typedPath } from "../../text/typedPath.ts";

/** @throws Failure `file_exists`, `output_is_input`, `no_columns` */
export async function saveMapping(
  context: Context,
  source: RowsSource,
  { overwrite, shown }: { readonly shown: string; readonly overwrite: boolean },
): Promise<void> {
  const path = typedPath(context.host, shown);
  if (source.path !== "-" && (await isSameFile(path, typedPath(context.host, source.path)))) {
    throw usage(
      "output_is_input",
      `${shown} is the input file`,
      say`use ${option("saveMapping", "mapping.yaml")}`,
    );
  }
  const on = { onClose: context.onClose };
  const account = { host: context.host, signals: context.interrupt };
  const input = await openInput(account, source.path, on, source.options.sheet);
  context.onClose(() => input.close());
  const header = await headerOf(input.open(), { ...source.options, name: input.name });
  if (header === undefined) {
    throw usage(
      "no_columns",
      `${input.name} has no columns: mapping files are for CSV, TSV and spreadsheets`,
    );
  }
  const format = /\.json$/i.test(shown) ? "json" : "yaml";
  const text = printMapping(startMapping(header, source.options), format);
  async function* pieces(): AsyncGenerator<string> {
    yield text;
  }
  await writeFileAtomic(path, pieces(), { overwrite, shown, what: "mapping" });
}
