/** An export that comes back: through CSV and NDJSON, with all that spreadsheets do on the way. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, LosslessNumber } from "../../../src/json.ts";
import { printBaseline, readBaseline } from "../../../src/plans/baseline/baseline.ts";
import { detectEdits } from "../../../src/plans/baseline/edits.ts";
import { exportColumns, exportRow } from "../../../src/plans/baseline/exportRow.ts";
import { lintBaselines } from "../../../src/plans/baseline/lintBaselines.ts";
import { baselineValueOf, cellMatchesBaseline, matchesBaseline } from "../../../src/plans/baseline/value.ts";
import type { RowsOptions } from "../../../src/rows/options.ts";
import { readRows } from "../../../src/rows/read.ts";
import { escapeCsvFormulas } from "../../../src/text/formulas.ts";
import { csvText } from "../../../src/views/formats/csv.ts";
import { ndjsonText } from "../../../src/views/formats/json.ts";
import { chunked } from "../../rows/chunked.ts";
import { texts, values } from "../arbitrary.ts";
import { collected, deal, streamOf } from "../scratch.ts";

const PROPERTIES = ["amount", "tags", "renewal", "next_step", "a.b", "x=y z"];
const COLUMNS = exportColumns(PROPERTIES);

async function exported(deals: readonly JsonObject[], format: "csv" | "ndjson"): Promise<string> {
  const rows = deals.map((fields, at) => exportRow(deal(`deal-${at}`, fields), COLUMNS));
  const value = { many: streamOf(rows), columns: COLUMNS.names, isInput: true };
  const text =
    format === "csv" ? csvText(value, { select: undefined, visible: false }) : ndjsonText(value, undefined);
  return typeof text === "string" ? text : (await collected(text)).join("");
}

/** What the rows want, and the codes of what is wrong. */
async function wanted(text: string, options: RowsOptions): Promise<readonly (JsonObject | string)[]> {
  const rows = () => readRows(chunked(text), options);
  const { facts, problems } = await lintBaselines(rows, options);
  if (problems.length > 0) return problems.map(({ code, line }) => `${code} on line ${line}`);
  return (await collected(rows())).map((row) => detectEdits(row, facts, options).fields);
}

/** Text that a file of rows can hold: NUL is refused there. */
const noNul = (value: JsonValue): boolean => !JSON.stringify(value).includes("\\u0000");

describe("an export that no one touched", () => {
  const fields = fc
    .record({
      deal_name: texts,
      deal_stage: fc.option(texts),
      amount: values,
      tags: values,
      renewal: fc.boolean(),
      next_step: values,
      "a.b": texts,
      "x=y z": values,
    })
    .filter((one) => noNul(one as JsonObject));

  it.each([
    ["csv", "unchanged"],
    ["csv", "clear"],
    ["ndjson", undefined],
  ] as const)("wants nothing (%s, empty cells: %s)", async (format, emptyCells) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 4 }), async (deals) => {
        const edits = await wanted(await exported(deals as JsonObject[], format), { format, emptyCells });
        for (const edit of edits) expect(edit).toEqual({});
      }),
      { numRuns: 100 },
    );
  });

  it("has Routera's own facts behind a _, and leaves the id as it is", async () => {
    expect(
      await exported([{ deal_name: "=1+1", amount: new LosslessNumber("1.10"), created_at: "2026" }], "csv"),
    ).toMatchInlineSnapshot(`
      "id,deal_name,pipeline,deal_stage,deal_owner,external_id,amount,tags,renewal,next_step,a.b,x=y z,_created_at,_updated_at,_archived,_archived_by,_routera
      deal-0,'=1+1,,qualified,,,1.10,,,,,,2026,2026-05-28T12:00:00.000Z,false,,r1 PVvcA1rH deal_name=suskO71vz pipeline=0 deal_stage=sQMrrLTDT deal_owner=0 external_id=0 amount=n1.10 tags=0 renewal=0 next_step=0 a.b=0 x%3Dy%20z=0 _created_at=sFYoyOnuk _updated_at=sqNC3j9QR _archived=b0 _archived_by=0
      "
    `);
  });
});

