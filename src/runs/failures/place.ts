/** Failures file of an operation: the place is tried before anything is asked of Routera, and filled as rows end. */
import { usage } from "../../failure.ts";
import { isSameFile } from "../../files/operations.ts";
import { type HintedCommand, option, say, words } from "../../hint.ts";
import type { Host } from "../../host.ts";
import { printJson } from "../../json.ts";
import type { PlanObserver } from "../../plans/observer.ts";
import type { Step } from "../../plans/plan.ts";
import type { RowsOptions } from "../../rows/options.ts";
import { BASELINE_COLUMN } from "../../rows/ownFile.ts";
import type { Original } from "../../rows/row.ts";
import { guardCell } from "../../text/cells/cellGuard.ts";
import { typedPath } from "../../text/typedPath.ts";
import { type FailuresFile, type FailuresPlace, reserveFailures } from "./file.ts";
import { checkFailuresName, checkSheetName } from "./fileName.ts";
import { failureLines, fieldColumns } from "./lines.ts";
import { sheetShape } from "./sheetLines.ts";

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
  checkFailuresName(shown);
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
  about: {
    readonly original?: Original | undefined;
    /** How rows like the original one are read. */
    readonly options?: RowsOptions | undefined;
    readonly steps: () => AsyncIterable<Step>;
  },
): Promise<FailuresFile | undefined> {
  if (place === undefined) return undefined;
  const { shown: path } = place;
  const isSheet = /\.[ct]sv$/i.test(path);
  const delimiter = /\.tsv$/i.test(path) ? "\t" : ",";
  if (/\.xlsx$/i.test(path)) {
    const hasBaseline = about.original?.kind === "cells" && about.original.header.includes(BASELINE_COLUMN);
    const columns = await fieldColumns(path, about.steps(), () => true);
    const { shape, json } = await sheetShape(columns, about.steps(), hasBaseline);
    return saying(on, path, place.fill(shape), json.length === 0 ? {} : { jsonColumn: json });
  }
  if (about.original?.kind === "cells" && !losesTypes(about.original)) {
    checkSheetName(path, about.original);
    const { header } = about.original;
    const sheet = place.fill(await failureLines({ kind: "sheet", header }, delimiter));
    return saying(on, path, sheet, readAgainOptions(about.options));
  }
  if (!isSheet) {
    const objects = place.fill(await failureLines({ kind: "objects" }, delimiter));
    // Of a spreadsheet, what the cells come to is written.
    const asItCame = about.original?.kind === "object";
    return saying(on, path, objects, asItCame ? readAgainOptions(about.options) : {});
  }
  const columns = await fieldColumns(path, about.steps(), (name) => guardCell(name) === name);
  const file = place.fill(await failureLines({ kind: "fields", columns }, delimiter));
  const json = columns.flatMap(({ field, json }) => (json ? [field] : []));
  return saying(on, path, file, json.length === 0 ? {} : { jsonColumn: json });
}

/** In CSV, the number 5 and the text "5" are the same; a baseline distinguishes them. */
function losesTypes(original: Extract<Original, { kind: "cells" }>): boolean {
  return original.isSpreadsheet === true && !original.header.includes(BASELINE_COLUMN);
}

/** The options without which the same rows would mean something else. */
function readAgainOptions(options: RowsOptions = {}): ReadOptions {
  const {
    accept = [],
    alsoSet,
    by,
    mapping,
    mappingFile,
    decimal,
    emptyCells,
    idColumn,
    ignoreBaseline,
    ignoreColumns = [],
    jsonColumns = [],
    map,
  } = options;
  return {
    ...(by === undefined && mapping === undefined && idColumn !== undefined && { idColumn }),
    ...(by !== undefined && mapping === undefined && { by }),
    ...(mappingFile !== undefined && { mapping: mappingFile }),
    ...(alsoSet !== undefined && {
      fieldJson: Object.entries(alsoSet).map(([name, value]) => `${name}=${printJson(value)}`),
    }),
    ...(map !== undefined &&
      map.size > 0 && { map: [...map].map(([column, field]) => `${column}=${field}`) }),
    ...(jsonColumns.length > 0 && { jsonColumn: jsonColumns }),
    ...(ignoreColumns.length > 0 && mapping === undefined && { ignoreColumn: ignoreColumns }),
    ...(decimal !== undefined && { decimal }),
    ...(accept.length > 0 && { accept }),
    ...(ignoreBaseline && { ignoreBaseline: true }),
    ...(emptyCells !== undefined && { emptyCells }),
  };
}

type ReadOptions = NonNullable<HintedCommand["options"]>;

/** What is in a file only means the same when it is read with the same options. */
function saying(
  on: Pick<PlanObserver, "warning">,
  path: string,
  file: FailuresFile,
  options: ReadOptions,
): FailuresFile {
  let rows = 0;
  return {
    add: (wanted, report) => {
      rows++;
      return file.add(wanted, report);
    },
    close: async () => {
      await file.close();
      const keys = Object.keys(options);
      if (rows === 0 || keys.length === 0) return;
      const isJson = keys.every((key) => key === "jsonColumn");
      await on.warning?.({
        code: "failures_need_options",
        say: isJson
          ? "the failed rows contain JSON; apply them with"
          : "the failed rows require the same options; apply them with",
        run: { command: "deals apply", operands: [path], options },
        isNote: true,
      });
    },
  };
}

async function refuseSameFile(failures: string, input: string): Promise<void> {
  if (!(await isSameFile(failures, input))) return;
  throw usage(
    "bad_failures_file",
    words`${option("failures")} is the input file`,
    say`use ${option("failures", "failed.csv")}`,
  );
}
