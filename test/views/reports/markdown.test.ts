import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { MAX_MARKDOWN, markdownReport } from "../../../src/views/reports/markdown.ts";
import { codeSpan } from "../../../src/views/reports/markdownText.ts";
import { HOSTILE, hostileText } from "./hostile.ts";
import { hostilePlan, hostileRun } from "./hostileReport.ts";
import { planReport, planRows, runReport, runRows } from "./samples.ts";

/** As GitHub renders a comment, tags of ours included. */
function rendered(markdown: string): string {
  return micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g;
const OURS = new Set(
  "h2 h3 p table thead tbody tr th td code pre br em strong blockquote details summary".split(" "),
);

/** Tags and text outside of code. */
function outside(html: string): string {
  return html.replace(/<code[^>]*>[^<]*<\/code>/g, "<code></code>");
}

function expectHarmless(html: string): void {
  const tags = [...html.matchAll(TAG)].map(([, , name]) => name ?? "");
  expect(tags.filter((name) => !OURS.has(name))).toEqual([]);
  expect(html.replace(TAG, "")).not.toMatch(/[<>]/);
  const text = outside(html).replace(TAG, " ");
  expect(text).not.toMatch(/@|(^|\W)#\d|https?:|www\./);
  // Every table keeps its columns.
  for (const [table] of html.matchAll(/<table>.*?<\/table>/gs)) {
    const rows = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)].map(
      ([, row = ""]) => row.match(/<t[hd][ >]/g)?.length,
    );
    expect(new Set(rows).size).toBe(1);
  }
}

/** Tables by their number of rows: a cell that breaks out of its table changes it. */
function tableSizes(html: string): readonly number[] {
  return [...html.matchAll(/<table>.*?<\/table>/gs)].map(([table]) => table.match(/<tr>/g)?.length ?? 0);
}

describe("markdownReport", () => {
  it("fits one comment, whatever the number of rows and the length of values", async () => {
    for (const report of [await planReport(planRows(3000)), await hostilePlan("|`x".repeat(300_000))]) {
      const text = await markdownReport(report);
      expect(text.length).toBeLessThanOrEqual(MAX_MARKDOWN);
      expectHarmless(rendered(text));
    }
  });

  it("says how many rows are omitted, and counts all of them", async () => {
    const text = await markdownReport(await planReport(planRows(3000)));
    const shown =
      (text.match(/^\| \d+ \| `/gm)?.length ?? 0) +
      Number(/([\d,]+) more rows not shown/.exec(text)?.[1]?.replace(",", ""));
    expect(shown).toBe(3000);
  });

  it("shows every row of a short plan with its values", async () => {
    const text = await markdownReport(await planReport(planRows(20)));
    expect(text).not.toContain("not shown");
    for (const { id } of planRows(20)) expect(text).toContain(`\`${id}\``);
  });

  it("shows the counts of a run and what to type next", async () => {
    const text = await markdownReport(await runReport(runRows(200)));
    expect(text).toContain("## Run completed: 197 of 200 changes applied");
    expect(text).toContain("```sh\nroutera runs undo 20261124-091302-7f3a\n```");
  });

  it.each(HOSTILE)("cannot be broken by %j", async (text) => {
    for (const report of [await hostilePlan(text), await hostileRun(text)]) {
      const markdown = await markdownReport(report);
      expectHarmless(rendered(markdown));
      // A quick action of GitLab, or a command of a runner, starts a line.
      expect(markdown).not.toMatch(/^(\/|::|##\[)/m);
    }
  });

  it("cannot be broken by any text", async () => {
    const plain = await hostilePlan("x");
    const sizes = tableSizes(rendered(await markdownReport(plain)));
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const html = rendered(await markdownReport(await hostilePlan(text)));
        expectHarmless(html);
        expect(tableSizes(html)).toEqual(sizes);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

describe("codeSpan", () => {
  it("is one code span with the text, in a cell of a table", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = rendered(`| a | b |\n| - | - |\n| ${codeSpan(text, 10_000)} | end |\n`);
        const cells = [...html.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell = ""]) => cell);
        expect(cells).toHaveLength(2);
        expect(cells[1]).toBe("end");
        expect(cells[0]).toMatch(/^(<code>[^<>]*<\/code>)?$/);
      }),
      { numRuns: 300 },
    );
  });
});
