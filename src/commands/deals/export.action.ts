/** `routera deals export`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { requestedProperties } from "../../deals/properties.ts";
import type { Where } from "../../deals/where.ts";
import { KINDS } from "../../failure.ts";
import { writeFileAtomic } from "../../files/atomicWrite.ts";
import { type ExportedDeals, type ExportWriter, exportDeals, exportToFile } from "../../plans/export.ts";
import type { Progress } from "../../terminal/progress.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type ExportResult, exportView } from "../../views/export.ts";
import { csvText } from "../../views/formats/csv.ts";
import { ndjsonText } from "../../views/formats/json.ts";
import { workbookBytes } from "../../views/formats/workbook.ts";
import { readingObserver, withKeys } from "../bulk/reading.ts";
import { withFieldHints } from "./fieldHint.ts";

export type ExportFile = {
  readonly path: string;
  readonly format: "csv" | "ndjson" | "xlsx";
  readonly overwrite: boolean;
};

/** `out` undefined: to stdout. */
export type Input = {
  readonly where: Where;
  readonly properties: readonly string[];
  readonly archived: boolean;
  readonly out: ExportFile | undefined;
};

export async function execute(
  context: Context,
  { out, properties, ...query }: Input,
): Promise<CommandResult> {
  const { account } = withFieldHints(context);
  const options = {
    ...query,
    properties: async () =>
      requestedProperties([...(await context.settings()).properties.value, ...properties]),
  };
  if (out === undefined) {
    const { columns, counter, rows } = await exportDeals(account, options, readingObserver(context, true));
    return exported({ rows: withKeys(context, rows), columns, counter });
  }
  const { format, path: shown } = out;
  const target = { ...out, path: typedPath(context.host, shown), shown };
  const write: ExportWriter = (deals) =>
    writeFileAtomic(target.path, FILE_CONTENT[format](deals, { ...query, context, shown }), {
      ...target,
      what: "export",
    });
  const counter = await exportToFile(account, options, target, write, readingObserver(context, false));
  const next = (await context.wording()).line({ command: "deals plan", operands: [shown] });
  return exported({ file: shown, next, counter });
}

/** How many deals there are is known once they are written. */
function exported(value: ExportResult): CommandResult {
  return result(exportView, value, {
    exitCode: () => (value.counter.blocked > 0 ? KINDS.rows_failed.exit : 0),
  });
}

type FileContent = (
  deals: ExportedDeals,
  about: { readonly context: Context; readonly where: Where; readonly shown: string },
) => AsyncGenerator<string | Uint8Array>;

const FILE_CONTENT: Readonly<Record<ExportFile["format"], FileContent>> = {
  /** Starts with a byte order mark: without it, Excel takes the text for another encoding. */
  csv: async function* ({ columns, rows }) {
    yield "\uFEFF";
    yield* csvText({ many: rows, columns, isInput: true }, { select: undefined, visible: false });
  },
  ndjson: async function* ({ columns, rows }) {
    const text = ndjsonText({ many: rows, columns }, undefined);
    if (typeof text === "string") yield text;
    else yield* text;
  },
  /** Reports what cannot be in a workbook. */
  xlsx: async function* ({ columns, rows }, { context, shown, where }) {
    const { line } = await context.wording();
    const account = await context.account();
    const about = [
      ["Target", account.target],
      ["Profile", account.profile],
      ["Exported at", new Date(context.host.clock.now()).toISOString()],
      ["Filter", where.length === 0 ? "all deals" : where.map(conditionText).join(" and ")],
      ["Preview your edits", line({ command: "deals plan", operands: [shown] })],
      ["Apply the plan", line({ command: "deals apply", operands: [shown] })],
    ] as const;
    let writing: Progress | undefined;
    // A workbook is written once all of its rows are known, which takes a while for many.
    const whole = async function* () {
      yield* rows;
      writing = await context.progress(`Writing ${shown}`);
    };
    const report = yield* workbookBytes(whole(), columns, about, context.interrupt.soft);
    writing?.done();
    const [first] = report.leftOut;
    if (first !== undefined) {
      await context.warn(
        `${report.leftOutCount} ${report.leftOutCount === 1 ? "value is" : "values are"} too long for a cell and not exported, such as ${first.column} in row ${first.row + 1}; planning the file leaves the ${report.leftOutCount === 1 ? "field" : "fields"} unchanged`,
        "values_left_out",
      );
    }
    if (report.plain) await context.note("the file is too large for drop-down lists and a filter");
  },
};

function conditionText({ field, operator, values }: Where[number]): string {
  return `${field} ${operator} ${values.join(", ")}`;
}
