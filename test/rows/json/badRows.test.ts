import { describe, expect, it } from "vitest";
import type { RowsOptions } from "../../../src/rows/options.ts";
import { map, problems, thrown } from "../problems.ts";

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
    [
      "two keys for one field",
      '{"id":"a","x":1,"y":2}\n',
      { map: map(["x", "y"]) },
      ["duplicate_field @1  y"],
    ],
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
