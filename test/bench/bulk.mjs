// Bulk, measured: `node test/bench/bulk.mjs [--rounds n] [--quick] [--memory 10000,100000] [--only rows,memory,parse]`. Memory at a
// million rows takes most of the time: half an hour.
// Times are those of whole processes, from start to exit, side by side in rounds, so that whatever else the machine does falls
// on all alike; printed are ratios of medians. Memory is the largest resident set of the program's process.
import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "6" },
    memory: { type: "string", default: "10000,100000,1000000" },
    only: { type: "string", default: "rows,memory,parse" },
    program: { type: "string", default: resolve(import.meta.dirname, "../../bin/routera.js") },
    quick: { type: "boolean", default: false },
  },
});
const PROGRAM = resolve(flags.program);
const CONCURRENCY = 32;
const ROUNDS = flags.quick ? 1 : Number(flags.rounds);
/** About how long one contestant should take in a round. */
const SECONDS = flags.quick ? 2 : Number(flags.seconds);
const SIZES = flags.quick ? [2_000, 20_000] : flags.memory.split(",").map(Number);
/** No child lives longer than this, in ms. */
const LONGEST = 60 * 60_000;

const home = mkdtempSync(join(tmpdir(), "routera-bulk-"));
const peakFile = join(home, "peak");
const hook = join(home, "peak.cjs");
writeFileSync(
  hook,
  'process.on("exit", () => require("node:fs").writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));',
);
const children = new Set();
const servers = [];
try {
  const parts = flags.only.split(",");
  console.log(
    `Bulk on Node ${process.versions.node}: ratios of medians of ${ROUNDS} round${ROUNDS === 1 ? "" : "s"}`,
  );
  if (parts.includes("rows")) await rowsPerSecond();
  if (parts.includes("parse")) await parseRates();
  if (parts.includes("memory")) await memory();
} finally {
  for (const child of children) child.kill("SIGKILL");
  for (const server of servers) server.kill();
  rmSync(home, { recursive: true, force: true });
}

/** `deals apply --no-read`, journal on the disk, against bare clients; each server answers after so many ms. */
async function rowsPerSecond() {
  for (const delay of [0, 20, 100]) {
    const base = await startServer(delay);
    // What a got loop sends in the time that a contestant should take.
    const rows = Math.round(SECONDS * (delay === 0 ? 2_000 : (CONCURRENCY * 1000) / (delay + 1)));
    const file = await rowsFile(rows, "ndjson");
    const bare = (client) => ({
      words: [join(import.meta.dirname, "bareLoop.mjs"), client, file, base, String(CONCURRENCY)],
      base,
    });
    const apply = [
      PROGRAM,
      "deals",
      "apply",
      file,
      "--no-read",
      "--yes",
      "--concurrency",
      String(CONCURRENCY),
    ];
    const times = await sideBySide({
      "routera deals apply --no-read": { words: [...apply, "--format", "json"], base },
      "got, bare loop": bare("got"),
      "node:http, bare loop": bare("http"),
      "undici's pool, bare loop": bare("undici"),
    });
    const own = times.get("routera deals apply --no-read");
    const when = delay === 0 ? "at once" : `after ${delay} ms`;
    console.log(
      `\nRows per second of \`deals apply --no-read\` to other clients, ${CONCURRENCY} at once, server answers ${when}, ${rows} rows`,
    );
    for (const [name, time] of times) {
      console.log(`${ratio(time / own)}  ${name} (${Math.round((rows / time) * 1000)} rows/s here)`);
    }
  }
}

/** Rows that are read and checked, nothing else: `deals plan --lint`, without what an empty file takes. */
async function parseRates() {
  const rows = SECONDS * 50_000;
  const few = await rowsFile(1, "csv");
  const csv = await rowsFile(rows, "csv");
  const ndjson = await rowsFile(rows, "ndjson");
  const lint = (file) => ({ words: [PROGRAM, "deals", "plan", file, "--lint"], base: "http://127.0.0.1:9" });
  const parse = (code, file) => ({ words: ["-e", code, file], base: "" });
  const times = await sideBySide({
    none: lint(few),
    CSV: lint(csv),
    NDJSON: lint(ndjson),
    plain: parse(
      'for (const line of require("node:fs").readFileSync(process.argv[1], "utf8").trimEnd().split("\\n")) JSON.parse(line)',
      ndjson,
    ),
  });
  console.log(
    `\nReading and checking rows with \`deals plan --lint\`, ${rows} rows, to split and JSON.parse of the same NDJSON`,
  );
  for (const name of ["CSV", "NDJSON"]) {
    const time = times.get(name) - times.get("none");
    console.log(
      `${ratio(times.get("plain") / time)}  ${name} (${Math.round((rows / time) * 1000)} rows/s here)`,
    );
  }
}

