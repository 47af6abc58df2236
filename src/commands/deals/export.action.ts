/** `routera deals export`: what it does. */
import { allDeals } from "../../api/list.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { concealmentProblem, TOKEN_IN_DEAL } from "../../deals/concealment.ts";
import { askedProperties } from "../../deals/properties.ts";
import type { Where } from "../../deals/where.ts";
import { matches, whereProperties } from "../../deals/where.ts";
import { KINDS } from "../../failure.ts";
import { refuseExisting, writeFileAtomic } from "../../files/atomicWrite.ts";
import type { JsonObject } from "../../json.ts";
import { exportColumns, exportRow } from "../../plans/baseline/exportRow.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type ExportResult, exportView } from "../../views/export.ts";
import { csvText } from "../../views/formats/csv.ts";
import { ndjsonText } from "../../views/formats/json.ts";
import { workbookBytes } from "../../views/formats/workbook.ts";
import { hinting, selected } from "./fieldHint.ts";

export type ExportFile = {
  readonly path: string;
  readonly format: "csv" | "ndjson" | "xlsx";
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
    const counter = { deals: 0, blocked: 0 };
    const rows = exported();
    if (target === undefined) return { rows, columns: columns.names, counter };
    const file =
      target.format === "xlsx"
        ? workbook(context, request, target.shown, rows, columns.names)
        : fileText(target, rows, columns.names);
    await writeFileAtomic(target.path, file, { ...target, what: "export" });
    const next = (await context.wording()).line({ command: "deals plan", operands: [target.shown] });
    return { file: target.shown, next, counter };

    async function* exported(): AsyncGenerator<JsonObject> {
      const asked = [...new Set([...properties, ...whereProperties(request.where)])];
      yield* watched(
        context,
        counter,
        (async function* () {
          for await (const deal of allDeals(client, { archived: request.archived, properties: asked })) {
            if (!matches(request.where, deal)) continue;
            const problem = concealmentProblem(deal);
            if (problem === undefined) yield exportRow(deal, columns);
            else {
              counter.blocked += 1;
              await context.warn(`deal ${deal.id} is not exported: ${problem}`, TOKEN_IN_DEAL);
            }
          }
        })(),
        out === undefined,
      );
    }
  },
  view: () => exportView,
  exitCode: ({ counter }) => (counter.blocked > 0 ? KINDS.rows_failed.exit : 0),
};

/** The bytes of an XLSX file; tells what cannot stand in it. */
async function* workbook(
  context: Context,
  { where }: ExportRequest,
  shown: string,
  rows: AsyncIterable<JsonObject>,
  columns: readonly string[],
): AsyncGenerator<Uint8Array> {
  const { line } = await context.wording();
  const account = await context.account();
  const about = [
    ["Target", account.target],
    ["Profile", account.profile],
    ["Exported at", new Date(context.host.clock.now()).toISOString()],
    ["Filter", where.length === 0 ? "all deals" : where.map(conditionText).join(" and ")],
    ["See your changes", line({ command: "deals plan", operands: [shown] })],
    ["Apply them", line({ command: "deals apply", operands: [shown] })],
  ] as const;
  const report = yield* workbookBytes(rows, columns, about, context.interrupt.soft);
  const [first] = report.leftOut;
  if (first !== undefined) {
    await context.warn(
      `${report.leftOutCount} ${report.leftOutCount === 1 ? "value does" : "values do"} not fit into a cell and ${report.leftOutCount === 1 ? "is" : "are"} left out, such as ${first.column} in row ${first.row + 1}; the fields stay unchanged when the file is planned`,
      "values_left_out",
    );
  }
  if (report.plain) await context.note("the file is large: it has no drop-down lists and no filter");
}

function conditionText({ field, operator, values }: Where[number]): string {
  return `${field} ${operator} ${values.join(", ")}`;
}

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
