/** A server that puts the token of the call into a deal: it is shown and kept nowhere, and never written back as a mask. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountServer, accountServer } from "../../harness/accountServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { expectNoCanary } from "../leakAssertions.ts";

let server: AccountServer;
let home: Home;
beforeAll(async () => {
  server = await accountServer();
});
afterAll(() => server.close());
beforeEach(() => {
  home = makeHome();
  server.seen.length = 0;
});
afterEach(() => home.remove());

const deal = (id: string, more: object = {}) => ({
  id,
  deal_name: id,
  deal_stage: "open",
  updated_at: "2026-01-01T00:00:00Z",
  ...more,
});
const WAYS: readonly (readonly [string, object])[] = [
  ["a text", { notes: `saw ${CANARY} here` }],
  ["a list", { notes: ["x", { deep: CANARY }] }],
  ["the name of a field", { [CANARY]: "x" }],
  ["another spelling", { notes: encodeURIComponent(CANARY).replace("-", "%2D") }],
  ["the field to set", { deal_stage: CANARY }],
];
const run = async (...args: readonly string[]) => {
  const env = { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: server.url };
  const done = await home.run(args, { env });
  expectNoCanary(home, done);
  return done;
};
const applyOne = async () => {
  home.write("rows.csv", "id,deal_stage\nd1,won\n");
  expect((await run("deals", "apply", "rows.csv", "--yes")).exit).toBe(0);
};
const patches = () => server.seen.filter(({ method }) => method === "PATCH");

describe.each(WAYS)("the token in %s", (_way, more) => {
  beforeEach(() => {
    server.deals = [deal("d1"), deal("d2", more)];
  });

  it("is hidden by get and list, with a warning", async () => {
    for (const args of [["get", "d2"], ["list"], ["list", "--format", "csv"]]) {
      const done = await run("deals", ...args, "--properties", "notes");
      expect(done.exit).toBe(0);
      expect(done.stderr).toContain("contains the token of this command, shown as [hidden]");
    }
    const json = await run("deals", "get", "d2", "--json");
    expect(json.stdout).toContain("[hidden]");
    expect(JSON.parse(json.stderr).warning.code).toBe("token_in_deal");
  });

  it("keeps the deal out of an export, which exits 3", async () => {
    const done = await run("deals", "export", "--out", "deals.csv");
    expect(done.exit).toBe(3);
    expect(done.stderr).toContain("deal d2 is not exported");
    const text = home.files().find(({ path }) => path.endsWith("deals.csv"))?.text;
    expect(text).toContain("d1");
    expect(text).not.toContain("d2");
    expect((await run("deals", "export", "--format", "ndjson")).exit).toBe(3);
  });

  it("blocks the deal in a plan, by rows and by conditions", async () => {
    home.write("rows.csv", "id,deal_stage\nd1,won\nd2,won\n");
    for (const input of [["rows.csv"], ["--where", "id!=x", "--field", "deal_stage=won"]]) {
      const done = await run("deals", "plan", ...input, "--format", "ndjson");
      const lines = done.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(lines.filter(({ type }) => type === "blocked")).toMatchObject([
        { id: "d2", code: "token_in_deal" },
      ]);
      expect(lines.filter(({ type }) => type === "change")).toMatchObject([{ id: "d1" }]);
    }
  });

  it("blocks the deal in an apply of a plan that was made before", async () => {
    server.deals = [deal("d1"), deal("d2")];
    home.write("rows.csv", "id,deal_stage\nd1,won\nd2,won\n");
    expect((await run("deals", "plan", "rows.csv", "--out", "plan.jsonl")).exit).toBe(0);
    server.deals = [deal("d1"), deal("d2", more)];
    const done = await run("deals", "apply", "plan.jsonl", "--yes", "--format", "ndjson");
    expect(done.stdout).toContain('"token_in_deal"');
    expect(patches().map(({ path }) => path.split("?")[0])).toEqual(["/deals/d1"]);
  });
});

describe("undo", () => {
  it("leaves a deal alone that holds the token now", async () => {
    server.deals = [deal("d1")];
    await applyOne();
    Object.assign(server.deals[0] ?? {}, { notes: CANARY });
    const done = await run("runs", "undo", "last", "--yes", "--format", "ndjson");
    expect(done.exit).toBe(3);
    expect(done.stdout).toContain('"token_in_deal"');
    expect(patches()).toHaveLength(1);
  });

  it("restores the value from before a write that was answered with the token", async () => {
    server.deals = [deal("d1")];
    // Read for the plan, read before the write, answered to the write.
    const answers = [deal("d1"), deal("d1"), deal("d1", { deal_stage: CANARY })];
    Object.defineProperty(server.deals[0], "toJSON", {
      value: () => answers.shift() ?? deal("d1", { deal_stage: "won" }),
    });
    await applyOne();
    await run("runs", "undo", "last", "--yes", "--format", "ndjson");
    const written = patches().map(({ body }) => JSON.parse(body).fields.deal_stage);
    expect(written[0]).toBe("won");
    expect(written.slice(1).every((stage) => stage === "open")).toBe(true);
    expect(patches().some(({ body }) => body.includes("[hidden]"))).toBe(false);
  });
});
