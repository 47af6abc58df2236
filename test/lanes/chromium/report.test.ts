/** Reports in a real browser: nothing runs but the report's own script, nothing is loaded, everything can be used. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { htmlReport } from "../../../src/views/reports/html/page.ts";
import type { Report } from "../../../src/views/reports/model.ts";
import { HOSTILE } from "../../views/reports/hostile.ts";
import { hostilePlan, hostileRun } from "../../views/reports/hostileReport.ts";
import { planReport, planRows, runReport, runRows, textOf } from "../../views/reports/samples.ts";
import { describeInChromium, ReportBrowser } from "./browser.ts";

const documentOf = (report: Report): Promise<string> => textOf(htmlReport(report));

/** Tags of the page with the names of their attributes, in their order, without the marks of changed words. */
function shapeOf(page: Page): Promise<string> {
  return page.evaluate(
    `[...document.querySelectorAll("*")].filter((one) => one.localName !== "mark").map((one) => [one.localName, ...[...one.attributes].map(({ name }) => name)].join(".")).join(" ")`,
  );
}

function visibleRows(page: Page): Promise<number> {
  return page.locator(".chunk > li").count();
}

describeInChromium("reports in Chromium", () => {
  const browser = new ReportBrowser();

  it("loads nothing, and the script has no error", async () => {
    for (const report of [await planReport(planRows(300)), await runReport(runRows(300))]) {
      const { errors, page, requests } = await browser.open(await documentOf(report));
      expect(await page.locator("#tools").isVisible()).toBe(true);
      expect([errors, requests]).toEqual([[], []]);
    }
  });

  it.each([
    ["plan", hostilePlan],
    ["run", hostileRun],
  ] as const)(
    "shows hostile text in a %s as text",
    async (_, make) => {
      const opened = await browser.open(await documentOf(await make("deal")));
      const shapes = new Map<number, string>();
      for (const text of HOSTILE.filter((one) => one !== "")) {
        // Harmless text of the same length has the same page.
        const plain = "deal".padEnd(text.length, "x");
        if (!shapes.has(plain.length)) {
          await browser.show(opened, await documentOf(await make(plain)));
          shapes.set(plain.length, await shapeOf(opened.page));
        }
        await browser.show(opened, await documentOf(await make(text)));
        expect(await shapeOf(opened.page), JSON.stringify(text)).toBe(shapes.get(plain.length));
        expect(await opened.page.evaluate("globalThis.stolen"), JSON.stringify(text)).toBeUndefined();
        expect([opened.errors, opened.requests], JSON.stringify(text)).toEqual([[], []]);
      }
    },
    120_000,
  );

  it("takes values of 1 MB and says what it omits of them", async () => {
    const { errors, page } = await browser.open(
      await documentOf(await hostilePlan("<b>word</b> ".repeat(90_000))),
    );
    expect(await page.locator(".chunk > li").count()).toBe(5);
    expect(await page.locator(".chunk").first().textContent()).toMatch(/[\d,]+ more characters/);
    expect((await page.content()).length).toBeLessThan(500_000);
    expect(errors).toEqual([]);
  });

  it("is complete without script", async () => {
    const rows = planRows(250);
    const { page } = await browser.open(await documentOf(await planReport(rows)), {
      javaScriptEnabled: false,
    });
    expect(await page.locator("#tools").isVisible()).toBe(false);
    expect(await visibleRows(page)).toBe(250);
    const last = page.locator(`.chunk > li:has(code:text-is("${rows[249]?.id}"))`);
    await last.scrollIntoViewIfNeeded();
    expect(await last.isVisible()).toBe(true);
    await page.locator('a[href="#attention"]').click();
    expect(page.url()).toMatch(/#attention$/);
  });

  it("searches, filters, sorts and jumps", async () => {
    const rows = planRows(1000);
    const { page } = await browser.open(await documentOf(await planReport(rows)));
    const found = page.locator("#found");
    await page.locator("#search").fill(rows[500]?.id ?? "");
    await found.filter({ hasText: "1 of 1,000 rows match" }).waitFor();
    expect(await visibleRows(page)).toBe(1);
    await page.locator("#jump").fill("7");
    await page.locator("#jump").press("Enter");
    expect(await page.evaluate("document.activeElement.dataset.l")).toBe("7");
    await page.locator("#filter").selectOption({ label: "Blocked" });
    const blocked = rows.filter(({ state }) => state === "blocked").length;
    expect(await found.textContent()).toBe(`${blocked} of 1,000 rows match`);
    await page.locator("#filter").selectOption({ label: "Changes amount" });
    const amounts = rows.filter(({ fields }) => fields.some(({ name }) => name === "amount")).length;
    expect(await found.textContent()).toBe(`${amounts} of 1,000 rows match`);
    await page.locator("#filter").selectOption("");
    await page.locator("#sort").selectOption({ label: "Name" });
    const names = await page.locator(".list").last().locator("li > b").allTextContents();
    expect(names).toEqual([...names].sort(new Intl.Collator("en", { numeric: true }).compare));
    await page.locator("#sort").selectOption({ label: "Plan order" });
    const lines = await page
      .locator(".list")
      .last()
      .locator("li")
      .evaluateAll((all) =>
        all.map((one) => Number((one as unknown as { dataset: { l: string } }).dataset.l)),
      );
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(lines).toHaveLength(rows.filter(({ state }) => state === "planned").length);
  });

  it("can be used with the keyboard alone", async () => {
    const { page } = await browser.open(await documentOf(await planReport(planRows(300))));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#rows$/);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).toBe("search");
  });

  it.each(["light", "dark"] as const)("has no serious finding of axe in %s", async (colorScheme) => {
    for (const report of [
      await planReport(planRows(120)),
      await runReport(runRows(200)),
      await hostilePlan("a b"),
    ]) {
      const { page } = await browser.open(await documentOf(report), { colorScheme });
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<{
        violations: { id: string; impact: string; nodes: { html: string }[] }[];
      }>("axe.run(document, { resultTypes: ['violations'] })");
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
  });

  it("prints all rows, and none of the controls", async () => {
    const { page } = await browser.open(await documentOf(await planReport(planRows(300))));
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#tools").isVisible()).toBe(false);
    expect(await page.locator("nav").isVisible()).toBe(false);
    const visibility = "getComputedStyle(document.querySelector('.chunk:last-of-type')).contentVisibility";
    expect(await page.evaluate(visibility)).toBe("visible");
  });

  it("lays out only what is seen of 50,000 rows, in less than 60 MB", async () => {
    const html = await documentOf(await planReport(planRows(50_000)));
    expect(Buffer.byteLength(html)).toBeLessThan(60_000_000);
    const { page } = await browser.open(html);
    expect(await visibleRows(page)).toBe(50_000);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    expect(metric("Nodes")).toBeGreaterThan(500_000);
    expect(metric("LayoutObjects")).toBeLessThan(20_000);
  }, 60_000);

  it("says which rows are not in the file, in front and at the end", async () => {
    const report = await planReport(planRows(500));
    const html = await textOf(htmlReport(report, { rows: 200, bytes: 1_000_000 }));
    const { page } = await browser.open(html);
    expect(await page.locator(".cut-notice").isVisible()).toBe(true);
    expect(await page.locator(".left-out").textContent()).toBe(
      "300 more rows not in this file: see plan.jsonl.",
    );
    const whole = await browser.open(await documentOf(report));
    expect(await whole.page.locator(".cut-notice").isVisible()).toBe(false);
  });
});