describe("an export with one edited cell", () => {
  const DEALS: readonly JsonObject[] = [
    { deal_name: "one", amount: new LosslessNumber("1.10"), tags: ["x"], renewal: true, next_step: "a" },
    { deal_name: "two", amount: null, tags: null, renewal: null, next_step: null },
  ];
  /** The sheet with cells of both rows replaced. */
  async function edited(cells: Readonly<Record<string, string>>, row = 1): Promise<string> {
    const { stringify } = await import("csv-stringify/sync");
    const { parse } = await import("csv-parse/sync");
    const [header = [], ...rows] = parse(await exported(DEALS, "csv")) as string[][];
    for (const [name, text] of Object.entries(cells))
      (rows[row - 1] as string[])[header.indexOf(name)] = text;
    return stringify([header, ...rows]);
  }

  const NUMBER = (digits: string) => new LosslessNumber(digits);
  it.each<[string, Record<string, string>, JsonObject | string, number?]>([
    ["a text", { deal_name: "1.10" }, { deal_name: "1.10" }],
    ["a text with a formula in it", { deal_name: "'=1+1" }, { deal_name: "=1+1" }],
    ["a number", { amount: "1.20" }, { amount: NUMBER("1.20") }],
    ["true or false, as spreadsheets write them", { renewal: "FALSE" }, { renewal: false }],
    ["a list", { tags: '["x","y"]' }, { tags: ["x", "y"] }],
    ["two fields", { deal_name: "x", amount: "5" }, { deal_name: "x", amount: NUMBER("5") }],
    ["a number where there was none", { amount: "5" }, { amount: NUMBER("5") }, 2],
    ["a list where there was none", { tags: '["y"]' }, { tags: ["y"] }, 2],
    ["true where there was nothing", { renewal: "TRUE" }, { renewal: true }, 2],
    ["a text where there was none", { next_step: "5" }, { next_step: "5" }, 2],
    ["an emptied cell: left alone", { deal_name: "" }, {}],
    ["a number that is none", { amount: "five" }, "bad_number_cell on line 2"],
    ["a number that can be two", { amount: "5,000" }, "ambiguous_number on line 2"],
    ["neither true nor false", { renewal: "yes" }, "bad_boolean_cell on line 2"],
    ["more than true", { renewal: "true, I think" }, "bad_boolean_cell on line 2"],
    ["true at its end", { renewal: "untrue" }, "bad_boolean_cell on line 2"],
    ["a list that is none", { tags: "x, y" }, "bad_json_cell on line 2"],
    ["a word for a list", { tags: '"x"' }, "bad_json_cell on line 2"],
    ["null for a list", { tags: "null" }, "bad_json_cell on line 2"],
    ["a number for a list", { tags: "5" }, "bad_json_cell on line 2"],
    ["a list that says a name twice", { tags: '[{"a":1,"a":2}]' }, "bad_json_cell on line 2"],
    [
      "a list that is nested without end",
      { tags: `${"[".repeat(5_000)}${"]".repeat(5_000)}` },
      "bad_json_cell on line 2",
    ],
    ["another id", { id: "deal-9" }, "stamp_of_another_deal on line 2"],
    ["a spoiled stamp", { _routera: "r1 xyz amount" }, "bad_stamp on line 2"],
    ["a stamp of another version", { _routera: "r2 xyz" }, "bad_stamp on line 2"],
  ])("wants %s", async (_, cells, expected, row = 1) => {
    const edits = await wanted(await edited(cells, row), { format: "csv" });
    expect(edits[typeof expected === "string" ? 0 : row - 1]).toEqual(expected);
    if (typeof expected !== "string") expect(edits[2 - row]).toEqual({});
  });

  it("wants an emptied cell cleared where it was said so, and no cell that was empty before", async () => {
    const edits = await wanted(await edited({ deal_name: "" }), { format: "csv", emptyCells: "clear" });
    expect(edits).toEqual([{ deal_name: null }, {}]);
  });

  it("takes every cell of a row whose stamp was emptied for an edit, as text", async () => {
    for (const emptied of ["", "  "]) {
      const [first] = await wanted(await edited({ _routera: emptied }), { format: "csv" });
      expect(first).toMatchObject({ deal_name: "one", amount: "1.10", renewal: "true" });
    }
  });

  it("takes a column of the user's own as it is, and JSON where it was said so", async () => {
    const text = (await exported(DEALS, "csv"))
      .replace(/^id,/, "id,extra,count,")
      .replaceAll(/^(deal-\d),/gm, "$1,5,5,");
    const [first] = await wanted(text, { format: "csv", jsonColumns: ["count"] });
    expect(first).toEqual({ extra: "5", count: NUMBER("5") });
  });

  it("finds the field behind a column that was renamed", async () => {
    const text = (await edited({ amount: "7" })).replace(",amount,", ",How much,");
    expect(await wanted(text, { format: "csv", map: new Map([["How much", "amount"]]) })).toEqual([
      { amount: NUMBER("7") },
      {},
    ]);
  });

  it("takes JSON in a column that was renamed", async () => {
    const text = (await edited({ amount: '"7"' })).replace(",amount,", ",How much,");
    const map = new Map([["How much", "amount"]]);
    const [first] = await wanted(text, {
      format: "csv",
      map,
      jsonColumns: ["How much"],
      emptyCells: "unchanged",
    });
    expect(first).toEqual({ amount: "7" });
  });

  it("in NDJSON wants what is typed there", async () => {
    const text = (await exported(DEALS, "ndjson")).replace('"amount":1.10', '"amount":"1.10"');
    expect(await wanted(text, { format: "ndjson" })).toEqual([{ amount: "1.10" }, {}]);
  });
});

