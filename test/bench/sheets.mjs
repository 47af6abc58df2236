// Spreadsheets, measured: `node test/bench/sheets.mjs [--rows 1000,10000,100000] [--rounds 3]`. Whole processes of the program, from
// start to exit, on a server of this process that answers at once: `deals export` writes 12 columns, `deals plan --lint` reads
// them. Printed are the median of rows a second and the largest peak of memory. Takes some five minutes.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";

const { values: flags } = parseArgs({
  options: {
    rows: { type: "string", default: "1000,10000,100000" },
    rounds: { type: "string", default: "3" },
    program: { type: "string", default: resolve(import.meta.dirname, "../../bin/routera.js") },
  },
});
/** No child lives longer than this, in ms. */
const LONGEST = 10 * 60_000;
/** With these, an export has 12 columns: the ID, 6 fields of its own, these 5; its facts and the baseline come besides. */
const PROPERTIES = ["amount", "city", "close_date", "notes", "is_key", "next_step"];

const home = mkdtempSync(join(tmpdir(), "routera-sheets-"));
const peakFile = join(home, "peak");
const hook = join(home, "peak.cjs");
writeFileSync(
  hook,
  'process.on("exit", () => require("node:fs").writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));',
);

function dealAt(at) {
  return {
    id: `550e8400-e29b-41d4-a716-${String(at).padStart(12, "0")}`,
    external_id: `ext-${at}`,
    created_at: "2026-05-01T10:00:00.000Z",
    updated_at: "2026-05-28T12:00:00.000Z",
    archived: false,
    deal_name: `Müller & Söhne ${at}`,
    pipeline: "default",
    deal_stage: ["qualified", "proposal", "won"][at % 3],
    deal_owner: `owner${at % 20}@example.com`,
    amount: at * 1.25,
    city: "Łódź",
    close_date: "2026-12-24",
    notes: `00${at}`,
    is_key: at % 2 === 0,
    next_step: `Call on day ${at % 31}`,
  };
}

/** @param count how many deals the list has */
async function serve(count) {
  const server = createServer((request, response) => {
    const query = new URL(request.url, "http://localhost").searchParams;
    const [limit, offset] = [Number(query.get("limit") ?? 10), Number(query.get("offset") ?? 0)];
    const length = Math.max(0, Math.min(limit, count - offset));
    const data = Array.from({ length }, (_, at) => dealAt(offset + at));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data, pagination: { limit, offset, count: data.length } }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** @returns seconds and the largest resident set in MB */
async function run(words, url) {
  const env = {
    ...profileEnvironment(home),
    ROUTERA_TOKEN: "token",
    ROUTERA_BASE_URL: url,
    NODE_OPTIONS: `--require ${hook}`,
    PEAK_FILE: peakFile,
  };
  const started = performance.now();
  const child = spawn(process.execPath, [flags.program, ...words], {
    env,
    cwd: home,
    stdio: ["ignore", "ignore", "pipe"],
    timeout: LONGEST,
  });
  let stderr = "";
  child.stderr.on("data", (piece) => {
    stderr += piece;
  });
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) throw new Error(`${words.join(" ")}: exit ${code}\n${stderr}`);
  return {
    seconds: (performance.now() - started) / 1000,
    megabytes: Number(readFileSync(peakFile, "utf8")) / 1024,
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  console.log("12 columns".padEnd(28), "rows/s".padStart(10), "peak MB".padStart(10));
  for (const rows of flags.rows.split(",").map(Number)) {
    const server = await serve(rows);
    for (const ending of ["csv", "xlsx"]) {
      const file = `deals.${ending}`;
      const exported = ["deals", "export", "--properties", PROPERTIES.join(), "--out", file, "--force"];
      const actions = [
        ["write", exported],
        ["read", ["deals", "plan", file, "--lint"]],
      ];
      for (const [name, words] of actions) {
        const runs = [];
        for (let round = 0; round < Number(flags.rounds); round++) runs.push(await run(words, server.url));
        const speed = rows / median(runs.map(({ seconds }) => seconds));
        const peak = Math.max(...runs.map(({ megabytes }) => megabytes));
        const title = `${ending} ${name} ${rows.toLocaleString("en-US")}`;
        console.log(title.padEnd(28), speed.toFixed(0).padStart(10), peak.toFixed(0).padStart(10));
      }
    }
    server.close();
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
