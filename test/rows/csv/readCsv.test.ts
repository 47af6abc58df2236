import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LosslessNumber } from "../../../src/json.ts";
import { leftoverOf } from "../../../src/rows/csv/leftovers.ts";
import type { RowsOptions } from "../../../src/rows/options.ts";
import { readRows } from "../../../src/rows/read.ts";
import { originalValue } from "../../../src/rows/row.ts";
import { chunked, collected, cutAt } from "../chunked.ts";

async function read(text: string | Buffer, options: RowsOptions = {}) {
  return collected(readRows(chunked(text), options));
}

async function short(text: string | Buffer, options: RowsOptions = {}) {
  return (await read(text, options)).map(({ line, id, fields }) => [line, id, { ...fields }]);
}

describe("sheets", () => {
  it.each([
    ["commas", "id,deal_name\na,x\n"],
    ["semicolons", "id;deal_name\na;x\n"],
    ["tabs", "id\tdeal_name\na\tx\n"],
    ["pipes", "id|deal_name\na|x\n"],
    ["a byte order mark", "\uFEFFid,deal_name\na,x\n"],
    ["CRLF", "id,deal_name\r\na,x\r\n"],
    ["CR alone", "id,deal_name\ra,x\r"],
    ["no end of the last line", "id,deal_name\na,x"],
    ["a last line that lost its line feed", "id,deal_name\r\na,x\r"],
    ["a last line in quotes that lost its line feed", 'id,deal_name\r\na,"x"\r'],
    ["quotes everywhere", '"id","deal_name"\n"a","x"\n'],
    ["commas in a semicolon header's names", 'id;deal_name;"_a,b,c"\na;x;\n'],
    ["an id column that decides between two delimiters", "id;_a,b,c;deal_name\na;;x\n"],
  ])("are read with %s", async (_, text) => {
    expect(await short(text)).toEqual([[2, "a", { deal_name: "x" }]]);
  });

  it("obey Excel's sep= line, also one that names another delimiter than the header suggests", async () => {
    expect(await short("sep=;\r\nid;deal_name\r\na;x,y,z\r\n")).toEqual([[3, "a", { deal_name: "x,y,z" }]]);
  });

  it("number rows by their first line, across quoted line breaks and blank lines", async () => {
    const text = 'id,deal_name\n\na,"x\r\ny\nz"\nb,q\n\n\nc,"1\n2"\r\nd,w';
    expect(await short(text)).toEqual([
      [3, "a", { deal_name: "x\r\ny\nz" }],
      [6, "b", { deal_name: "q" }],
      [9, "c", { deal_name: "1\n2" }],
      [11, "d", { deal_name: "w" }],
    ]);
  });

  it("keep cells literally: white space, quotes, digits, a lone CR, JavaScript's names", async () => {
    const text = 'id,a,b,c,d,e\nx, sp ,"say ""hi""",007,one\rtwo,-10% off\n';
    expect(await short(text)).toEqual([
      [2, "x", { a: " sp ", b: 'say "hi"', c: "007", d: "one\rtwo", e: "-10% off" }],
    ]);
  });

  it("rename, ignore and keep columns", async () => {
    const [row] = await read("Deal ID,Stage,_note,old\nx,won,n,o\n", {
      idColumn: "Deal ID",
      map: new Map([["Stage", "deal_stage"]]),
      ignoreColumns: ["old"],
    });
    expect(row).toMatchObject({ index: 0, line: 2, id: "x", fields: { deal_stage: "won" } });
    expect(row?.original).toEqual({
      kind: "cells",
      header: ["Deal ID", "Stage", "_note", "old"],
      cells: ["x", "won", "n", "o"],
    });
    expect(row && originalValue(row.original, "_note")).toBe("n");
    expect(row && originalValue(row.original, "nope")).toBeUndefined();
  });

  it("set a field from a column with a leading _ when --map says so", async () => {
    expect(await short("id,_n\na,x\n", { map: new Map([["_n", "deal_name"]]) })).toEqual([
      [2, "a", { deal_name: "x" }],
    ]);
  });

  it("parse JSON columns and keep their digits", async () => {
    const [row] = await read('id,amount,tags,big\nx,1.10,"[""a"",null]",12345678901234567890\n', {
      jsonColumns: ["amount", "tags"],
    });
    expect(row?.fields).toEqual({
      amount: new LosslessNumber("1.10"),
      tags: ["a", null],
      big: "12345678901234567890",
    });
  });

  it.each([
    [undefined, [[2, "a", { n: "1" }]]],
    ["unchanged" as const, [[2, "a", { n: "1" }]]],
    [
      "clear" as const,
      [
        [2, "a", { n: "1", m: null }],
        [3, "b", { n: null, m: null }],
      ],
    ],
  ])("treat empty cells as %s", async (emptyCells, rows) => {
    expect(await short("id,n,m\na,1,\nb,,\n,,\n", { emptyCells })).toEqual(rows);
  });

  it("clear by null in a JSON column, whatever empty cells mean", async () => {
    expect(await short("id,n\na,null\nb,\n", { jsonColumns: ["n"] })).toEqual([[2, "a", { n: null }]]);
  });

  it("undo what the export did to cells, the id's too, and keep the original", async () => {
    const [row] = await read("id,n,_routera\n'-1,'=1+1,r1\n");
    expect(row).toMatchObject({
      id: "-1",
      fields: { n: "=1+1" },
      original: { cells: ["'-1", "'=1+1", "r1"] },
    });
  });

  it("keep apostrophes in a file that no export wrote", async () => {
    const [row] = await read("id,n,m\n1,''Tis season'','-10% on all\n");
    expect(row).toMatchObject({ fields: { n: "''Tis season''", m: "'-10% on all" } });
  });

  it("read the same whatever was written, for each delimiter, line end and size of pieces", async () => {
    const cell = fc
      .oneof(
        fc.string({ unit: "grapheme", maxLength: 12 }),
        fc.string({
          unit: fc.constantFrom('"', ",", ";", "\t", "|", "\n", "\r", "é", "😀", " ", "a"),
          maxLength: 8,
        }),
      )
      // Leftovers of spreadsheets are refused: leftovers.test.ts.
      .filter((text) => leftoverOf(text) === undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(",", ";", "\t", "|"),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (written, delimiter, record_delimiter, bom, size) => {
          const rows = written.map(([a, b], at) => [
            `id${at}`,
            a.replaceAll("\0", ""),
            b.replaceAll("\0", ""),
          ]);
          const text = stringify([["id", "a", "b"], ...rows], {
            delimiter,
            record_delimiter,
            bom,
            quoted_match: /[\r\n]/,
          });
          const found = await collected(readRows(chunked(text, size), { emptyCells: "clear" }));
          expect(found.map(({ id, fields }) => [id, fields.a ?? "", fields.b ?? ""])).toEqual(rows);
          // Each row is on the line that an editor would show.
          const lineEnd = record_delimiter === "\r" ? /\r\n|\r|\n/g : /\n/g;
          let line = 2;
          for (const [at, row] of found.entries()) {
            expect(row.line).toBe(line);
            line += 1 + countIn(rows[at] ?? [], lineEnd);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("read the same wherever the bytes are cut", async () => {
    const bytes = Buffer.from('\uFEFFid;a;b\r\n1;"é;""😀""\r\nx";ü\r\n\r\n2;"";"y"\r\n3;€;"\n"');
    const whole = await collected(readRows(cutAt(bytes, 0), {}));
    expect(whole.map(({ line, id }) => [line, id])).toEqual([
      [2, "1"],
      [5, "2"],
      [6, "3"],
    ]);
    for (let at = 1; at <= bytes.length; at++) {
      expect(await collected(readRows(cutAt(bytes, at), {}))).toEqual(whole);
    }
  });
});

function countIn(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);
}
