import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareNumber } from "../../../src/plans/baseline/compareNumber.ts";
import { NumberStyleFinder, numberStyleFor } from "../../../src/plans/baseline/numberStyle.ts";
import type { CellVerdict } from "../../../src/plans/baseline/verdict.ts";
import { parseDecimal, sameDecimal } from "../../../src/text/cells/decimal.ts";
import type { DecimalMark } from "../../../src/text/cells/numberReadings.ts";
import { commaFormats, exactly, type NumberFormat, numbers, pointFormats, RUNS, spell } from "./spellings.ts";

type TestCell = readonly [previous: string, text: string];

/** The verdicts on the cells of one file. */
function judge(cells: readonly TestCell[], decided?: DecimalMark): readonly CellVerdict[] {
  const finder = new NumberStyleFinder();
  for (const [previous, text] of cells) finder.add(text, previous);
  return cells.map(([previous, text]) =>
    compareNumber(previous, text, numberStyleFor(text, previous, finder.evidence, decided)),
  );
}

function short(verdict: CellVerdict): string {
  switch (verdict.kind) {
    case "unchanged":
      return verdict.form === undefined ? "unchanged" : `unchanged, ${verdict.form}`;
    case "edit":
      return `edit ${verdict.value}`;
    case "damaged":
      return `${verdict.damage} ${verdict.readings.join(" ")}`;
    case "ambiguous":
      return `ambiguous ${verdict.readings.join(" ")}`;
    case "invalid":
      return "invalid";
  }
}

describe("number cells", () => {
  it.each<[string, readonly TestCell[], readonly string[]]>([
    [
      "a file that nobody opened",
      [
        ["12.345", "12.345"],
        ["1234", "1234"],
      ],
      ["unchanged", "unchanged"],
    ],
    ["one row that nobody opened", [["1.234", "1.234"]], ["unchanged"]],
    [
      "a comma typed in place of a point",
      [
        ["75", "7,5"],
        ["2", "2"],
      ],
      ["edit 7.5", "unchanged"],
    ],
    [
      "grouping of Germany",
      [
        ["1234", "1.234"],
        ["2.5", "2,5"],
      ],
      ["unchanged", "unchanged"],
    ],
    ["grouping that nothing else explains", [["1234", "1.234"]], ["ambiguous 1.234 1234"]],
    [
      "points eaten by a locale",
      [
        ["12.345", "12345"],
        ["1234567.891", "1234567891"],
        ["99.999", "99999"],
      ],
      ["point_lost 12345", "point_lost 1234567891", "point_lost 99999"],
    ],
    [
      "General in Excel",
      [
        ["1234567.891234", "1234567.891"],
        ["0.123456789012", "0.123456789"],
      ],
      ["rounded 1234567.891", "rounded 0.123456789"],
    ],
    [
      "two decimals",
      [
        ["1234.5678", "1234.57"],
        ["99.995", "100.00"],
      ],
      ["rounded 1234.57", "rounded 100.00"],
    ],
    [
      "grouping of several countries",
      [
        ["1234.5", "1.234,50"],
        ["1234.5", "1\u202f234,50"],
        ["1234.5", "$1,234.50"],
        ["1234.5", "1'234.50"],
      ],
      Array(4).fill("unchanged"),
    ],
    [
      "both marks in one file",
      [
        ["1234", "1.234"],
        ["5", "7,5"],
        ["5", "7.5"],
      ],
      ["ambiguous 1.234 1234", "edit 7.5", "edit 7.5"],
    ],
    [
      "evidence decides for the others",
      [
        ["5", "1.234"],
        ["2.5", "2,5"],
      ],
      ["edit 1234", "unchanged"],
    ],
    [
      "long numbers",
      [
        ["12345678901234567", "12345678901234600"],
        ["12345678901234567", "1.23457E+16"],
      ],
      ["unchanged, rounded", "unchanged, rounded"],
    ],
    [
      "percentages",
      [
        ["0.05", "5%"],
        ["5", "5 %"],
        ["0.0512", "5%"],
        ["5", "500.0%"],
      ],
      ["unchanged", "ambiguous 0.05 5", "rounded 0.05", "unchanged"],
    ],
    [
      "negative numbers",
      [
        ["-5.25", "(5.25)"],
        ["-5.25", "5.25-"],
        ["-5.25", "\u22125.25"],
        ["-5.25", "-$5.25"],
      ],
      Array(4).fill("unchanged"),
    ],
    [
      "what is no number",
      [
        ["1.5", "01. Mai"],
        ["5", "five"],
        ["5", "1,2,3"],
        ["5", ""],
      ],
      Array(4).fill("invalid"),
    ],
    [
      "grouping of the United States that nothing else explains",
      [["1234", "1,234"]],
      ["ambiguous 1234 1.234"],
    ],
    [
      "one likely cell decides nothing",
      [
        ["1234", "1,234"],
        ["5", "7,125"],
      ],
      ["ambiguous 1234 1.234", "ambiguous 7125 7.125"],
    ],
    [
      "two likely cells do",
      [
        ["1234", "1,234"],
        ["5678", "5,678"],
        ["5", "7,125"],
      ],
      ["ambiguous 1234 1.234", "ambiguous 5678 5.678", "edit 7125"],
    ],
    ["a fraction is no group", [["5", "0,125"]], ["edit 0.125"]],
    [
      "edits",
      [
        ["5", "50"],
        ["1.50", "3"],
        ["1200", "1300.25"],
        ["10", "1E3"],
      ],
      ["edit 50", "edit 3", "edit 1300.25", "edit 1e3"],
    ],
  ])("%s", (_title, cells, expected) => {
    expect(judge(cells).map(short)).toEqual(expected);
  });

  it("the user's word goes before the evidence", () => {
    expect(judge([["5", "1.234"]], "comma").map(short)).toEqual(["edit 1234"]);
    expect(judge([["5", "1.234"]], "point").map(short)).toEqual(["edit 1.234"]);
    expect(judge([["5", "7,5"]], "point").map(short)).toEqual(["ambiguous 7.5"]);
  });
});

