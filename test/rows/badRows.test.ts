import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure.ts";
import { INPUT_FORMATS } from "../../src/rows/format.ts";
import { lintRows } from "../../src/rows/lint.ts";
import type { RowsOptions } from "../../src/rows/options.ts";
import { readRows } from "../../src/rows/read.ts";
import { rowsFailure } from "../../src/rows/row.ts";
import { chunked, collected } from "./chunked.ts";

/** `code @line column`, for each problem. */
async function problems(text: string | Buffer, options: RowsOptions = {}) {
  const report = await lintRows(() => chunked(text, 7), options);
  expect(report.problemCount).toBe(report.problems.length);
  return report.problems.map(({ code, line, item, column }) =>
    [`${code} @${line}`, item === undefined ? "" : `#${item}`, column ?? ""].join(" ").trimEnd(),
  );
}

async function thrown(text: string | Buffer, options: RowsOptions = {}): Promise<Failure> {
  const error = await collected(readRows(chunked(text), options)).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  expect((error as Failure).exitCode).toBe(2);
  return error as Failure;
}

const map = (...pairs: [string, string][]) => new Map(pairs);

describe("headers", () => {
  it.each<[string, string, RowsOptions, string[]]>([
    ["no id column", "deal,deal_name\n", {}, ["missing_id_column @1"]],
    ["an empty name", "id,,deal_name\n", {}, ["empty_column_name @1"]],
    ["white space around a name", "id, deal_name\n", {}, ["bad_column_name @1   deal_name"]],
    ["a name twice", "id,a,b,a\n", {}, ["duplicate_column @1  a"]],
    ["the id column twice", "id,a,id\n", {}, ["duplicate_column @1  id"]],
    ["a mapped column that is not there", "id,a\n", { map: map(["b", "c"]) }, ["unknown_column @1"]],
    ["an ignored column that is not there", "id,a\n", { ignoreColumns: ["b"] }, ["unknown_column @1"]],
    ["a JSON column that is not there", "id,a\n", { jsonColumns: ["b"] }, ["unknown_column @1"]],
    ["two columns for one field", "id,a,b\n", { map: map(["a", "b"]) }, ["field_twice @1  b"]],
    ["no fields", "id,_a,b\n", { ignoreColumns: ["b"] }, ["no_field_columns @1"]],
    ["one column only", "id\n", {}, ["no_field_columns @1"]],
    [
      "system fields",
      "id,created_at,a,archived\n",
      {},
      ["system_field @1  created_at", "system_field @1  archived"],
    ],
    ["a column called id beside the id column", "deal,id,a\n", { idColumn: "deal" }, ["system_field @1  id"]],
    [
      "JavaScript's names",
      "id,__proto__,constructor\n",
      {},
      ["forbidden_field @1  __proto__", "forbidden_field @1  constructor"],
    ],
    ["a header behind blank lines", "\n\nid\n", {}, ["no_field_columns @3"]],
    ["a header cut in two ways", "a;b,c\n", {}, ["ambiguous_delimiter @1"]],
  ])("are refused with %s", async (_, text, options, expected) => {
    expect(await problems(text, options)).toEqual(expected);
  });

  it("must be there", async () => {
    expect(await problems("\n\n\n")).toEqual(["missing_header @1"]);
  });

  it("say which column may be meant", async () => {
    expect(await thrown("Deal ID,deal_name\nx,y\n")).toMatchObject({
      code: "missing_id_column",
      message: 'stdin line 1: no column is called "id"; there are "Deal ID", "deal_name"',
      hint: 'did you mean --id-column "Deal ID"?',
    });
    expect(await thrown("id,Deal Stage\nx,y\n", { map: map(["deal_stage", "deal_stage"]) })).toMatchObject({
      code: "unknown_column",
      hint: 'did you mean "Deal Stage"?',
    });
  });

  it("say how to leave out all that Routera keeps itself", async () => {
    expect((await thrown("id,created_at,deal_name,archived\nx,1,y,false\n")).hint).toBe(
      'leave out what Routera keeps itself: add --ignore-column created_at --ignore-column archived, or start the names with "_"',
    );
  });
});

