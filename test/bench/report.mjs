// The HTML report of a plan: size, time to write, and time to the first interaction in Chromium.
import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";

const ROWS = Number(process.env.ROWS ?? 50_000);
const TIMES = Number(process.env.TIMES ?? 3);
const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The time of the first key that is handled, and drawn, once the controls of the report work. */
const NOTE_FIRST_KEY = `addEventListener("keydown", () => {
  if (globalThis.firstKey !== undefined || performance.getEntriesByName("routera-ready").length === 0) return;
  requestAnimationFrame(() => { globalThis.firstKey ??= performance.now(); });
}, true)`;

const dir = mkdtempSync(join(tmpdir(), "routera-bench-"));
try {
  const file = join(dir, "report.html");
  const small = join(dir, "small.html");
  await writeReport(file, small);
  const { size } = statSync(file);
  console.log(
    `report of ${ROWS} changes: ${(size / 1e6).toFixed(1)} MB, ${Math.round(size / ROWS)} bytes each`,
  );
  if (existsSync(PROGRAM)) await open(file, small);
  else console.log(`not opened: ${PROGRAM} is not installed`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** @param small a report of the same kind with few rows: what an interaction costs in any case */
async function writeReport(file, small) {
  const entry = join(dir, "entry.mjs");
  const bundle = await rolldown({
    input: "entry",
    platform: "node",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? "\0entry" : null),
        load: (id) =>
          id === "\0entry"
            ? `export { htmlReport } from "${join(import.meta.dirname, "../../src/views/reports/html/page.ts")}";
               export { planReport, planRows } from "${join(import.meta.dirname, "../views/reports/samples.ts")}";`
            : null,
      },
    ],
  });
  await bundle.write({ file: entry, format: "esm" });
  await bundle.close();
  const { htmlReport, planReport, planRows } = await import(pathToFileURL(entry).href);
  const rows = planRows(ROWS);
  const start = performance.now();
  const report = await planReport(rows);
  const summed = performance.now();
  await pipeline(Readable.from(htmlReport(report)), createWriteStream(file));
  const end = performance.now();
  await pipeline(Readable.from(htmlReport(await planReport(planRows(20)))), createWriteStream(small));
  console.log(`summarized in ${seconds(summed - start)}, written in ${seconds(end - summed)}`);
}

/** A page that is used at once, and one that has all its rows; beside each a small page, for what the machine does besides. */
async function open(file, small) {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  try {
    const large = { ready: [], complete: [], cpu: [], painted: [], searched: [], searchedAgain: [] };
    const base = { ready: [], complete: [], cpu: [], painted: [], searched: [], searchedAgain: [] };
    for (let time = 0; time < TIMES; time++) {
      await use(browser, small, base);
      await use(browser, file, large);
    }
    const [ready, empty] = [median(large.ready), median(base.ready)];
    console.log(
      `first paint ${seconds(median(large.painted))}, first key that is handled and drawn ${seconds(ready)} (aim: 3 s)`,
    );
    console.log(`the same with 20 rows ${seconds(empty)}: ${(ready / empty).toFixed(1)} times as long`);
    console.log(`all rows ${seconds(median(large.complete))} (${seconds(median(large.cpu))} of CPU)`);
    console.log(
      `first search ${seconds(median(large.searched))}, second ${seconds(median(large.searchedAgain))}`,
    );
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

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
