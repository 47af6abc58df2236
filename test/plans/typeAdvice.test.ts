/** The option that keeps the type of a field depends on where its values come from. */
import { expect, it } from "vitest";
import { plainText } from "../../src/hint.ts";
import { typeAdvice } from "../../src/plans/typeAdvice.ts";
import { mappingOfText } from "../../src/rows/mapping/withMapping.ts";
import type { RowsOptions } from "../../src/rows/options.ts";

const rows = (path: string, options: RowsOptions = {}) => ({ from: "rows" as const, path, options });
const MAPPING = mappingOfText(
  "by: external_id\ncolumn: Key\ncolumns:\n  Sum: { field: amount, type: string }\n",
  "mapping.yaml",
);

it.each([
  [{ from: "deals" as const }, 'use fieldJson: "amount=VALUE"'],
  [rows("ids.csv", { alsoSet: { amount: "1" } }), 'use fieldJson: "amount=VALUE"'],
  [rows("rows.csv"), 'add jsonColumn: "amount"'],
  [rows("-"), 'add jsonColumn: "amount"'],
  [rows("rows.csv", { map: new Map([["Value", "amount"]]) }), 'add jsonColumn: "Value"'],
  [rows("rows.csv", { mapping: MAPPING }), 'add jsonColumn: "Sum"'],
  [rows("rows.csv", { jsonColumns: ["amount"] }), "remove the quotes in the cells"],
  [
    rows("rows.csv", { jsonColumns: ["Value"], map: new Map([["Value", "amount"]]) }),
    "remove the quotes in the cells",
  ],
  [rows("rows.csv", { jsonColumns: ["Sum"], mapping: MAPPING }), "remove the quotes in the cells"],
  [rows("rows.json"), "write the values without quotes"],
  [rows("-", { format: "ndjson" }), "write the values without quotes"],
])("%j: %s", (source, advice) => {
  expect(plainText(typeAdvice("amount", source))).toBe(advice);
});
