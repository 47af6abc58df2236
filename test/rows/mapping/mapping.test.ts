import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LosslessNumber } from "../../../src/json.ts";
import type { ColumnForm, MappedColumn, Mapping } from "../../../src/rows/mapping/mapping.ts";
import { MAX_MAPPING_LENGTH, parseMapping } from "../../../src/rows/mapping/parseMapping.ts";
import { printMapping } from "../../../src/rows/mapping/printMapping.ts";
import { readMappedCell } from "../../../src/rows/mapping/readMappedCell.ts";

const EXAMPLE = `
by: external_id
column: Record ID
columns:
  Deal Name: deal_name
  Deal Stage:
    field: deal_stage
    values:
      Closed Won: won
      Closed Lost: lost
  Amount: { field: amount, type: number, currency: true }
  Close Date: { field: close_date, type: date, order: mdy }
  Deal owner:
    field: deal_owner
    values: { J. Doe: jane@example.com }
  Tags: { field: tags, type: json }
ignore: [Create Date]
empty_cells: clear
`;

function parsed(text: string): Mapping {
  const { mapping, problems } = parseMapping(text);
  expect(problems).toBeUndefined();
  return mapping as Mapping;
}

describe("mapping files", () => {
  it("say what a file of another system means", () => {
    const mapping = parsed(EXAMPLE);
    expect(mapping).toMatchObject({
      by: "external_id",
      column: "Record ID",
      ignore: ["Create Date"],
      emptyCells: "clear",
    });
    expect(mapping.columns.get("Deal Name")).toEqual({
      field: "deal_name",
      form: { type: "string" },
      values: undefined,
    });
    expect(mapping.columns.get("Amount")?.form).toEqual({ type: "number", decimal: "point", currency: true });
    expect(mapping.columns.get("Deal Stage")?.values).toEqual(
      new Map([
        ["Closed Won", "won"],
        ["Closed Lost", "lost"],
      ]),
    );
  });

  it("may be JSON, and find the deal by id where nothing else is said", () => {
    expect(parsed('{"column": "ID"}')).toEqual({
      by: "id",
      column: "ID",
      columns: new Map(),
      ignore: [],
      emptyCells: undefined,
    });
  });

  it.each<[string, string, readonly (readonly [string, string, number | undefined])[]]>([
    ["no YAML", "by: [", [["not_yaml", "", 1]]],
    ["the same key twice", "column: a\ncolumn: b", [["not_yaml", "", 2]]],
    ["a tag", "column: !!js/function 'x'", [["not_yaml", "", 1]]],
    ["an alias", "column: &a x\nby: *a", [["not_yaml", "", 1]]],
    ["nothing", "", [["missing_key", "column", 1]]],
    ["a list", "- a", [["bad_value", "", 1]]],
    ["unknown keys", "column: a\nurl: https://example.com\ntoken: x", [["unknown_key", "url", 2]]],
    [
      "a wrong type",
      "column: a\ncolumns:\n  b: {field: c, type: money}",
      [["bad_value", "columns.b.type", 3]],
    ],
    ["no field", "column: a\ncolumns:\n  b: {type: json}", [["missing_key", "columns.b.field", 3]]],
    [
      "an unknown key of a column",
      "column: a\ncolumns:\n  b: {field: c, format: x}",
      [["unknown_key", "columns.b.format", 3]],
    ],
    [
      "a date without order",
      "column: a\ncolumns:\n  b: {field: c, type: date}",
      [["missing_key", "columns.b.order", 3]],
    ],
    [
      "an option of another type",
      "column: a\ncolumns:\n  b: {field: c, type: json, order: dmy}",
      [["option_of_other_type", "columns.b.order", 3]],
    ],
    ["a field twice", "column: a\ncolumns:\n  b: x\n  c: x", [["duplicate_field", "columns.c", 4]]],
    [
      "the key as a field",
      "by: external_id\ncolumn: a\ncolumns:\n  b: external_id",
      [["duplicate_field", "columns.b", 4]],
    ],
    [
      "the key column as another",
      "column: a\ncolumns:\n  a: x\nignore: [a]",
      [
        ["duplicate_column", "columns.a", 3],
        ["duplicate_column", "columns.a", 3],
        ["duplicate_column", "ignore", 4],
      ],
    ],
    ["an ignored column", "column: a\ncolumns:\n  b: x\nignore: [b]", [["duplicate_column", "columns.b", 3]]],
    ["names of objects", "column: a\ncolumns:\n  constructor: x", [["bad_value", "columns.constructor", 3]]],
    ["__proto__", "column: a\n__proto__: {x: y}", [["bad_value", "__proto__", 2]]],
    ["empty_cells of another kind", "column: a\nempty_cells: delete", [["bad_value", "empty_cells", 2]]],
    ["an empty name", "column: ''", [["bad_value", "column", 1]]],
  ])("%s is refused with its place", (_title, text, expected) => {
    const { problems = [] } = parseMapping(text);
    expect(problems.map(({ code, path, line }) => [code, path.join("."), line])).toEqual(expected);
    for (const { message } of problems) expect(message).toMatch(/^[a-z_"'A-Z].*[^.]$/);
  });

  it("that are too large are refused", () => {
    const { problems } = parseMapping(" ".repeat(MAX_MAPPING_LENGTH + 1));
    expect(problems?.[0].code).toBe("mapping_too_large");
  });

  it.each(["[".repeat(500_000), `{a: ${"{a: ".repeat(100_000)}`, "- ".repeat(400_000)])(
    "deep nesting is refused in a moment",
    (text) => {
      const started = performance.now();
      expect(parseMapping(text).problems).toMatchObject([{ code: "not_yaml", message: "nested too deep" }]);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );

  it("no text makes the parser throw", () => {
    const piece = fc.constantFrom(
      "column",
      "columns",
      "by",
      ":",
      " ",
      "\n",
      "  ",
      "-",
      "{",
      "}",
      "[",
      "]",
      "&a",
      "*a",
      "!!x",
      "|",
      ">",
      "'",
      '"',
      "#",
      "%YAML 9",
      "---",
      "\t",
      "null",
      "1",
      "? ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { mapping, problems } = parseMapping(pieces.join(""));
        expect(mapping === undefined).toBe(problems !== undefined);
      }),
      { numRuns: 2000 },
    );
  });
});

const names = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((one) => !["__proto__", "prototype", "constructor"].includes(one) && one.isWellFormed());
const forms: fc.Arbitrary<ColumnForm> = fc.oneof(
  fc.constantFrom<ColumnForm>({ type: "string" }, { type: "boolean" }, { type: "json" }),
  fc.record({
    type: fc.constant("number" as const),
    decimal: fc.constantFrom("point" as const, "comma" as const),
    currency: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("date" as const),
    order: fc.constantFrom("dmy" as const, "mdy" as const, "ymd" as const),
  }),
);

describe("printed mappings", () => {
  it("are read as the same mapping", () => {
    const column = fc.tuple(
      forms,
      fc.option(fc.dictionary(names, names, { minKeys: 1, maxKeys: 3 }), { nil: undefined }),
    );
    const columns = fc.dictionary(names, column, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(columns, fc.constantFrom("yaml" as const, "json" as const), (drawn, format) => {
        const entries = Object.entries(drawn).map(([one, [form, table]], at): [string, MappedColumn] => [
          one,
          {
            field: `field_${at}`,
            form,
            values: form.type === "string" && table ? new Map(Object.entries(table)) : undefined,
          },
        ]);
        const mapping: Mapping = {
          by: "external_id",
          column: "\u0001 key",
          columns: new Map(entries),
          ignore: [],
          emptyCells: "clear",
        };
        expect(parsed(printMapping(mapping, format))).toEqual(mapping);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("cells of mapped columns", () => {
  const columns = parsed(EXAMPLE).columns;
  const number = (digits: string) => ({ value: new LosslessNumber(digits) });

  it.each<[string, string, unknown]>([
    ["Deal Name", " as it is ", { value: " as it is " }],
    ["Deal Stage", "Closed Won", { value: "won" }],
    ["Deal Stage", "closed won", { code: "value_not_in_table", expected: ["Closed Won", "Closed Lost"] }],
    ["Amount", "$1,250.00", number("1250.00")],
    ["Amount", "£900", number("900")],
    ["Amount", "1.234", number("1.234")],
    ["Amount", "1.250,00", { code: "bad_number_cell", expected: ["point"] }],
    ["Amount", "5%", { code: "bad_number_cell", expected: ["point"] }],
    ["Amount", "about 5", { code: "bad_number_cell", expected: ["point"] }],
    ["Close Date", "12/31/2026", { value: "2026-12-31" }],
    ["Close Date", "2026-12-31", { value: "2026-12-31" }],
    ["Close Date", "31/12/2026", { code: "bad_date_cell", expected: ["mdy"] }],
    ["Close Date", "2/30/2026", { code: "bad_date_cell", expected: ["mdy"] }],
    ["Close Date", "12/31/26", { code: "bad_date_cell", expected: ["mdy"] }],
    ["Tags", '["a", "b"]', { value: ["a", "b"] }],
    ["Tags", "a, b", { code: "bad_json_cell", expected: ["JSON"] }],
  ])("%s: %j", (column, text, expected) => {
    expect(readMappedCell(text, columns.get(column) as MappedColumn)).toEqual(expected);
  });

  it("numbers without a currency refuse one, and use the mark that was named", () => {
    const column: MappedColumn = {
      field: "amount",
      form: { type: "number", decimal: "comma", currency: false },
      values: undefined,
    };
    expect(readMappedCell("1.250,50", column)).toEqual(number("1250.50"));
    expect(readMappedCell("€ 5", column)).toEqual({ code: "bad_number_cell", expected: ["comma"] });
  });
});
