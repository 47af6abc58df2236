/** A plan that is made for one call goes with it; what a killed call left goes with the next one. */
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
});
afterEach(() => home.remove());

const directory = () => join(home.path, ".local/state/routera/plans");
const left = () => (existsSync(directory()) ? readdirSync(directory()) : []);
const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);

/** A call that waits for an answer while its plan is being made. */
async function waiting() {
  const server = await dealServer({ GET: () => {} });
  const child = home.start(["deals", "apply", "rows.csv", "--yes"], { env: server.env });
  const gone = new Promise((resolve) => child.on("close", resolve));
  while (server.seen.length === 0) await new Promise((next) => setTimeout(next, 20));
  const kill = async () => {
    child.kill("SIGKILL");
    await gone;
    await server.close();
  };
  return { kill };
}

it.each([
  ["the next bulk call", "deals apply rows.csv --yes"],
  ["prune", "runs prune --keep 0 --yes"],
])("%s removes it, once its owner is gone", async (_, line) => {
  const { kill } = await waiting();
  const [plan = ""] = left();
  expect(statSync(join(directory(), plan)).mode & 0o777).toBe(0o700);
  expect((await sandbox(line)).exit).toBe(0);
  expect(left()).toEqual([plan]);
  await kill();
  expect(left()).toEqual([plan]);
  expect((await sandbox(line)).exit).toBe(0);
  expect(left()).toEqual([]);
});

it("what names no owner goes with age; what is someone's own stays", async () => {
  const made = ["0123456789abcdef", "fedcba9876543210", "q4.jsonl", "archive"].map((name) => {
    const path = `.local/state/routera/plans/${name}`;
    return name.includes(".") ? home.write(path, "{}\n") : dirname(home.write(`${path}/plan.jsonl`, "{}\n"));
  });
  const yesterday = Date.now() / 1000 - 24 * 3600;
  for (const file of made.slice(1)) utimesSync(file, yesterday, yesterday);
  await sandbox("runs prune --keep 0 --yes");
  expect(left()).toEqual(["0123456789abcdef", "archive", "q4.jsonl"]);
});