async function memory() {
  const base = await startServer(0);
  const peaks = { "plan rows.csv --out": [], "apply plan": [], "apply rows.ndjson --no-read": [] };
  for (const rows of SIZES) {
    const csv = await rowsFile(rows, "csv");
    const ndjson = await rowsFile(rows, "ndjson");
    const plan = join(home, `${rows}.plan.jsonl`);
    const bulk = async (name, words) => {
      const pace = ["--yes", "--format", "json"].slice(words[0] === "plan" ? 1 : 0);
      const { peak, ms } = await run(
        [PROGRAM, "deals", ...words, ...pace, "--concurrency", String(CONCURRENCY)],
        base,
      );
      peaks[name].push(peak);
      process.stderr.write(`  ${name}, ${rows} rows: ${Math.round(peak)} MiB, ${Math.round(ms / 1000)} s\n`);
    };
    await bulk("apply rows.ndjson --no-read", ["apply", ndjson, "--no-read"]);
    await bulk("plan rows.csv --out", ["plan", csv, "--out", plan]);
    await bulk("apply plan", ["apply", plan]);
  }
  console.log(`\nPeak memory in MiB, and as a ratio to that at ${SIZES[0]} rows`);
  console.log(`${"".padStart(30)}${SIZES.map((rows) => `${rows} rows`.padStart(18)).join("")}`);
  for (const [name, taken] of Object.entries(peaks)) {
    const cells = taken.map((peak) => `${Math.round(peak)} (${(peak / taken[0]).toFixed(2)})`.padStart(18));
    console.log(`  ${name.padEnd(28)}${cells.join("")}`);
  }
}

/** Every contestant once a round. @returns the medians in ms, by name */
async function sideBySide(contestants) {
  const times = new Map(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { words, base }] of Object.entries(contestants)) {
      times.get(name).push((await run(words, base)).ms);
    }
  }
  return new Map([...times].map(([name, taken]) => [name, median(taken)]));
}

/** @returns how long a process took, in ms, and the most memory it had, in MiB */
async function run(words, base) {
  const state = join(home, "state");
  const start = performance.now();
  const child = spawn(process.execPath, ["-r", hook, ...words], {
    env: {
      PATH: process.env.PATH,
      ...profileEnvironment(home),
      XDG_STATE_HOME: state,
      PEAK_FILE: peakFile,
      ROUTERA_TOKEN: "bench-token",
      ROUTERA_BASE_URL: base,
      ROUTERA_NO_SUGGESTIONS: "1",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.add(child);
  const late = setTimeout(() => child.kill("SIGKILL"), LONGEST);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    errors = (errors + text).slice(-2_000);
  });
  const code = await new Promise((done) => child.on("close", done));
  const ms = performance.now() - start;
  clearTimeout(late);
  children.delete(child);
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${errors}`);
  rmSync(state, { recursive: true, force: true });
  return { ms, peak: Number(readFileSync(peakFile, "utf8")) / 1024 };
}

/** @returns the base URL */
async function startServer(delay) {
  const server = spawn(process.execPath, [join(import.meta.dirname, "instantServer.mjs"), String(delay)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  servers.push(server);
  const port = await new Promise((done) => server.stdout.once("data", (text) => done(Number(text))));
  return `http://127.0.0.1:${port}`;
}

/** Deals that differ, two fields each. @returns the path; made once */
async function rowsFile(rows, format) {
  const path = join(home, `${rows}.${format}`);
  mkdirSync(home, { recursive: true });
  const file = createWriteStream(path);
  let text = format === "csv" ? "id,next_step,deal_name\n" : "";
  for (let at = 0; at < rows; at++) {
    const id = `550e8400-e29b-41d4-a716-${at.toString(16).padStart(12, "0")}`;
    const [step, name] = [`Call about offer ${at}`, `Deal ${at}`];
    text +=
      format === "csv"
        ? `${id},${step},${name}\n`
        : `${JSON.stringify({ id, next_step: step, deal_name: name })}\n`;
    if (text.length < 1_000_000) continue;
    if (!file.write(text)) await new Promise((done) => file.once("drain", done));
    text = "";
  }
  await new Promise((done) => file.end(text, done));
  return path;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function ratio(value) {
  return value.toFixed(2).padStart(8);
}
