/** `routera deals export`: what it does. */
import { allDeals } from "../../api/list.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { askedProperties } from "../../deals/properties.ts";
import type { Where } from "../../deals/where.ts";
import { matches, whereProperties } from "../../deals/where.ts";
import { refuseExisting, writeWhole } from "../../files/atomicWrite.ts";
import type { JsonObject } from "../../json.ts";
import { exportColumns, exportRow } from "../../plans/baseline/exportRow.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type ExportResult, exportView } from "../../views/export.ts";
import { csvText } from "../../views/formats/csv.ts";
import { ndjsonText } from "../../views/formats/json.ts";
import { hinting, selected } from "./fieldHint.ts";

export type ExportFile = {
  readonly path: string;
  readonly format: "csv" | "ndjson";
  readonly overwrite: boolean;
};

/** `out` undefined: to stdout. */
export type ExportRequest = {
  readonly where: Where;
  readonly properties: readonly string[];
  readonly archived: boolean;
  readonly out: ExportFile | undefined;
};

export const exportAction: Action<ExportRequest, ExportResult> = {
  run: async (context, request) => {
    const { out } = request;
    const target = out && { ...out, path: typedPath(context.host, out.path), shown: out.path };
    if (target !== undefined) await refuseExisting(target.path, target.overwrite, target.shown);
    const settings = await context.settings();
    const properties = askedProperties([...settings.properties.value, ...request.properties]);
    const columns = exportColumns(properties);
    const client = await (await hinting(context).account()).deals();
    const counter = { deals: 0 };
    const rows = exported();
    if (target === undefined) return { rows, columns: columns.names };
    await writeWhole(target.path, fileText(target, rows, columns.names), { ...target, what: "export" });
    const next = (await context.wording()).line({ command: "deals plan", operands: [target.shown] });
    return { file: target.shown, deals: counter.deals, next };

    async function* exported(): AsyncGenerator<JsonObject> {
      const asked = [...new Set([...properties, ...whereProperties(request.where)])];
      yield* watched(
        context,
        counter,
        (async function* () {
          for await (const deal of allDeals(client, { archived: request.archived, properties: asked })) {
            if (matches(request.where, deal)) yield exportRow(deal, columns);
          }
        })(),
        out === undefined,
      );
    }
  },
  view: () => exportView,
};

/** The text of a file. CSV starts with a byte order mark: without it, Excel takes the text for another encoding. */
async function* fileText(
  { format }: ExportFile,
  rows: AsyncIterable<JsonObject>,
  columns: readonly string[],
): AsyncGenerator<string> {
  const value = { many: rows, columns, isInput: true };
  if (format === "csv") {
    yield "\uFEFF";
    yield* csvText(value, { select: undefined, visible: false });
    return;
  }
  const text = ndjsonText(value, undefined);
  if (typeof text === "string") yield text;
  else yield* text;
}

async function* watched(
  context: Context,
  counter: { deals: number },
  rows: AsyncIterable<JsonObject>,
  printed: boolean,
): AsyncGenerator<JsonObject> {
  const progress = await context.progress("reading deals");
  const keys = selected(context);
  try {
    for await (const row of rows) {
      counter.deals += 1;
      if (printed) keys.see(row);
      // A spinner and rows on the same terminal would write over each other.
      if (printed && context.host.stdout.isTTY) progress.done();
      else progress.update(`reading deals: ${counter.deals}`);
      yield row;
    }
  } finally {
    progress.done();
  }
  await keys.tell();
}
