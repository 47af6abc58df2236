import { describe, expect, it } from "vitest";
import { lintRows } from "../../src/rows/lint.ts";
import { readRows } from "../../src/rows/read.ts";
import { heapInUse } from "../harness/heapInUse.ts";
import { chunked, collected } from "./chunked.ts";

describe("lintRows", () => {
  it("counts deals, rows that say the same again, and rows that change nothing", async () => {
    const text = "id,n,_x\na,1,p\nb,2,q\na,1,r\nc,,s\nb,2,t\na,1,u\nd,3,v\n";
    const report = await lintRows(() => chunked(text));
    expect(report).toEqual({
      deals: 3,
      duplicates: [2, 3, 4],
      emptyRows: 1,
      fields: ["n"],
      problems: [],
      problemCount: 0,
    });
    const rows = await collected(readRows(chunked(text), { leaveOut: report.duplicates }));
    expect(rows.map(({ index, line, id }) => [index, line, id])).toEqual([
      [0, 2, "a"],
      [1, 3, "b"],
      [5, 8, "d"],
    ]);
  });

  it.each([
    ["other values", "id,n,m\na,1,\nb,1,\na,2,\n", 'duplicate deal "a": line 2 has other values'],
    ["other fields", "id,n,m\na,1,\nb,1,\na,,1\n", 'duplicate deal "a": line 2 has other fields'],
    [
      "another type",
      '{"id":"a","n":1}\n{"id":"b","n":1}\n\n{"id":"a","n":"1"}\n',
      'duplicate deal "a": line 1 has other values',
    ],
  ])("refuses a deal that comes twice with %s, and names both lines", async (_, text, message) => {
    const report = await lintRows(() => chunked(text));
    expect(report.problems).toMatchObject([{ code: "duplicate_id", line: 4, message }]);
  });

  it("names both elements of an array on one line", async () => {
    const report = await lintRows(() => chunked('[{"id":"b","n":1},{"id":"a","n":1},{"id":"a","n":2}]'));
    expect(report.problems).toMatchObject([
      { line: 1, item: 3, message: 'duplicate deal "a": line 1 (item 2) has other values' },
    ]);
  });

  it("takes the same members in another order for the same", async () => {
    const text = '{"id":"a","n":{"x":1,"y":[2]},"m":1}\n{"id":"a","m":1,"n":{"y":[2],"x":1}}\n';
    expect(await lintRows(() => chunked(text))).toMatchObject({ deals: 1, duplicates: [1], problemCount: 0 });
  });

  it("puts problems of both passes in the order of lines", async () => {
    const report = await lintRows(() => chunked("id,n\na,1\n,2\na,3\n,4\n"));
    expect(report.problems.map(({ code, line }) => [code, line])).toEqual([
      ["missing_id", 3],
      ["duplicate_id", 4],
      ["missing_id", 5],
    ]);
  });

  it("reads the input once where no deal comes twice", async () => {
    let opened = 0;
    const open = (text: string) => () => {
      opened++;
      return chunked(text);
    };
    await lintRows(open("id,n\na,1\nb,1\n"));
    expect(opened).toBe(1);
    await lintRows(open("id,n\na,1\na,1\n"));
    expect(opened).toBe(3);
  });

  it("is not led astray by different ids with the same fingerprint", async () => {
    let opened = 0;
    const report = await lintRows(() => {
      opened++;
      // The only pair among thirty million such words.
      return chunked("id,n\nd464on,1\ndgahyz,2\n");
    });
    expect(opened).toBe(2);
    expect(report).toMatchObject({ deals: 2, duplicates: [], problemCount: 0 });
  });

  it("finds rows that come twice among different ids with the same fingerprint", async () => {
    let opened = 0;
    const report = await lintRows(() => {
      opened++;
      return chunked("id,n\nd464on,1\ndgahyz,2\ndgahyz,2\n");
    });
    expect(opened).toBe(2);
    expect(report).toMatchObject({ deals: 2, duplicates: [2], problemCount: 0 });
  });
});

describe("memory", () => {
  it("grows with deals that come twice, and not with the length of their rows", async () => {
    const rest = "x".repeat(2_000);
    let after = 0;
    async function* input(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("id,name\n");
      for (const _ of [1, 2])
        yield* batches(10_000, (at) => `deal-with-a-name-${String(at).padStart(8, "0")},${rest}\n`);
      after = heapInUse();
    }
    const before = heapInUse();
    const report = await lintRows(input);
    expect(report.duplicates).toHaveLength(10_000);
    // The rows would take 20 MB.
    expect(after - before).toBeLessThan(10_000_000);
  });

  it.each([
    ["csv", "id,name\n", (at: number) => `deal-${at},name ${at}\n`, ""],
    ["ndjson", "", (at: number) => `{"id":"deal-${at}","name":"name ${at}"}\n`, ""],
    ["json", "[", (at: number) => `{"id":"deal-${at}","name":"name ${at}"},\n`, '{"id":"x"}]'],
  ] as const)("does not grow with the number of rows (%s)", async (format, first, row, last) => {
    async function* input(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(first);
      yield* batches(120_000, row);
      yield Buffer.from(last);
    }
    let early = 0;
    let rows = 0;
    for await (const { index } of readRows(input(), { format })) {
      rows = index + 1;
      if (rows === 20_000) early = heapInUse();
    }
    expect(rows).toBe(120_000);
    // Had rows been kept, 100,000 of them would take 20 MB and more.
    expect(heapInUse() - early).toBeLessThan(4_000_000);
  });
});

async function* batches(count: number, row: (at: number) => string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 500) {
    yield Buffer.from(Array.from({ length: 500 }, (_, more) => row(at + more)).join(""));
  }
}