describe("what spreadsheets do to a cell that no one touched", () => {
  it.each([
    ["1.10", "1.1"],
    ["1.10", "1,10"],
    ["1200.00", "1,200.00"],
    ["1200.00", "1'200.00"],
    ["1200.00", "1200"],
    ["9007199254740993", "9007199254740990"],
    ["9007199254740993", "9.0072E+15"],
    ["9007199254740993", "9.00719925474099E+015"],
    ["-1.10", "-1.1"],
    ["0.00001234567", "1.23457E-05"],
  ])("number %s → %s", (before, after) => {
    expect(cellMatchesBaseline(baselineValueOf(new LosslessNumber(before)), after)).toBe(true);
  });

  it.each([
    ["1.10", "1.11"],
    ["1.10", "11"],
    ["1.10", "-1.10"],
    ["1.10", ""],
    ["1200.00", "1.2"],
    ["9007199254740993", "9007199254740994"],
    ["9007199254740993", "9.01E+14"],
    ["5000", "5E+4"],
    ["12345", "12300"],
  ])("but number %s → %s is an edit", (before, after) => {
    expect(cellMatchesBaseline(baselineValueOf(new LosslessNumber(before)), after)).toBe(false);
  });

  it.each<[JsonValue, string, boolean]>([
    [true, "TRUE", true],
    [true, "false", false],
    [false, "FALSE", true],
    ["a\r\nb", "a\nb", true],
    ["a\nb", "a\r\nb", true],
    ["a", "a ", false],
    ["", "", true],
    [null, "", true],
    [null, "0", false],
    [["x", "y"], '["x", "y"]', true],
    [["x", "y"], '["y","x"]', false],
    [{ a: "1", b: "2" }, '{"b":"2","a":"1"}', true],
  ])("%j as %j: %s", (before, after, same) => {
    expect(cellMatchesBaseline(baselineValueOf(before), after)).toBe(same);
  });
});

describe("stamps", () => {
  it("come back as they were, whatever the fields are called", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          texts.filter((name) => name !== "" && name.isWellFormed()),
          values,
        ),
        (fields) => {
          const names = Object.keys(fields);
          const stamp = readBaseline(printBaseline("deal-1", fields, names), "deal-1");
          if ("wrong" in stamp) throw new Error(stamp.wrong);
          expect([...stamp.keys()]).toEqual(names);
          for (const name of names)
            expect(matchesBaseline(stamp.get(name) ?? "", fields[name] ?? null)).toBe(true);
        },
      ),
    );
  });

  it("pass through a sheet: nothing in them is run, and they are one cell", () => {
    const stamp = printBaseline("=id", { "=x": "=1", "a,b": '"' }, ["=x", "a,b"]);
    expect(escapeCsvFormulas(stamp)).toBe(stamp);
    expect(stamp).toMatch(/^[\w =%.-]+$/);
  });
});
