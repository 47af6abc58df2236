import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { plainStyle, styleFor } from "../../src/terminal/style.ts";
import { layoutLine, layoutPairs, type Pair } from "../../src/terminal/table.ts";
import { codePoint } from "../harness/text/codePoint.ts";

const pairs: readonly Pair[] = [
  { label: "Name", value: "Enterprise plan" },
  { label: "External id", value: "" },
  { label: "説明", value: "日本の大きな取引先との契約を更新する" },
  { label: "note", value: "First line of a note that is long enough to be wrapped\n\nlast\tline \u001b[2J" },
];

async function draw(width: number | undefined): Promise<string> {
  return layoutPairs(pairs, { width, style: plainStyle });
}

describe("layoutPairs", () => {
  it("wraps nothing without a limit, but keeps line breaks", async () => {
    expect(await draw(undefined)).toMatchInlineSnapshot(`
      "Name:         Enterprise plan
      External id:
      説明:         日本の大きな取引先との契約を更新する
      note:         First line of a note that is long enough to be wrapped

                    last\\tline \\x1b[2J
      "
    `);
    expect(await draw(0)).toBe(await draw(undefined));
  });

  it("40 columns", async () => {
    expect(await draw(40)).toMatchInlineSnapshot(`
      "Name:         Enterprise plan
      External id:
      説明:         日本の大きな取引先との契約
                    を更新する
      note:         First line of a note that
                    is long enough to be
                    wrapped

                    last\\tline \\x1b[2J
      "
    `);
  });

  it("20 columns: values below their labels", async () => {
    expect(await draw(20)).toMatchInlineSnapshot(`
      "Name:
        Enterprise plan
      External id:
      説明:
        日本の大きな取引先
        との契約を更新する
      note:
        First line of a
        note that is long
        enough to be
        wrapped

        last\\tline \\x1b[2J
      "
    `);
  });

  it("1 column", async () => {
    expect(await layoutPairs([{ label: "A", value: "bc" }], { width: 1, style: plainStyle })).toBe(
      "A\n:\nb\nc\n",
    );
  });

  it("dims labels and paints every line of a value", async () => {
    const style = await styleFor(1);
    expect(
      await layoutPairs([{ label: "A", value: { text: "x\ny", paint: style.red } }], { width: 80, style }),
    ).toBe("\u001b[2mA:\u001b[22m  \u001b[31mx\u001b[39m\n    \u001b[31my\u001b[39m\n");
  });

  it("never exceeds the width, loses no letter, and lets nothing act on the terminal", async () => {
    const style = await styleFor(1);
    const text = fc.oneof(fc.string({ unit: codePoint, maxLength: 60 }), fc.string({ maxLength: 200 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ label: text, value: text }), { maxLength: 5 }),
        fc.integer({ min: 10, max: 120 }),
        async (facts, width) => {
          const drawn = await layoutPairs(facts, { width, style });
          for (const line of drawn.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(width);
          const bare = drawn.replace(/\p{Cc}\[(?:2|22)m/gu, "");
          expect(bare).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          const letters = (some: string) => some.replace(/[^a-z]/gi, "");
          if (facts.every(({ label, value }) => /^[ -~]*$/.test(label + value))) {
            expect(letters(bare)).toBe(facts.map(({ label, value }) => letters(label + value)).join(""));
          }
        },
      ),
    );
  });
});

describe("layoutLine", () => {
  it.each([
    ["Enterprise\nplan", undefined, "Enterprise\\nplan"],
    ["Enterprise plan", 8, "Enterpr…"],
    ["日本語", 0, "日本語"],
    ["日本語", 5, "日本…"],
  ])("%j in %s columns", async (text, width, line) => {
    expect(await layoutLine(text, width)).toBe(line);
  });
});
