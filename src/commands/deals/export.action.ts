/** `routera deals export`: what it does. */
import type { Action } from "../../cli/command.ts";
import { askedProperties } from "../../deals/properties.ts";
import type { Where } from "../../deals/where.ts";
import { KINDS } from "../../failure.ts";
import { writeWhole } from "../../files/atomicWrite.ts";
import { type ExportedDeals, type ExportWriter, exportDeals, exportToFile } from "../../plans/export.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type ExportResult, exportView } from "../../views/export.ts";
import { csvText } from "../../views/formats/csv.ts";
import { ndjsonText } from "../../views/formats/json.ts";
import { hinting } from "./fieldHint.ts";
import { readingObserver, withKeys } from "./reading.ts";

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
  run: async (context, { out, properties, ...request }) => {
    const { account } = hinting(context);
    const options = {
      ...request,
      properties: async () =>
        askedProperties([...(await context.settings()).properties.value, ...properties]),
    };
    if (out === undefined) {
      const { columns, counter, rows } = await exportDeals(account, options, readingObserver(context, true));
      return { rows: withKeys(context, rows), columns, counter };
    }
    const { format, path: shown } = out;
    const target = { ...out, path: typedPath(context.host, shown), shown };
    const write: ExportWriter = (deals) =>
      writeWhole(target.path, FILE_TEXT[format](deals), { ...target, what: "export" });
    const counter = await exportToFile(account, options, target, write, readingObserver(context, false));
    const next = (await context.wording()).line({ command: "deals plan", operands: [shown] });
    return { file: shown, next, counter };
  },
  view: () => exportView,
  exitCode: ({ counter }) => (counter.blocked > 0 ? KINDS.rows_failed.exit : 0),
};

type FileText = (deals: ExportedDeals) => AsyncGenerator<string>;

const FILE_TEXT: Readonly<Record<ExportFile["format"], FileText>> = {
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
};
