import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedBytes } from "../../../src/rows/bytes.ts";
import { csvRecords } from "../../../src/rows/csv/records.ts";
import { BrokenInput } from "../../../src/rows/row.ts";
import { chunked } from "../chunked.ts";

const LINE_FEEDS = ["\r\n", "\n"];
const LONE_RETURNS = [...LINE_FEEDS, "\r"];

/** The cells of each record that is not blank, up to the first that is broken. */
async function ours(text: string, rowEnds: readonly string[], size: number) {
  const records: (readonly string[])[] = [];
  try {
    const dialect = { delimiter: ",", rowEnds, sepLine: false };
    for await (const batch of csvRecords(checkedBytes(chunked(text, size)), dialect)) {
      records.push(...batch.map(({ cells }) => cells));
    }
    return { records, isBroken: false };
  } catch (error) {
    expect(error).toBeInstanceOf(BrokenInput);
    return { records, isBroken: true };
  }
}

/** The same as a parser reads the whole text. */
function theirs(text: string, rowEnds: readonly string[]) {
  const records: (readonly string[])[] = [];
  const options = {
    bom: true,
    relax_column_count: true,
    record_delimiter: [...rowEnds],
    on_record: (cells: readonly string[]) => {
      if (cells.length > 1 || cells[0] !== "") records.push(cells);
      return undefined;
    },
  };
  try {
    parse(text, options);
    return { records, isBroken: false };
  } catch {
    return { records, isBroken: true };
  }
}

const parts = fc.array(
  fc.constantFrom('"', '""', '"a"', '"b\n",', ",", "\n", "\r\n", "\r", "a", "é", "\uFEFF"),
  { maxLength: 30 },
);

describe("records", () => {
  it("are those of the parser, whether it is asked or not", async () => {
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(
        parts,
        fc.constantFrom(LINE_FEEDS, LONE_RETURNS),
        fc.integer({ min: 1, max: 40 }),
        async (written, rowEnds, size) => {
          // A CR at the end is a line end that lost its line feed; the parser takes it for text.
          const text = written.join("").replace(/\r+$/, "");
          const expected = theirs(text, rowEnds);
          expect(await ours(text, rowEnds, size)).toEqual(expected);
          if (expected.isBroken) broken++;
        },
      ),
      { numRuns: 2000 },
    );
    // Of both kinds, many.
    expect(broken).toBeGreaterThan(200);
    expect(broken).toBeLessThan(1800);
  });
});