describe("rows of a sheet", () => {
  it.each<[string, string, RowsOptions, string[]]>([
    ["fewer cells", "id,a\nx\n", {}, ["ragged_row @2"]],
    ["more cells", "id,a\nx,1\ny,1,2\n", {}, ["ragged_row @3"]],
    ["no id", "id,a\n,1\n  ,2\n", {}, ["missing_id @2  id", "missing_id @3  id"]],
    [
      "an id that leads elsewhere",
      "id,a\n..,1\na/b,1\nx%2e,1\n x,1\n",
      {},
      ["bad_deal_id @2  id", "bad_deal_id @3  id", "bad_deal_id @4  id", "bad_deal_id @5  id"],
    ],
    ["broken JSON in a JSON column", "id,a,b\nx,{,1\n", { jsonColumns: ["a", "b"] }, ["bad_json_cell @2  a"]],
    [
      "a key twice in a JSON cell",
      'id;a\nx;"{""k"":1,""k"":2}"\n',
      { jsonColumns: ["a"] },
      ["bad_json_cell @2  a"],
    ],
    [
      "empty cells that are errors",
      "id,a,b\nx,1,\ny,,\n",
      { emptyCells: "error" },
      ["empty_cell @2  b", "empty_cell @3  a", "empty_cell @3  b"],
    ],
    [
      "an id and a cell at once",
      "id,a\n,{\n",
      { jsonColumns: ["a"] },
      ["missing_id @2  id", "bad_json_cell @2  a"],
    ],
    ["a quote that stays open", 'id,a\nx,1\ny,"2\nz,3\n', {}, ["bad_csv @3"]],
    ["text behind a quote", 'id,a\nx,"1" 2\n', {}, ["bad_csv @2"]],
    ["a quote inside", 'id,a\n\nx,5" pipe\n', {}, ["bad_csv @3"]],
    ["problems before the break", 'id,a\n,1\nx,5" pipe\n', {}, ["missing_id @2  id", "bad_csv @3"]],
    ["tabs where a comma is expected", "id\ta\nx,1\n", {}, ["ragged_row @2"]],
  ])("are refused with %s", async (_, text, options, expected) => {
    expect(await problems(text, options)).toEqual(expected);
  });

  it.each([
    "1.2E+15",
    '"1,2E+15"',
    "5E-05",
    "1.2E15",
    '"1,2e15"',
    "#REF!",
    "#N/A",
    "#NAME?",
    "########",
    "Err:502",
    '"1,234,567"',
    "1 234 567",
    "1.234.567",
    "12345.0",
  ])("are refused with the id %s, which a spreadsheet made", async (id) => {
    const failure = await thrown(`id,a\nok,1\n${id},1\n`);
    expect(failure.code).toBe("mangled_id");
    expect(failure.message).toMatch(/^stdin line 3, column "id": the id ".*" is a /);
  });

  it.each(["550e8400-e29b-41d4-a716-446655440000", "5e10", "1.234", "12345678901234567890", "#12a", "id 7"])(
    "are taken with the id %s, which may be one",
    async (id) => {
      const tried = await lintRows(() => chunked(`id,a\n${id},1\n`));
      expect(tried.problems.filter(({ code }) => code === "mangled_id")).toEqual([]);
    },
  );

  it("are refused when one is longer than a MiB, wherever it ends", async () => {
    const long = "x".repeat(1024 * 1024 + 1);
    expect(await thrown(`id,a\nok,1\nx,${long}\n`)).toMatchObject({ code: "row_too_long" });
    const open = await thrown(`id,a\nok,1\nx,"${"y\n".repeat(600_000)}`);
    expect(open).toMatchObject({ code: "row_too_long", hint: "is a quote never closed?" });
    expect(open.message).toContain("line 3");
  });
});

