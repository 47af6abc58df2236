import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure.ts";
import { INPUT_FORMATS } from "../../src/rows/format.ts";
import { lintRows } from "../../src/rows/lint.ts";
import type { RowsOptions } from "../../src/rows/options.ts";
import { readRows } from "../../src/rows/read.ts";
import { rowsFailure } from "../../src/rows/row.ts";
import { cliText } from "../harness/text/cliText.ts";
import { codePoint } from "../harness/text/codePoint.ts";
import { chunked, collected } from "./chunked.ts";
import { map, thrown } from "./problems.ts";

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
  ])("is not checked when options contradict each other: %j", async (options, code) => {
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

  it("never fails in a way that no one planned", async () => {
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
          fc.string({ unit: codePoint, maxLength: 3 }),
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
          const rows = await collected(readRows(chunked(input), { format, leaveOut: report.duplicates }));
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
  it("are counted all and reported up to twenty", async () => {
    const text = `id,a\n${",1\n".repeat(25)}`;
    const report = await lintRows(() => chunked(text), { name: "deals.csv" });
    expect(report.problemCount).toBe(25);
    expect(report.problems).toHaveLength(20);
    const failure = rowsFailure("deals.csv", report.problems, report.problemCount);
    expect(failure.code).toBe("bad_rows");
    expect(failure.message).toBe('25 errors in deals.csv, the first on line 2, column "id": the ID is empty');
    const lines = (cliText(failure).hint ?? "").split("\n");
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe('also line 3, column "id": the ID is empty');
    expect(lines[18]).toBe('also line 21, column "id": the ID is empty');
    expect(lines[19]).toBe("and 5 more");
  });

  it("say last what to do", () => {
    const failure = rowsFailure("x.json", [
      { code: "a", line: 1, item: 3, message: "first" },
      { code: "b", line: 1, item: 4, message: "second", hint: "do this" },
    ]);
    expect(failure.message).toBe("2 errors in x.json, the first on line 1 (item 3): first");
    expect(cliText(failure).hint).toBe("also line 1 (item 4): second\ndo this");
  });

  it("never show a long text whole", async () => {
    const failure = await thrown(`id,a\n..${"x".repeat(5000)}/,1\n`);
    expect(failure.message.length).toBeLessThan(300);
  });
});
