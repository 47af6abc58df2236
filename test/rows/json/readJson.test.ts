import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LosslessNumber, printJson } from "../../../src/json.ts";
import type { RowsOptions } from "../../../src/rows/options.ts";
import { readRows } from "../../../src/rows/read.ts";
import { originalValue } from "../../../src/rows/row.ts";
import { chunked, collected, cutAt } from "../chunked.ts";

async function short(text: string, options: RowsOptions = {}) {
  const rows = await collected(readRows(chunked(text), options));
  return rows.map(({ line, id, fields }) => [line, id, { ...fields }]);
}

describe("NDJSON", () => {
  it.each([
    ["LF", '{"id":"a","n":"x"}\n{"id":"b","n":"y"}\n'],
    ["no end of the last line", '{"id":"a","n":"x"}\n{"id":"b","n":"y"}'],
    ["CRLF", '{"id":"a","n":"x"}\r\n{"id":"b","n":"y"}\r\n'],
    ["a byte order mark", '\uFEFF{"id":"a","n":"x"}\n{"id":"b","n":"y"}'],
    ["white space around", ' {"id":"a","n":"x"} \n\t{"id":"b","n":"y"}\n   \n'],
  ])("is read with %s", async (_, text) => {
    const expected = [
      [1, "a", { n: "x" }],
      [2, "b", { n: "y" }],
    ];
    expect(await short(text)).toEqual(expected);
    expect(await short(text, { format: "ndjson" })).toEqual(expected);
  });

  it("counts blank lines and takes U+2028, U+2029 and U+0085 for text", async () => {
    expect(
      await short('\n\n{"id":"a","n":"x\u2028y\u2029z\u0085"}\n\n{"id":"b","n":"y"}', { format: "ndjson" }),
    ).toEqual([
      [3, "a", { n: "x\u2028y\u2029z\u0085" }],
      [5, "b", { n: "y" }],
    ]);
  });

  it("keeps types and digits; null clears, an empty text is one", async () => {
    const [row] = await collected(
      readRows(
        chunked('{"id":"a","n":1.10,"big":12345678901234567890,"t":true,"l":["x",null],"c":null,"e":""}'),
      ),
    );
    expect(printJson(row?.fields ?? {})).toBe(
      '{"n":1.10,"big":12345678901234567890,"t":true,"l":["x",null],"c":null,"e":""}',
    );
  });

  it.each([
    ["digits", '{"id":12345678901234567890,"n":"x"}', "12345678901234567890"],
    ["text", '{"id":"007","n":"x"}', "007"],
  ])("takes an id made of %s", async (_, text, id) => {
    expect(await short(text)).toEqual([[1, id, { n: "x" }]]);
  });

  it.each([
    ["flat", '{"id":"a","deal_stage":"won","_note":"n"}'],
    ["nested", '{"id":"a","fields":{"deal_stage":"won"},"_note":"n"}'],
    ["nested with marks inside", '{"id":"a","fields":{"deal_stage":"won","_x":"y"},"_note":"n"}'],
  ])("takes %s rows, and keeps the rest in the original", async (_, text) => {
    const [row] = await collected(readRows(chunked(text)));
    expect(row).toMatchObject({ id: "a", fields: { deal_stage: "won" } });
    expect(Object.keys(row?.fields ?? {})).toEqual(["deal_stage"]);
    expect(row && originalValue(row.original, "_note")).toBe("n");
    expect(row && originalValue(row.original, "toString")).toBeUndefined();
  });

  it("takes `fields` for a field where it is no object, or where --map speaks of it", async () => {
    expect(await short('{"id":"a","fields":"x"}')).toEqual([[1, "a", { fields: "x" }]]);
    expect(await short('{"id":"a","fields":{"x":"y"}}', { map: new Map([["fields", "meta"]]) })).toEqual([
      [1, "a", { meta: { x: "y" } }],
    ]);
  });

  it("renames and ignores keys", async () => {
    const text = '{"Deal":"a","Stage":"won","old":1}\n{"Deal":"b","fields":{"Stage":"lost"}}';
    const options = { idColumn: "Deal", map: new Map([["Stage", "deal_stage"]]), ignoreColumns: ["old"] };
    expect(await short(text, options)).toEqual([
      [1, "a", { deal_stage: "won" }],
      [2, "b", { deal_stage: "lost" }],
    ]);
  });

  it("omits rows that set nothing", async () => {
    expect(await short('{"id":"a"}\n{"id":"b","_x":1}\n{"id":"c","fields":{}}\n{"id":"d","n":"x"}')).toEqual([
      [4, "d", { n: "x" }],
    ]);
  });

  it("may be empty when it is said to be NDJSON", async () => {
    expect(await short("", { format: "ndjson" })).toEqual([]);
    expect(await short("", { name: "none.ndjson" })).toEqual([]);
  });

  it("is the same wherever the bytes are cut", async () => {
    const bytes = Buffer.from(
      '\uFEFF{"id":"1","a":"é😀\u2028"}\r\n\n{"id":"2","a":"\\n"}\n{"id":"3","a":[1.0]}',
    );
    const whole = await collected(readRows(cutAt(bytes, 0), { format: "ndjson" }));
    expect(whole.map(({ line, id }) => [line, id])).toEqual([
      [1, "1"],
      [3, "2"],
      [4, "3"],
    ]);
    for (let at = 1; at <= bytes.length; at++) {
      expect(await collected(readRows(cutAt(bytes, at), { format: "ndjson" }))).toEqual(whole);
    }
  });
});

