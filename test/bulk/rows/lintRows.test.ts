import { describe, expect, it } from "vitest";
import { lintRows } from "../../../src/bulk/rows/lintRows.ts";
import { readRows } from "../../../src/bulk/rows/readRows.ts";
import { chunked, collected } from "./chunked.ts";

describe("lintRows", () => {
  it("counts deals, rows that say the same again, and rows that change nothing", async () => {
    const text = "id,n,_x\na,1,p\nb,2,q\na,1,r\nc,,s\nb,2,t\na,1,u\nd,3,v\n";
    const report = await lintRows(() => chunked(text));
    expect(report).toEqual({ deals: 3, repeats: [2, 3, 4], unchanged: 1, problems: [], problemCount: 0 });
    const rows = await collected(readRows(chunked(text), { leaveOut: report.repeats }));
    expect(rows.map(({ index, line, id }) => [index, line, id])).toEqual([
      [0, 2, "a"],
      [1, 3, "b"],
      [5, 8, "d"],
    ]);
  });

  it.each([
    ["other values", "id,n,m\na,1,\nb,1,\na,2,\n", 'the deal "a" was on line 2 already, with other values'],
    ["other fields", "id,n,m\na,1,\nb,1,\na,,1\n", 'the deal "a" was on line 2 already, with other fields'],
    [
      "another type",
      '{"id":"a","n":1}\n{"id":"b","n":1}\n\n{"id":"a","n":"1"}\n',
      'the deal "a" was on line 1 already, with other values',
    ],
  ])("refuses a deal that comes twice with %s, and names both lines", async (_, text, message) => {
    const report = await lintRows(() => chunked(text));
    expect(report.problems).toMatchObject([{ code: "duplicate_id", line: 4, message }]);
  });

  it("takes the same members in another order for the same", async () => {
    const text = '{"id":"a","n":{"x":1,"y":[2]},"m":1}\n{"id":"a","m":1,"n":{"y":[2],"x":1}}\n';
    expect(await lintRows(() => chunked(text))).toMatchObject({ deals: 1, repeats: [1], problemCount: 0 });
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
    // With this many ids some hundred share one of 2^32 fingerprints in expectation of about 9 pairs.
    const count = 280_000;
    async function* many(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("id,n\n");
      for (let at = 0; at < count; at += 1000) {
        yield Buffer.from(
          Array.from({ length: 1000 }, (_, more) => `deal-${at + more},${at + more}\n`).join(""),
        );
      }
    }
    expect(await lintRows(many)).toMatchObject({ deals: count, repeats: [], problemCount: 0 });
  });
});

describe("memory", () => {
  it.each(["csv", "ndjson", "json"] as const)(
    "does not grow with the number of rows (%s)",
    async (format) => {
      const row = {
        csv: (at: number) => `deal-${at},name ${at}\n`,
        ndjson: (at: number) => `{"id":"deal-${at}","name":"name ${at}"}\n`,
        json: (at: number) => `{"id":"deal-${at}","name":"name ${at}"},\n`,
      }[format];
      async function* input(): AsyncGenerator<Uint8Array> {
        if (format === "csv") yield Buffer.from("id,name\n");
        if (format === "json") yield Buffer.from("[");
        for (let at = 0; at < 200_000; at += 500) {
          yield Buffer.from(Array.from({ length: 500 }, (_, more) => row(at + more)).join(""));
        }
        if (format === "json") yield Buffer.from('{"id":"last","name":"x"}]');
      }
      // What a batch leaves behind is garbage; what is kept would be ~150 bytes a row, 30 MB in all.
      const kept: WeakRef<object>[] = [];
      let rows = 0;
      for await (const one of readRows(input(), { format })) {
        rows++;
        if (rows % 1000 === 0) kept.push(new WeakRef(one));
      }
      expect(rows).toBe(format === "json" ? 200_001 : 200_000);
      const alive = kept.filter((ref) => ref.deref() !== undefined).length;
      expect(alive).toBeLessThan(kept.length / 2);
    },
  );
});
