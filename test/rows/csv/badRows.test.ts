import { describe, expect, it } from "vitest";
import { lintRows } from "../../../src/rows/lint.ts";
import type { RowsOptions } from "../../../src/rows/options.ts";
import { chunked } from "../chunked.ts";
import { map, problems, thrown } from "../problems.ts";

describe("headers", () => {
  it.each<[string, string, RowsOptions, string[]]>([
    ["no id column", "deal,deal_name\n", {}, ["missing_id_column @1"]],
    ["white space around a name", "id, deal_name\n", {}, ["bad_column_name @1   deal_name"]],
    ["a name twice", "id,a,b,a\n", {}, ["duplicate_column @1  a"]],
    ["the id column twice", "id,a,id\n", {}, ["duplicate_column @1  id"]],
    ["a mapped column that is not there", "id,a\n", { map: map(["b", "c"]) }, ["unknown_column @1"]],
    ["an ignored column that is not there", "id,a\n", { ignoreColumns: ["b"] }, ["unknown_column @1"]],
    ["a JSON column that is not there", "id,a\n", { jsonColumns: ["b"] }, ["unknown_column @1"]],
    ["two columns for one field", "id,a,b\n", { map: map(["a", "b"]) }, ["duplicate_field @1  b"]],
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
      message: 'stdin line 1: column "id" not found; available columns: "Deal ID", "deal_name"',
      hint: "this column seems to contain the deal IDs: --id-column 'Deal ID'",
    });
    expect(await thrown("id,Deal Stage\nx,y\n", { map: map(["deal_stage", "deal_stage"]) })).toMatchObject({
      code: "unknown_column",
      hint: 'did you mean "Deal Stage"?',
    });
  });

  it("say how to omit all that Routera keeps itself", async () => {
    expect((await thrown("id,created_at,deal_name,archived\nx,1,y,false\n")).hint).toBe(
      'ignore read-only columns: start their names with "_", or add --ignore-column created_at --ignore-column archived',
    );
  });
});

describe("rows of a sheet", () => {
  it.each<[string, string, RowsOptions, string[]]>([
    ["fewer cells", "id,a\nx\n", {}, ["ragged_row @2"]],
    ["a cell in a column without a name", "id,,a,\nx,,1,\ny,2,1,\n", {}, ["empty_column_name @3"]],
    [
      "cells missing where empty ones mean something",
      "id,a,b\nx,1\n",
      { emptyCells: "clear" },
      ["missing_cells @2"],
    ],
    ["a header that is there again", "id,a\nx,1\nid,a\n", {}, ["repeated_header @3"]],
    ["a formula", "id,a\nx,=A1\n", {}, ["leftover_cell @2  a"]],
    ["an error of a spreadsheet", "id,a\nx,#REF!\n", {}, ["leftover_cell @2  a"]],
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
    expect(failure.message).toMatch(/^stdin line 3, column "id": the ID ".*" is a /);
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
    expect(open).toMatchObject({ code: "row_too_long", hint: "close the quote that starts the cell" });
    expect(open.message).toContain("line 3");
    expect(await thrown(`id,a\nx,${",".repeat(4_300_000)}`)).toMatchObject({ code: "row_too_long" });
  });

  it("are refused for a wrong quote, not for what follows up to the next one", async () => {
    const broken = await thrown(`id,a\nok,1\nx,5" pipe\n${`z,${"3".repeat(1000)}\n`.repeat(1_100)}`);
    expect(broken).toMatchObject({ code: "bad_csv" });
    expect(broken.message).toContain("line 3: quote inside an unquoted cell");
  });
});
