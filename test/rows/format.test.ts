import { describe, expect, it } from "vitest";
import { inputFormatOf } from "../../src/rows/read.ts";

describe("formatOf", () => {
  it.each([
    [{ name: "a.csv" }, "[", "csv"],
    [{ name: "A.CSV" }, "{", "csv"],
    [{ name: "a.tsv" }, "", "tsv"],
    [{ name: "a.ndjson" }, "[", "ndjson"],
    [{ name: "a.jsonl" }, "", "ndjson"],
    [{ name: "a.json" }, "{", "json"],
    [{ name: "a.csv", format: "ndjson" as const }, "", "ndjson"],
    [{}, ' \n\uFEFF[{"id"', "json"],
    [{}, '\uFEFF [{"id"', "json"],
    [{}, '{"id"', "ndjson"],
    [{}, "id,a", "csv"],
    [{ name: "a.txt" }, "[", "json"],
    [{}, "", "csv"],
  ])("of %j with %j is %s", (options, head, format) => {
    expect(inputFormatOf(Buffer.from(head), options)).toBe(format);
  });
});
