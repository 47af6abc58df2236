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

const dir = mkdtempSync(join(tmpdir(), "routera-bench-"));
try {
  const file = join(dir, "report.html");
  await writeReport(file);
  const { size } = statSync(file);
  console.log(
    `report of ${ROWS} changes: ${(size / 1e6).toFixed(1)} MB, ${Math.round(size / ROWS)} bytes each`,
  );
  if (existsSync(PROGRAM)) await open(file);
  else console.log(`not opened: ${PROGRAM} is not installed`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function writeReport(file) {
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
  console.log(`summarized in ${seconds(summed - start)}, written in ${seconds(end - summed)}`);
}

/** A page that is used at once, and one that has all its rows. */
async function open(file) {
  const browser = await chromium.launch({ executablePath: PROGRAM, args: FLAGS });
  try {
    const ready = [];
    // Of the page's main thread alone: does not depend on what else the machine does.
    const cpu = [];
    const complete = [];
    const painted = [];
    const searched = [];
    for (let time = 0; time < TIMES; time++) {
      const page = await browser.newPage();
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      await page.goto(pathToFileURL(file).href, { waitUntil: "commit" });
      await page.locator("#tools").waitFor({ state: "visible", timeout: 60_000 });
      const entry = (name) => page.evaluate(`performance.getEntriesByName("${name}")[0]?.startTime ?? NaN`);
      // A key that is handled and drawn, from the start of the navigation, while rows still arrive.
      await page.locator("#search").fill("contoso");
      ready.push(
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => done(performance.now())))"),
      );
      painted.push(await entry("first-contentful-paint"));
      await page.locator("#found").filter({ hasText: "rows" }).waitFor({ timeout: 60_000 });
      complete.push(await entry("routera-complete"));
      const { metrics } = await session.send("Performance.getMetrics");
      cpu.push(1000 * metrics.find(({ name }) => name === "TaskDuration").value);
      const start = performance.now();
      await page.locator("#search").fill("northwind");
      await page.locator("#found").filter({ hasText: "rows match" }).waitFor();
      searched.push(performance.now() - start);
      await page.close();
    }
    console.log(
      `first paint ${seconds(median(painted))}, first interaction ${seconds(median(ready))} (aim: 3 s)`,
    );
    console.log(`all rows ${seconds(median(complete))} (${seconds(median(cpu))} of CPU)`);
    console.log(`second search of all rows ${seconds(median(searched))}`);
  } finally {
    await browser.close();
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
