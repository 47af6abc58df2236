/** A mapping, applied to the options that rows are read with. */
import { type Failure, usage } from "../../failure.ts";
import type { RowsOptions } from "../options.ts";
import type { Mapping } from "./mapping.ts";
import { parseMapping } from "./parseMapping.ts";

/** Options that were given take precedence over the mapping. */
export function withMapping(options: RowsOptions, mapping: Mapping): RowsOptions {
  return {
    ...options,
    mapping,
    idColumn: options.idColumn ?? mapping.column,
    by: options.idColumn === undefined && mapping.by !== "id" ? mapping.by : options.by,
    ignoreColumns: [...(options.ignoreColumns ?? []), ...mapping.ignore],
    emptyCells: options.emptyCells ?? mapping.emptyCells,
  };
}

/** @param shown what the text is called in messages @throws Failure `bad_mapping` that shows what is wrong with it */
export function mappingOfText(text: string, shown: string): Mapping {
  const { mapping, problems } = parseMapping(text);
  if (mapping !== undefined) return mapping;
  throw mappingFailure(shown, problems);
}

function mappingFailure(
  shown: string,
  problems: NonNullable<ReturnType<typeof parseMapping>["problems"]>,
): Failure {
  const [first, ...others] = problems.map(({ line, message, path: keys }) => {
    const place = keys.length === 0 ? "" : `${keys.join(".")} `;
    return `${line === undefined ? "" : `line ${line}: `}${place}${message}`;
  });
  return usage("bad_mapping", `${shown} ${first}`, [...others.slice(0, 10), { help: ["mapping"] }]);
}