describe("JSON rows", () => {
  it.each<[string, string, RowsOptions, string[]]>([
    ["broken JSON", '{"id":"a","n":1}\n{"id":\n{"id":"c","n":1}\nx\n', {}, ["bad_json @2", "bad_json @4"]],
    [
      "no object",
      '{"id":"a","n":1}\n[1]\n"x"\n3\nnull\n',
      {},
      ["not_an_object @2", "not_an_object @3", "not_an_object @4", "not_an_object @5"],
    ],
    [
      "no id",
      '{"n":1}\n{"id":null,"n":1}\n{"id":"","n":1}\n',
      {},
      ["missing_id @1", "missing_id @2", "missing_id @3  id"],
    ],
    [
      "an id of another kind",
      '{"id":true,"n":1}\n{"id":1.5,"n":1}\n{"id":["a"],"n":1}\n',
      {},
      ["bad_deal_id @1  id", "bad_deal_id @2  id", "bad_deal_id @3  id"],
    ],
    ["a key twice", '{"id":"a","n":1,"n":2}\n', {}, ["bad_json @1"]],
    ["system fields", '{"id":"a","updated_at":"x","n":1}\n', {}, ["system_field @1  updated_at"]],
    ["JavaScript's names", '{"id":"a","__proto__":{"n":1}}\n', {}, ["forbidden_field @1  __proto__"]],
    ["an id among the fields", '{"id":"a","fields":{"id":"b"}}\n', {}, ["system_field @1  id"]],
    ["both shapes", '{"id":"a","fields":{"x":1},"y":2}\n', {}, ["mixed_shapes @1  y"]],
    ["two keys for one field", '{"id":"a","x":1,"y":2}\n', { map: map(["x", "y"]) }, ["field_twice @1  y"]],
    [
      "a mapped key that no row has",
      '{"id":"a","x":1}\n{"id":"b","x":1}\n',
      { map: map(["z", "y"]) },
      ["unknown_column @1"],
    ],
    [
      "an array whose element is broken",
      '[{"id":"a","n":1},{"id":},{"n":1}]',
      {},
      ["bad_json @1 #2", "missing_id @1 #3"],
    ],
    ["an array that is cut", '[{"id":"a","n":1},\n{"id":"b"', {}, ["bad_json @2 #2"]],
    ["an array cut behind a comma", '[{"id":"a","n":1},', {}, ["bad_json @1 #1"]],
    ["an element that is missing", '[{"id":"a","n":1},,{"id":"b"}]', {}, ["bad_json @1 #1"]],
    ["a comma at the end", '[{"id":"a","n":1},]', {}, ["bad_json @1 #1"]],
    ["a comma at the start", "[,]", {}, ["bad_json @1"]],
    ["text behind the array", '[{"id":"a","n":1}]\n{}', {}, ["bad_json @2 #1"]],
    ["no comma", '[{"id":"a","n":1}{"id":"b"}]', {}, ["bad_json @1 #1"]],
    ["a brace too many", "[1}]", {}, ["bad_json @1 #1"]],
    ["an object where an array is expected", '{"id":"a"}', { name: "x.json" }, ["bad_json @1"]],
    ["blanks where an array is expected", "  \n ", { format: "json" }, ["bad_json @2"]],
  ])("are refused with %s", async (_, text, options, expected) => {
    expect(await problems(text, options)).toEqual(expected);
  });

  it("are refused when one is longer than a MiB, also when it never ends", async () => {
    const long = "x".repeat(1024 * 1024);
    expect(await thrown(`{"id":"a","n":1}\n{"id":"${long}`)).toMatchObject({ code: "row_too_long" });
    expect(await thrown(`[{"id":"${long}`)).toMatchObject({ code: "row_too_long" });
  });

  it.each([
    [99, []],
    [100, ["nested_too_deep @1"]],
    [3000, ["nested_too_deep @1"]],
    [200_000, ["bad_json @1"]],
  ])("are refused when nested too deep: %i lists in the object", async (depth, expected) => {
    const value = `${"[".repeat(depth)}1${"]".repeat(depth)}`;
    expect(await problems(`{"id":"a","n":${value}}`)).toEqual(expected);
  });

  it("may nest as deep in a JSON cell", async () => {
    const sheet = (depth: number) => `id,n\na,${"[".repeat(depth)}${"]".repeat(depth)}\n`;
    expect(await problems(sheet(100), { jsonColumns: ["n"] })).toEqual([]);
    expect(await problems(sheet(101), { jsonColumns: ["n"] })).toEqual(["nested_too_deep @2  n"]);
  });

  it.each<[string, RowsOptions]>([
    ["--json-column", { jsonColumns: ["n"] }],
    ["--empty-cells", { emptyCells: "unchanged" }],
  ])("refuse %s", async (flag, options) => {
    const failure = await thrown('{"id":"a","n":1}', options);
    expect(failure.code).toBe("option_for_sheets");
    expect(failure.message).toContain(flag);
  });
});

