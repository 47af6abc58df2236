// Start-up, side by side: every command once a round, the rounds one after the other, so that whatever else the
// machine does falls on all alike. Printed are ratios of medians to `node -e 0`.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";

const ROUNDS = Number(process.argv[2] ?? 25);
const LAUNCHER = resolve(import.meta.dirname, "../../bin/routera.js");
/** Built by `npm run executables`; it has a Node.js of its own. */
const EXECUTABLE = resolve(import.meta.dirname, "../../executables/routera-linux-x64");
const ID = "550e8400-e29b-41d4-a716-446655440000";

/** Answers every PATCH and GET at once with one deal; in a process of its own, so that it does not share our loop. */
const SERVER = `
const deal = JSON.stringify({ id: "${ID}", deal_name: "Enterprise plan", pipeline: "default", deal_stage: "qualified",
  deal_owner: "jane@example.com", external_id: null, created_at: "2026-05-01T10:00:00.000Z",
  updated_at: "2026-05-28T12:00:00.000Z", archived: false });
require("node:http").createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(deal) });
    response.end(deal);
  });
}).listen(0, "127.0.0.1", function () { process.stdout.write(String(this.address().port) + "\\n"); });
`;

const BARE = `
const request = require("node:http").request(process.env.ROUTERA_BASE_URL + "/deals/${ID}", { method: "PATCH",
  headers: { "content-type": "application/json", authorization: "Bearer " + process.env.ROUTERA_TOKEN } }, (response) => {
  response.setEncoding("utf8"); let text = ""; response.on("data", (part) => { text += part; });
  response.on("end", () => { if (JSON.parse(text).id !== "${ID}") process.exit(1); process.stdout.write(text); }); });
request.end(JSON.stringify({ fields: { deal_name: "Enterprise plan" } }));
`;

const home = mkdtempSync(join(tmpdir(), "routera-bench-"));
const server = spawn(process.execPath, ["-e", SERVER], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const port = await new Promise((done) => server.stdout.once("data", (text) => done(Number(text))));
  const url = `http://127.0.0.1:${port}`;
  const configs = join(home, "config", "routera");
  mkdirSync(configs, { recursive: true, mode: 0o700 });
  writeFileSync(
    join(configs, "config.yaml"),
    `profiles:\n  bench:\n    baseUrl: ${url}\n    token: bench-token\n`,
    { mode: 0o600 },
  );
  const plain = { PATH: process.env.PATH, ...profileEnvironment(home) };
  const token = { ...plain, ROUTERA_TOKEN: "bench-token", ROUTERA_BASE_URL: url };
  const profile = { ...plain, XDG_CONFIG_HOME: join(home, "config"), ROUTERA_PROFILE: "bench" };
  const update = [LAUNCHER, "deals", "update", ID, "--field", "deal_name=Enterprise plan", "--json"];
  const body = JSON.stringify({ fields: { deal_name: "Enterprise plan" } });
  const contestants = [
    ["node -e 0", process.execPath, ["-e", "0"], plain],
    ["routera --version", process.execPath, [LAUNCHER, "--version"], plain],
    ["routera --help", process.execPath, [LAUNCHER, "--help"], plain],
    ["one update, token from the environment", process.execPath, update, token],
    ["one update, token from a profile", process.execPath, update, profile],
    [
      "one update in the embedded sandbox",
      process.execPath,
      [LAUNCHER, "--profile", "sandbox", ...update.slice(1)],
      plain,
    ],
    ["the same PATCH, bare node:http", process.execPath, ["-e", BARE], token],
    ["the same PATCH, curl", "curl", ["-sf", "-X", "PATCH", "-d", body, `${url}/deals/${ID}`], token],
    ["executable: --version", EXECUTABLE, ["--version"], plain],
    ["executable: --help", EXECUTABLE, ["--help"], plain],
    ["executable: one update, token from the environment", EXECUTABLE, update.slice(1), token],
    ["executable: one update, token from a profile", EXECUTABLE, update.slice(1), profile],
    ["gh --version", "gh", ["--version"], plain],
    [
      "the same PATCH, httpie",
      "http",
      [
        "--ignore-stdin",
        "PATCH",
        `${url}/deals/${ID}`,
        `fields:=${JSON.stringify({ deal_name: "Enterprise plan" })}`,
      ],
      token,
    ],
  ].filter(([, program]) => existsSync(program) || spawnSync("which", [program]).status === 0);

  const times = new Map(contestants.map(([name]) => [name, []]));
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const [name, program, args, env] of contestants) {
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
      const took = Number(process.hrtime.bigint() - start) / 1e6;
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
      if (round >= 0) times.get(name).push(took);
    }
  }
  const base = median(times.get("node -e 0"));
  console.log(
    `Start-up on Node ${process.versions.node}, medians of ${ROUNDS} rounds, as ratios to \`node -e 0\``,
  );
  for (const [name, taken] of times)
    console.log(`  ${(median(taken) / base).toFixed(2).padStart(6)}  ${name}`);
} finally {
  server.kill();
  rmSync(home, { recursive: true, force: true });
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
