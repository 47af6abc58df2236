/** Waits that one signal ends. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer, silent } from "../api/scriptedServer.ts";
import { DEAL, dealServer, listOf } from "../harness/dealServer.ts";
import { type Home, makeHome, waitForExit } from "../harness/program.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Waits until the program listens for signals (no one else catches SIGHUP), and a moment more. */
async function listening(pid = 0): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    await moment(50);
    const caught = /^SigCgt:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
    if ((BigInt(`0x${caught}`) & 1n) === 1n) break;
  }
  await moment(400);
}

const ROWS = "id,deal_stage\n";
const env = { ROUTERA_TOKEN: "t", ROUTERA_BASE_URL: "http://127.0.0.1:9" };

/** Starts it, sends the signal once it listens for it, and says how it ended. */
async function struck(
  words: readonly string[],
  signal: NodeJS.Signals,
  { input = "", end = false, stdin = "pipe" as "pipe" | "ignore" } = {},
) {
  const child = home.start(words, { env, stdio: [stdin, "pipe", "pipe"] });
  child.stdin?.write(input);
  const ending = waitForExit(child);
  await listening(child.pid);
  const since = performance.now();
  child.kill(signal);
  // A pipeline that is stopped as a whole closes the pipe, too.
  if (end) child.stdin?.end();
  const done = await ending;
  return { ...done, ms: performance.now() - since };
}

describe.skipIf(process.platform !== "linux").concurrent("a wait for input", () => {
  it.for([
    ["plan -", ["deals", "plan", "-"], ""],
    ["plan - after a line", ["deals", "plan", "-"], ROWS],
    ["plan --lint -", ["deals", "plan", "--lint", "-"], ROWS],
    ["apply -", ["deals", "apply", "-", "--yes"], ""],
    ["--fields-json -", ["deals", "update", DEAL, "--fields-json", "-"], "{"],
  ] as const)("%s ends by a signal at once", async ([, words, input], { expect }) => {
    for (const [signal, exit] of [
      ["SIGTERM", 143],
      ["SIGINT", 130],
      ["SIGHUP", 143],
    ] as const) {
      const done = await struck([...words, "--json"], signal, { input, end: signal === "SIGINT" });
      expect([signal, done.exit, JSON.parse(done.stderr).error.code]).toEqual([
        signal,
        exit,
        exit === 130 ? "interrupted" : "terminated",
      ]);
      expect(done.ms).toBeLessThan(2_000);
    }
  });

  it.for([
    ["rows", (pipe: string) => ["deals", "plan", pipe]],
    ["--fields-json", (pipe: string) => ["deals", "update", DEAL, "--fields-json", pipe]],
    ["--field-file", (pipe: string) => ["deals", "update", DEAL, "--field-file", `deal_name=${pipe}`]],
  ] as const)("a FIFO for %s that no one writes to, too", async ([, words], { expect }) => {
    const pipe = join(home.path, `pipe-${words("").length}-${words("x").join("").length}`);
    execFileSync("mkfifo", [pipe]);
    const done = await struck(words(pipe), "SIGTERM", { stdin: "ignore" });
    expect([done.exit, done.signal]).toEqual([143, null]);
    expect(done.ms).toBeLessThan(2_000);
  });
});

it.skipIf(process.platform !== "linux").concurrent(
  "a stdout that no one reads does not outlive a signal",
  async () => {
    const server = await dealServer({ GET: listOf(5_000, () => ({ notes: "x".repeat(500) })) });
    const words = ["deals", "list", "--all", "--format", "ndjson", "--properties", "notes"];
    const child = home.start(words, { env: server.env, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout?.pause();
    const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    await listening(child.pid);
    await moment(1_000);
    child.kill("SIGTERM");
    const since = performance.now();
    expect(await ended).toBe(143);
    expect(performance.now() - since).toBeLessThan(5_000);
    await server.close();
  },
);

it.concurrent("a hang-up without a terminal ends no work", async () => {
  let strike = () => {};
  const server = await dealServer({
    GET: (response, request) => {
      strike();
      setTimeout(() => answer(200, { id: DEAL })(response, request), 400);
    },
  });
  const child = home.start(["deals", "get", DEAL, "--json"], { env: server.env });
  child.stdin?.end();
  strike = () => child.kill("SIGHUP");
  const done = await waitForExit(child);
  await server.close();
  expect([done.exit, done.stderr]).toEqual([0, ""]);
});

it.concurrent("a run whose writes hang says how to continue at once, and its last word within 6 s", async () => {
  let strike = () => {};
  const server = await dealServer({
    PATCH: () => (response, request) => {
      strike();
      silent(response, request);
    },
  });
  home.write("rows.csv", `${ROWS}${DEAL},won\n`);
  const child = home.start(["deals", "apply", "rows.csv", "--yes", "--no-read", "--json"], {
    env: server.env,
  });
  child.stdin?.end();
  let since = 0;
  strike = () => {
    since = performance.now();
    child.kill("SIGTERM");
  };
  const done = await waitForExit(child);
  await server.close();
  expect(done.exit).toBe(143);
  expect(performance.now() - since).toBeLessThan(6_500);
  const lines = done.stderr.trim().split("\n");
  const said = lines.map((line) => JSON.parse(line));
  const stopping = said.findIndex(({ warning }) => warning?.code === "stopping");
  expect(said[stopping].warning.message).toMatch(/routera runs resume \S+$/);
  expect(said.at(-1).error).toMatchObject({ code: "terminated", outcome: "unknown" });
  expect(JSON.parse(done.stdout)).toMatchObject({ applied: 0 });
});

it.skipIf(process.platform !== "linux").concurrent("SIGUSR1 opens no inspector", async () => {
  const child = home.start(["deals", "plan", "-"], { env });
  const ending = waitForExit(child);
  await listening(child.pid);
  child.kill("SIGUSR1");
  await moment(500);
  child.kill("SIGTERM");
  const done = await ending;
  expect([done.exit, done.stderr]).toEqual([143, "error: terminated by SIGTERM\n"]);
});
