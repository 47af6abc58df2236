import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { plainStyle, styleFor } from "../../src/terminal/style.ts";
import { type Column, layoutTable, type Row } from "../../src/terminal/table.ts";

const columns: readonly Column[] = [
  { title: "Id", keep: true },
  { title: "Name" },
  { title: "Amount", align: "right" },
  { title: "Note" },
];

const rows: readonly Row[] = [
  ["d-1", "Enterprise plan", "1200", ""],
  ["d-2", "日本の大きな取引先との契約", "7", "👍🏽 looks good"],
  ["d-3", "Long name ".repeat(9).trim(), "-15.50", "evil\u001b[31m\nline\u202e"],
];

async function draw(width: number | undefined): Promise<string> {
  return layoutTable(columns, rows, { width, style: plainStyle });
}

describe("layoutTable", () => {
  it("cuts nothing without a limit", async () => {
    expect(await draw(undefined)).toMatchInlineSnapshot(`
      "Id   Name                                                                                       Amount  Note
      d-1  Enterprise plan                                                                              1200
      d-2  日本の大きな取引先との契約                                                                      7  👍🏽 looks good
      d-3  Long name Long name Long name Long name Long name Long name Long name Long name Long name  -15.50  evil\\x1b[31m\\nline\\u202e
      "
    `);
  });

  it("treats 0 columns as no limit: nothing is known of such a terminal", async () => {
    expect(await draw(0)).toBe(await draw(undefined));
  });

  it("1 column", async () => {
    expect(await draw(1)).toMatchInlineSnapshot(`
      "…
      …
      …
      …
      "
    `);
  });

  it("20 columns", async () => {
    expect(await draw(20)).toMatchInlineSnapshot(`
      "Id   Name  Amo…  No…
      d-1  Ent…  1200
      d-2  日…      7  👍🏽…
      d-3  Lon…  -15…  ev…
      "
    `);
  });

  it("80 columns", async () => {
    expect(await draw(80)).toMatchInlineSnapshot(`
      "Id   Name                                       Amount  Note
      d-1  Enterprise plan                              1200
      d-2  日本の大きな取引先との契約                      7  👍🏽 looks good
      d-3  Long name Long name Long name Long name …  -15.50  evil\\x1b[31m\\nline\\u202e
      "
    `);
  });

  it("makes titles bold and paints cells, after cutting them", async () => {
    const style = await styleFor(1);
    const painted: Row[] = [[{ text: "abcdefghij", paint: style.red }, "x"]];
    const text = await layoutTable([{ title: "A" }, { title: "B" }], painted, { width: 9, style });
    expect(text).toBe("\u001b[1mA\u001b[22m       \u001b[1mB\u001b[22m\n\u001b[31mabcde…\u001b[39m  x\n");
  });

  it("draws a header alone, missing cells as empty, and no table for no columns", async () => {
    expect(await layoutTable([{ title: "A" }, { title: "B" }], [], { width: 80, style: plainStyle })).toBe(
      "A  B\n",
    );
    expect(
      await layoutTable([{ title: "A" }, { title: "B" }], [["x"]], { width: 80, style: plainStyle }),
    ).toBe("A  B\nx\n");
    expect(await layoutTable([], [], { width: 80, style: plainStyle })).toBe("");
  });

  it("copes with a cell of a megabyte", async () => {
    const huge = "日".repeat(350_000);
    const text = await layoutTable([{ title: "A" }], [[huge]], { width: 10, style: plainStyle });
    expect(text).toBe("A\n日日日日…\n");
  });

  it("never exceeds the width and lets nothing but newlines and our colors act, whatever goes in", async () => {
    const style = await styleFor(1);
    const text = fc.string({ unit: "binary", maxLength: 40 });
    const column = fc.record({
      title: text,
      align: fc.constantFrom("left" as const, "right" as const),
      minimum: fc.nat(30),
      keep: fc.boolean(),
    });
    const cell = fc.oneof(
      text,
      fc.string({ unit: "grapheme", maxLength: 40 }),
      text.map((inner) => ({ text: inner, paint: style.dim })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(column, { minLength: 1, maxLength: 8 }),
        fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 5 }),
        fc.integer({ min: 10, max: 120 }),
        async (columns, rows, width) => {
          const text = await layoutTable(columns, rows, { width, style });
          const lines = text.split("\n");
          expect(lines.length).toBe(rows.length + 2);
          for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(text.replace(/\p{Cc}\[(?:1|2|22)m/gu, "")).not.toMatch(
            /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
          );
        },
      ),
    );
  });
});