describe("JSON arrays", () => {
  it.each([
    ["on one line", '[{"id":"a","n":"x"},{"id":"b","n":"y"}]', [1, 1]],
    [
      "indented",
      '[\n  {\n    "id": "a",\n    "n": "x"\n  },\n  {\n    "id": "b", "n": "y"\n  }\n]\n',
      [2, 6],
    ],
    ["with a byte order mark", '\uFEFF [{"id":"a","n":"x"}\n,\n{"id":"b","n":"y"}]', [1, 3]],
  ])("are read %s", async (_, text, [first, second]) => {
    expect(await short(text)).toEqual([
      [first, "a", { n: "x" }],
      [second, "b", { n: "y" }],
    ]);
  });

  it.each(["[]", " [ \n ] \n", "\uFEFF[]"])("may be empty: %j", async (text) => {
    expect(await short(text)).toEqual([]);
  });

  it("keep digits and brackets in texts", async () => {
    const rows = await collected(readRows(chunked('[{"id":"a","n":1.10,"t":"]},{\\"[\\\\"}]')));
    expect(rows[0]?.fields).toEqual({ n: new LosslessNumber("1.10"), t: ']},{"[\\' });
  });

  it("are the same wherever the bytes are cut", async () => {
    const bytes = Buffer.from(
      '\uFEFF[ {"id":"1","a":"é]\\"😀,"} ,\n{"id":"2","a":[{"b":[]},"\\\\"]},{"id":"3","a":1}]\n',
    );
    const whole = await collected(readRows(cutAt(bytes, 0)));
    expect(whole.map(({ line, id }) => [line, id])).toEqual([
      [1, "1"],
      [2, "2"],
      [2, "3"],
    ]);
    for (let at = 1; at <= bytes.length; at++) {
      expect(await collected(readRows(cutAt(bytes, at)))).toEqual(whole);
    }
  });

  it("hold any JSON that a field can be set to, in pieces of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(undefined, 2),
        async (values, size, indent) => {
          const written = values.map((value, at) => ({ id: `d${at}`, value }));
          for (const [format, text] of [
            ["json", JSON.stringify(written, null, indent)],
            ["ndjson", written.map((row) => JSON.stringify(row)).join("\n")],
          ] as const) {
            const rows = await collected(readRows(chunked(text, size), { format }));
            expect(rows.map(({ id }) => id)).toEqual(written.map(({ id }) => id));
            expect(
              JSON.parse(`[${rows.map(({ fields }) => printJson(fields.value ?? null)).join(",")}]`),
            ).toEqual(JSON.parse(JSON.stringify(values)));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
