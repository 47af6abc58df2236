/** `runs resume` as the built program: which rows each --retry takes, and whose turn it is. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { unapplied } from "../../harness/dealServer.ts";
import type { Home } from "../../harness/program.ts";
import { expectInvariants, runsIn } from "../../hostile/expectInvariants.ts";
import type { HostileServer, HostileServerOptions } from "../../hostile/hostileServer.ts";
import {
  codesIn,
  idsTo,
  rowsFor,
  summarizeBulk,
  withHostileServer,
  writesOf,
} from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(5);
const ONE_BY_ONE = ["--yes", "--format", "ndjson", "--concurrency", "1"];
const refused = answer(400, { message: "not today", error: true });
/** Refuses d2, the first time. */
const REFUSING: HostileServerOptions = {
  faults: (id) => (id === "d2" ? { PATCH: [unapplied(refused)] } : {}),
};

/** A run with one row of each: applied, rejected, conflict, skipped, and one that was not reached. */
async function oneOfEach(home: Home, server: HostileServer): Promise<void> {
  home.write("rows.ndjson", rowsFor(IDS));
  await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
  server.meddle("d3", { deal_name: "Somebody else's" });
  server.meddle("d4", { deal_name: "Renamed d4" });
  const done = await home.run(["deals", "apply", "plan.jsonl", ...ONE_BY_ONE, "--limit", "4"], server);
  await expectInvariants({ home, server, done });
  expect(await summarizeBulk(done, home, server, IDS)).toBe(
    "3 applied rejected/values_refused conflict/changed_since_plan skipped/already_set - (stopped: limit, resume+undo)",
  );
  expect(writesOf(server, IDS)).toBe("1 1 0 0 0");
}

describe.concurrent("runs resume --retry", () => {
  it.each([
    ["pending, which is the default", [], 3, "1 1 0 0 1", "- - - - applied"],
    ["pending", ["--retry", "pending"], 3, "1 1 0 0 1", "- - - - applied"],
    ["failed", ["--retry", "failed"], 0, "1 2 1 0 1", "- applied applied - applied"],
    ["all", ["--retry", "all"], 0, "1 2 1 1 1", "- applied applied applied applied"],
  ])("%s", async (_name, words, exit, writes, told) => {
    await withHostileServer(REFUSING, async (home, server) => {
      await oneOfEach(home, server);
      // As the plan saw them.
      server.meddle("d3", { deal_name: "Deal d3" });
      server.meddle("d4", { deal_name: "Deal d4" });
      const args = ["runs", "resume", "last", "--format", "ndjson", "--concurrency", "1", ...words];
      const done = await home.run(args, server);
      const rows = done.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const outcomes = new Map(rows.map(({ id, outcome }) => [id, outcome]));
      expect([done.exit, done.stderr, writesOf(server, IDS)]).toEqual([exit, "", writes]);
      expect(IDS.map((id) => outcomes.get(id) ?? "-").join(" ")).toBe(told);
      expect(rows.at(-1)).toMatchObject({ type: "summary", complete: true, pending: 0, stopped: null });
    });
  });

  it("failed: what others changed stays theirs", async () => {
    await withHostileServer(REFUSING, async (home, server) => {
      await oneOfEach(home, server);
      const done = await home.run(["runs", "resume", "--retry", "failed", "--json"], server);
      expect([done.exit, JSON.parse(done.stdout)]).toEqual([
        3,
        expect.objectContaining({ applied: 3, conflict: 1, skipped: 1, rejected: 0, complete: true }),
      ]);
      expect(server.deal("d3").deal_name).toBe("Somebody else's");
    });
  });

  it("on a run that is done does nothing", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      await home.run(["deals", "apply", "rows.ndjson", ...ONE_BY_ONE], server);
      const done = await home.run(["runs", "resume", "last", "--retry", "all", "--json"], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, JSON.parse(done.stdout).complete]).toEqual([0, true]);
      expect(writesOf(server, IDS)).toBe("1 1 1 1 1");
    });
  });
});

it("refused, it leaves a run that has ended as it was", async () => {
  await withHostileServer(REFUSING, async (home, server) => {
    home.write("rows.ndjson", '{"id":"d2","=x":"1"}\n');
    const done = await home.run(["deals", "apply", "rows.ndjson", "--no-read", ...ONE_BY_ONE], server);
    expect(done.exit).toBe(3);
    const [run = ""] = runsIn(home);
    const kept = () => ["journal.jsonl", "summary.json"].map((name) => readFileSync(join(run, name), "utf8"));
    const before = kept();
    const words = ["runs", "resume", "last", "--retry", "failed", "--failures", "f.csv", "--json"];
    const { exit, stdout, stderr } = await home.run(words, server);
    expect([exit, stdout, codesIn(stderr)]).toEqual([2, "", "bad_failures_file/not_applied"]);
    expect([existsSync(join(run, "lock")), kept()]).toEqual([false, before]);
    const shown = JSON.parse((await home.run(["runs", "show", "last", "--json"], server)).stdout);
    expect([shown.status, shown.resumes]).toEqual(["finished", 0]);
  });
});