const files = (formats: fc.Arbitrary<NumberFormat>) =>
  fc.array(fc.tuple(numbers, formats, fc.option(numbers, { nil: undefined, freq: 2 })), {
    minLength: 1,
    maxLength: 6,
  });

/** The same, with one edit by a factor of 1,000 at most: it looks like the previous value in the other style. */
const filesWithShift = (formats: fc.Arbitrary<NumberFormat>) =>
  fc.tuple(files(formats), fc.option(fc.nat(5), { nil: undefined })).map(([rows, at]) =>
    rows.map(([previous, format, edited], index) => {
      const isWhole = /^-?[1-9]\d{3,}$/.test(previous);
      if (index !== at || !isWhole) return [previous, format, edited] as const;
      return [previous, format, previous.replace(/(\d{3})$/, ".$1")] as const;
    }),
  );

function same(a: string, b: string): boolean {
  const [one, other] = [parseDecimal(a), parseDecimal(b)];
  return one !== undefined && other !== undefined && sameDecimal(one, other);
}

describe("properties of number cells", () => {
  it.each([
    ["point", pointFormats],
    ["comma", commaFormats],
  ])("no spelling with a %s of an exported number is an edit", (_mark, formats) => {
    fc.assert(
      fc.property(files(formats), (rows) => {
        const cells = rows.map(([previous, format]) => [previous, spell(previous, format)] as const);
        for (const [at, verdict] of judge(cells).entries()) {
          if (verdict.kind === "edit")
            throw new Error(`${cells[at]?.join(" as ")} is taken for ${short(verdict)}`);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ["point", exactly(pointFormats)],
    ["comma", exactly(commaFormats)],
  ])(
    "a real edit with a %s is that value or refused, never another one and never skipped",
    (_mark, formats) => {
      fc.assert(
        fc.property(filesWithShift(formats), (rows) => {
          const cells = rows.map(
            ([previous, format, edited]) => [previous, spell(edited ?? previous, format)] as const,
          );
          for (const [at, verdict] of judge(cells).entries()) {
            const [previous, , edited] = rows[at] as (typeof rows)[number];
            const text = cells[at]?.[1] as string;
            const wanted = edited ?? previous;
            const about = `${previous} -> ${wanted} as ${JSON.stringify(text)}: ${short(verdict)}`;
            if (verdict.kind === "edit" && !same(verdict.value, wanted)) throw new Error(about);
            if (verdict.kind === "edit" && same(previous, wanted)) throw new Error(about);
            // A text as it was exported cannot be seen as an edit; digits beyond the 15 that are kept neither.
            if (verdict.kind !== "unchanged" || text === previous || verdict.form === "rounded") continue;
            if (!same(previous, wanted)) throw new Error(about);
          }
        }),
        { numRuns: RUNS },
      );
    },
  );

  it("an exported number with a lost point is never an edit", () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 4 }), (exported) => {
        const cells = exported.map((previous) => [previous, previous.replace(".", "")] as const);
        expect(judge(cells).filter(({ kind }) => kind === "edit")).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
