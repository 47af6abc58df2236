/** The HTML report of a plan: size, time to write, and time to the first interaction in Chromium. */
import { createWriteStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { FLAGS, PROGRAM } from "../../lanes/chromium/program.mjs";

/** The time of the first key that is handled, and drawn, once the controls of the report work. */
const NOTE_FIRST_KEY = `addEventListener("keydown", () => {
  if (globalThis.firstKey !== undefined || performance.getEntriesByName("routera-ready").length === 0) return;
  requestAnimationFrame(() => { globalThis.firstKey ??= performance.now(); });
}, true)`;

export async function report(bench) {
  const changes = bench.isQuick ? 10_000 : 50_000;
  const [file, small] = [join(bench.home, "report.html"), join(bench.home, "small.html")];
  const rounds = bench.isQuick ? 1 : 3;
  const written = [];
  for (let round = 0; round < rounds; round++)
    written.push(await writeReport(bench.home, { file, small, changes }));
  const named = `report of ${changes} changes`;
  bench.add("report", `${named}: size`, {
    values: [statSync(file).size / changes],
    unit: "bytes per change",
  });
  bench.add("report", `${named}: written`, { values: written, unit: "ms" });
  if (existsSync(PROGRAM)) await openReports(bench, { file, small, named, rounds });
  else bench.missing.push("Chromium");
}

/** @param small a report of the same kind with few rows: what an interaction costs in any case @returns ms */
async function writeReport(directory, { file, small, changes }) {
  const entry = join(directory, "entry.mjs");
  const bundle = await rolldown({
    input: "entry",
    platform: "node",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? "\0entry" : null),
        load: (id) =>
          id === "\0entry"
            ? `export { htmlReport } from "${join(import.meta.dirname, "../../../src/views/reports/html/page.ts")}";
               export { planReport, planRows } from "${join(import.meta.dirname, "../../views/reports/samples.ts")}";`
            : null,
      },
    ],
  });
  await bundle.write({ file: entry, format: "esm" });
  await bundle.close();
  const { htmlReport, planReport, planRows } = await import(pathToFileURL(entry).href);
  const rows = planRows(changes);
  const start = performance.now();
  await pipeline(Readable.from(htmlReport(await planReport(rows))), createWriteStream(file));
  const end = performance.now();
  await pipeline(Readable.from(htmlReport(await planReport(planRows(20)))), createWriteStream(small));
  return end - start;
}

/** A page that is used at once, and one that has all its rows; beside each a small page, for what the machine does besides. */
async function openReports(bench, { file, small, named, rounds }) {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  try {
    const large = { ready: [], complete: [], cpu: [], painted: [], searched: [], searchedAgain: [] };
    const base = { ready: [], complete: [], cpu: [], painted: [], searched: [], searchedAgain: [] };
    for (let round = 0; round < rounds; round++) {
      await use(browser, small, base);
      await use(browser, file, large);
    }
    const facts = {
      painted: "first paint",
      ready: "first key that is handled and drawn",
      complete: "all rows",
      cpu: "all rows, CPU of the main thread",
      searched: "first search",
      searchedAgain: "second search",
    };
    for (const [fact, name] of Object.entries(facts)) {
      const to = { name: "a report of 20 changes", values: base[fact] };
      bench.add("report", `${named}: ${name}`, { values: large[fact], unit: "ms", to });
    }
  } finally {
    await browser.close();
  }
}

async function use(browser, file, results) {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  // Of the page's main thread alone: does not depend on what else the machine does.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpu = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  };
  await page.addInitScript(NOTE_FIRST_KEY);
  await page.goto(pathToFileURL(file).href, { waitUntil: "commit" });
  const entry = (name) => page.evaluate(`performance.getEntriesByName("${name}")[0]?.startTime ?? NaN`);
  // Keys of a keyboard, as a person presses them while rows still arrive.
  let isOver = false;
  const keys = (async () => {
    while (!isOver) {
      for (const type of ["keyDown", "keyUp"]) {
        session.send("Input.dispatchKeyEvent", { type, key: "Shift", code: "ShiftLeft" }).catch(() => {});
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  })();
  await page.waitForFunction("globalThis.firstKey !== undefined", undefined, { timeout: 60_000 });
  isOver = true;
  await keys;
  results.ready.push(await page.evaluate("firstKey"));
  results.painted.push(await entry("first-contentful-paint"));
  await page.locator("#found").filter({ hasText: "rows" }).waitFor({ timeout: 60_000 });
  results.complete.push(await entry("routera-complete"));
  results.cpu.push(await cpu());
  for (const [word, into] of [
    ["contoso", results.searched],
    ["northwind", results.searchedAgain],
  ]) {
    const before = await page.locator("#found").textContent();
    const start = performance.now();
    await page.locator("#search").fill(word);
    while ((await page.locator("#found").textContent()) === before) await page.waitForTimeout(5);
    into.push(performance.now() - start);
  }
  await page.close();
}
