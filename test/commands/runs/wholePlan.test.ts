/** One plan in three parts, as three jobs would take it, and all of them together. */
import { describe, expect, it } from "vitest";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { idsTo, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(12);

describe("a plan in parts", () => {
  it("each part takes deals of its own, and together they are the plan", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      const sum = async () => {
        const { exit, stdout, stderr } = await home.run(
          ["runs", "show", "--plan", "plan.jsonl", "--json"],
          server,
        );
        expect([exit, stderr]).toEqual([0, ""]);
        return JSON.parse(stdout);
      };
      expect(await sum()).toMatchObject({ changes: 12, applied: 0, parts: [], complete: false });
      let rows = 0;
      for (const part of ["1/3", "2/3", "3/3"]) {
        const done = await home.run(
          ["deals", "apply", "plan.jsonl", "--yes", "--shard", part, "--json"],
          server,
        );
        await expectInvariants({ home, server, done });
        const run = JSON.parse(done.stdout);
        expect([done.exit, run.shard, run.complete, run.applied]).toEqual([0, part, true, run.rows]);
        expect(run.rows).toBeGreaterThan(0);
        rows += run.rows;
        const so = await sum();
        expect([so.applied, so.complete]).toEqual([rows, part === "3/3"]);
        expect(so.missing).toEqual(["1/3", "2/3", "3/3"].filter((one) => one > part));
      }
      expect(rows).toBe(12);
      expect(writesOf(server, IDS)).toBe(IDS.map(() => "1").join(" "));
      const { parts } = await sum();
      expect(parts.map(({ part, status }: { part: string; status: string }) => [part, status])).toEqual([
        ["1/3", "finished"],
        ["2/3", "finished"],
        ["3/3", "finished"],
      ]);
      const table = await home.run(["runs", "show", "--plan", "plan.jsonl"], server);
      expect(table.stdout).toMatch(/Changes:? +12\n/);
      expect(table.stdout).toMatch(/Complete:? +yes\n/);
    });
  });

  it("a part that is not done yet keeps the plan open, and is resumed as that part", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      await home.run(["deals", "apply", "plan.jsonl", "--yes", "--shard", "1/2"], server);
      const limit = ["--limit", "1", "--concurrency", "1"];
      const first = await home.run(
        ["deals", "apply", "plan.jsonl", "--yes", "--shard", "2/2", ...limit],
        server,
      );
      expect(first.exit).toBe(0);
      const before = server.log.filter(({ method }) => method === "PATCH").length;
      const open = await home.run(["runs", "show", "--plan", "plan.jsonl", "--json"], server);
      expect(JSON.parse(open.stdout)).toMatchObject({ applied: before, missing: [], complete: false });
      const rest = await home.run(["runs", "resume", "last", "--json"], server);
      expect(JSON.parse(rest.stdout)).toMatchObject({ shard: "2/2", complete: true, pending: 0 });
      const whole = await home.run(["runs", "show", "--plan", "plan.jsonl", "--json"], server);
      expect(JSON.parse(whole.stdout)).toMatchObject({ applied: 12, complete: true });
      expect(writesOf(server, IDS)).toBe(IDS.map(() => "1").join(" "));
    });
  });
});