describe("input", () => {
  it.each<[string, Buffer, RowsOptions, string]>([
    ["an Excel workbook", Buffer.from("PK\x03\x04rest"), { name: "deals.csv" }, "not_text"],
    ["an old Excel workbook", Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), {}, "not_text"],
    ["UTF-16, little end first", Buffer.from("\uFEFFid,a\n", "utf16le"), {}, "not_text"],
    ["UTF-16 without a mark", Buffer.from("id,a\n", "utf16le"), {}, "not_text"],
    ["UTF-16, big end first", Buffer.from([0xfe, 0xff, 0, 0x69]), {}, "not_text"],
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0]), {}, "not_text"],
    ["nothing", Buffer.alloc(0), {}, "empty_input"],
    ["nothing as CSV", Buffer.alloc(0), { name: "x.csv" }, "empty_input"],
    ["Latin-1", Buffer.from("id,a\nx,1\ny,caf\xe9\n", "latin1"), {}, "not_utf8"],
    ["a character cut at the end", Buffer.from("id,a\nx,é").subarray(0, -1), {}, "not_utf8"],
    ["half a surrogate pair", Buffer.from([0x69, 0x64, 0x2c, 0x61, 0x0a, 0xed, 0xa0, 0x80]), {}, "not_utf8"],
  ])("is refused when it is %s", async (_, bytes, options, code) => {
    expect((await thrown(bytes, options)).code).toBe(code);
  });

  it("says what to do with a workbook", async () => {
    expect(await thrown(Buffer.from("PK\x03\x04"), { name: "deals.xlsx" })).toMatchObject({
      message: "deals.xlsx is an Excel workbook or another zip file, not text",
      hint: "open it and save it as CSV UTF-8",
    });
  });

  it.each(["ndjson", "csv"] as const)("names the line of bad bytes far into a file (%s)", async (format) => {
    const row = (at: number) => (format === "csv" ? `d${at},x\n` : `{"id":"d${at}","a":"x"}\n`);
    const good = Array.from({ length: 20_000 }, (_, at) => row(at)).join("");
    const head = format === "csv" ? "id,a\n" : "";
    for (const [bad, code] of [
      [[0xff], "not_utf8"],
      [[0], "not_text"],
    ] as const) {
      const bytes = Buffer.concat([Buffer.from(head + good), Buffer.from(bad), Buffer.from(good)]);
      const failure = await thrown(bytes, { format });
      expect(failure.code).toBe(code);
      expect(failure.message).toContain(`line ${20_001 + (head === "" ? 0 : 1)}:`);
    }
  });

  it.each<[RowsOptions, string]>([
    [{ map: map(["id", "x"]) }, "option_conflict"],
    [{ ignoreColumns: ["id"] }, "option_conflict"],
    [{ jsonColumns: ["id"] }, "option_conflict"],
    [{ map: map(["a", "b"]), ignoreColumns: ["a"] }, "option_conflict"],
    [{ jsonColumns: ["a"], ignoreColumns: ["a"] }, "option_conflict"],
  ])("is not looked at when options contradict each other: %j", async (options, code) => {
    expect((await thrown("id,a\nx,1\n", options)).code).toBe(code);
  });

  it("is closed when a reader leaves early, and when it is refused", async () => {
    let closed = 0;
    async function* endless(first: string): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(first);
        for (;;) yield Buffer.from("x,1\n");
      } finally {
        closed++;
      }
    }
    for await (const row of readRows(endless("id,a\n"))) if (row.index === 3) break;
    expect(closed).toBe(1);
    await expect(collected(readRows(endless("PK\x03\x04")))).rejects.toThrow(Failure);
    expect(closed).toBe(2);
    await expect(collected(readRows(endless("id,id\n")))).rejects.toThrow(Failure);
    expect(closed).toBe(3);
  });

  it("never fails in a way that nobody planned", async () => {
    const bytes = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            "id",
            "id,a\n",
            "[",
            "]",
            "{",
            "}",
            '"',
            ",",
            ";",
            "\t",
            "\r",
            "\n",
            ":",
            "\\",
            "\uFEFF",
            "é",
          ),
          fc.constantFrom(
            '{"id":"x","a":1}',
            "x,1\n",
            "sep=;\n",
            "__proto__",
            "1e5",
            "#REF!",
            "null",
            "fields",
          ),
          fc.string({ unit: "binary", maxLength: 3 }),
          fc.uint8Array({ maxLength: 3 }),
        ),
        { maxLength: 25 },
      )
      .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))));
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom(undefined, ...INPUT_FORMATS),
        fc.integer({ min: 1, max: 9 }),
        async (input, format, size) => {
          const report = await lintRows(() => chunked(input, size), { format }).catch((error: unknown) => {
            expect(error).toBeInstanceOf(Failure);
          });
          if (!report || report.problemCount > 0) return;
          const rows = await collected(readRows(chunked(input), { format, leaveOut: report.repeats }));
          expect(rows).toHaveLength(report.deals);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("passes on the error of a stream that breaks", async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(70_000, "id,a\nx,1\n");
      throw new Error("the disk is gone");
    }
    await expect(collected(readRows(breaking(), { format: "ndjson" }))).rejects.toThrow(/not JSON/);
    await expect(lintRows(breaking, { format: "ndjson" })).rejects.toThrow("the disk is gone");
  });
});

