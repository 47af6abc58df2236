/** The text of an HTML report; how it behaves in a browser is tested in the Chromium lane. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { htmlReport } from "../../../src/views/reports/html/page.ts";
import { HOSTILE } from "./hostile.ts";
import { hostilePlan } from "./hostileReport.ts";
import { planReport, planRows, runReport, runRows, textOf } from "./samples.ts";

describe("htmlReport", () => {
  it("allows its own script and style by hash, and nothing else", async () => {
    const html = await textOf(htmlReport(await planReport(planRows(10))));
    const policy = /Content-Security-Policy content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    for (const [tag, directive] of [
      ["script", "script-src"],
      ["style", "style-src"],
    ] as const) {
      const found = [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"))];
      expect(found).toHaveLength(1);
      const hash = createHash("sha256")
        .update(found[0]?.[1] ?? "")
        .digest("base64");
      expect(policy).toContain(`${directive} 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/\s(style|on\w+|src)=/);
  });

  it.each(['"', "'", "`", " ", ">"])("lets no text end an attribute with %j", async (quote) => {
    const html = await textOf(htmlReport(await hostilePlan(`deal${quote} onload=evil x=${quote}`)));
    const tags = html.match(/<[a-z][^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(100);
    const outside = tags.map((tag) => tag.replace(/="[^"]*"/g, ""));
    expect(outside.filter((tag) => tag.includes("onload"))).toEqual([]);
  });

  it("has every row of a plan and of a run", async () => {
    for (const report of [await planReport(planRows(950)), await runReport(runRows(950))]) {
      const html = await textOf(htmlReport(report));
      expect(html.match(/<li id=n\d+/g)).toHaveLength(950);
      for await (const { id } of report.rows()) expect(html).toContain(`<code>${id}</code>`);
    }
  });

  it("comes in pieces of bounded size", async () => {
    let largest = 0;
    for await (const piece of htmlReport(await planReport(planRows(5_000))))
      largest = Math.max(largest, piece.length);
    expect(largest).toBeLessThan(100_000);
  });

  it("stops at its limits and counts what is omitted", async () => {
    const report = await planReport(planRows(500));
    const html = await textOf(htmlReport(report, { rows: 1_000, bytes: 40_000 }));
    const shown = html.match(/<li id=n\d+/g)?.length ?? 0;
    const left = [...html.matchAll(/([\d,]+) more rows not in this file/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    expect(shown).toBeGreaterThan(50);
    expect(shown + left).toBe(500);
    expect(Buffer.byteLength(html)).toBeLessThan(40_000 + 40_000);
  });

  it("marks changed words and shows exact differences", async () => {
    const html = await textOf(htmlReport(await planReport(planRows(300))));
    expect(html).toMatch(/<del>(\w+ \w+ \w+)<\/del> → <ins>\1<mark> 2027<\/mark><\/ins>/);
    expect(html).toMatch(/<del>[\d.]+<\/del> → <ins>[\d.]+<\/ins> <small>[+−][\d,.]+<\/small>/);
  });

  it.each(HOSTILE)("has no markup or invisible character of %j", async (text) => {
    const html = await textOf(htmlReport(await hostilePlan(text)));
    expect(html).not.toMatch(
      /<(img|link|iframe|base|object|textarea)\b|<script>globalThis|<meta http-equiv=refresh/i,
    );
    expect(html).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b\ufeff\u2028\u2029]/u);
    expect(html.isWellFormed()).toBe(true);
  });
});
