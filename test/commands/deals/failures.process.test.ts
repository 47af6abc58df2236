/** `--failures` of a run whose first process was killed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEAL, dealServer, respondOk, steps } from "../../harness/dealServer.ts";
import { fastClock, HOUR } from "../../harness/fastClock.ts";
import { type Home, makeHome } from "../../harness/program.ts";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const lines = (name: string) =>
  readFileSync(join(home.path, name), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

it("a row of unknown outcome that others changed in the meantime keeps its line and its change", async () => {
  const server = await dealServer({ PATCH: steps(() => () => {}, respondOk) });
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
  const child = home.start(["deals", "apply", "rows.csv", "--yes"], { env: server.env });
  const gone = new Promise((resolve) => child.on("close", resolve));
  while (!server.asked().includes(`PATCH /deals/${DEAL}`)) await new Promise((next) => setTimeout(next, 20));
  child.kill("SIGKILL");
  await gone;
  await fetch(`${server.url}/deals/${DEAL}`, {
    method: "PATCH",
    body: '{"fields":{"deal_stage":"lost"}}',
  });
  const call = await home.run(["runs", "resume", "--failures", "unknown.ndjson"], {
    env: server.env,
    clock: fastClock(HOUR),
  });
  expect(call.exit).toBe(3);
  expect(lines("unknown.ndjson")).toMatchObject([
    { id: DEAL, fields: { deal_stage: "won" }, _line: 2, _status: "conflict" },
  ]);
  const again = await home.run(["deals", "apply", "unknown.ndjson", "--yes", "--json"], { env: server.env });
  expect([again.exit, server.deal().deal_stage]).toEqual([0, "won"]);
  await server.close();
});