describe("many problems", () => {
  it("are counted all and told up to twenty", async () => {
    const text = `id,a\n${",1\n".repeat(25)}`;
    const report = await lintRows(() => chunked(text), { name: "deals.csv" });
    expect(report.problemCount).toBe(25);
    expect(report.problems).toHaveLength(20);
    const failure = rowsFailure("deals.csv", report.problems, report.problemCount);
    expect(failure.code).toBe("bad_rows");
    expect(failure.message).toBe(
      'deals.csv has 25 problems, the first on line 2, column "id": the id is empty',
    );
    const lines = (failure.hint ?? "").split("\n");
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe('also line 3, column "id": the id is empty');
    expect(lines[18]).toBe('also line 21, column "id": the id is empty');
    expect(lines[19]).toBe("and 5 more");
  });

  it("say last what to do", () => {
    const failure = rowsFailure("x.json", [
      { code: "a", line: 1, item: 3, message: "first" },
      { code: "b", line: 1, item: 4, message: "second", hint: "do this" },
    ]);
    expect(failure.message).toBe("x.json has 2 problems, the first on line 1 (item 3): first");
    expect(failure.hint).toBe("also line 1 (item 4): second\ndo this");
  });

  it("never show a long text whole", async () => {
    const failure = await thrown(`id,a\n..${"x".repeat(5000)}/,1\n`);
    expect(failure.message.length).toBeLessThan(300);
  });
});
