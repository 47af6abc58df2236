import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { plainStyle, styleFor } from "../../src/terminal/style.ts";
import { type Column, layoutTable, type TableRow } from "../../src/terminal/table.ts";
import { codePoint } from "../harness/text/codePoint.ts";

const columns: readonly Column[] = [
  { title: "Id", keep: true },
  { title: "Name" },
  { title: "Amount", align: "right" },
  { title: "Note" },
];

const rows: readonly TableRow[] = [
  ["d-1", "Enterprise plan", "1200", ""],
  ["d-2", "日本の大きな取引先との契約", "7", "👍🏽 looks good"],
  ["d-3", "Long name ".repeat(9).trim(), "-15.50", "evil\u001b[31m\nline\u202e"],
];

async function draw(width: number | undefined): Promise<string> {
  return layoutTable(columns, rows, { width, style: plainStyle });
}

describe("layoutTable", () => {
  it("cuts nothing without a limit, and pads nothing: an empty cell is a dash", async () => {
    expect(await draw(undefined)).toMatchInlineSnapshot(`
      "Id  Name  Amount  Note
      d-1  Enterprise plan  1200  -
      d-2  日本の大きな取引先との契約  7  👍🏽 looks good
      d-3  Long name Long name Long name Long name Long name Long name Long name Long name Long name  -15.50  evil\\x1b[31m\\nline\\u202e
      "
    `);
  });

  it("pads without a limit where it is part of a text", async () => {
    const space = { width: undefined, style: plainStyle, isAligned: true };
    const text = await layoutTable(columns.slice(0, 2), [["d-100", "x"]], space);
    expect(text).toBe("Id     Name\nd-100  x\n");
  });

  it("shows which columns had no room", async () => {
    const leftOut: (readonly string[])[] = [];
    const onLeftOut = (titles: readonly string[]) => leftOut.push(titles);
    await layoutTable(columns, rows, { width: 20, style: plainStyle, onLeftOut });
    await layoutTable(columns, rows, { width: 80, style: plainStyle, onLeftOut });
    await layoutTable(columns, rows, { width: undefined, style: plainStyle, onLeftOut });
    expect(leftOut).toEqual([["Amount", "Note"]]);
  });

  it("treats 0 columns as no limit: nothing is known of such a terminal", async () => {
    expect(await draw(0)).toBe(await draw(undefined));
  });

  it("1 column", async () => {
    expect(await draw(1)).toMatchInlineSnapshot(`
      "Id
      d-1
      d-2
      d-3
      "
    `);
  });

  it("20 columns", async () => {
    expect(await draw(20)).toMatchInlineSnapshot(`
      "Id   Name
      d-1  Enterprise plan
      d-2  日本の大きな取…
      d-3  Long name Long…
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
    const painted: TableRow[] = [[{ text: "abcdefghij", paint: style.red }, "x"]];
    const text = await layoutTable([{ title: "A" }, { title: "B" }], painted, { width: 11, style });
    expect(text).toBe("\u001b[1mA\u001b[22m         \u001b[1mB\u001b[22m\n\u001b[31mabcdefg…\u001b[39m  x\n");
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

  it("never exceeds the width, but for what has to be whole, and lets nothing but newlines and our colors act, whatever goes in", async () => {
    const style = await styleFor(1);
    const text = fc.string({ unit: codePoint, maxLength: 40 });
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
          const whole = columns.some(({ keep }) => keep);
          for (const line of lines) if (!whole) expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(text.replace(/\p{Cc}\[(?:1|2|22)m/gu, "")).not.toMatch(
            /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
          );
        },
      ),
    );
  });
});
