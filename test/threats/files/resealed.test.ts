/** Files that were changed by someone who also made their checksums again: what is checked besides them. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Home } from "../../harness/program.ts";
import { expectInvariants, runsIn } from "../../hostile/expectInvariants.ts";
import { type HostileServer, hostileServer } from "../../hostile/hostileServer.ts";
import {
  codesIn,
  idsTo,
  objectsIn,
  rowsFor,
  withHostileServer,
  writesOf,
} from "../../hostile/runFaultScenario.ts";
import { resealJournal } from "../../runs/journal/resealJournal.ts";

const IDS = idsTo(3);

/** Two rows done, one left. @returns the run's directory */
async function oneRun(home: Home, server: HostileServer): Promise<string> {
  home.write("rows.ndjson", rowsFor(IDS));
  const words = ["--limit", "2", "--concurrency", "1", "--yes"];
  expect((await home.run(["deals", "apply", "rows.ndjson", ...words], server)).exit).toBe(0);
  return runsIn(home).at(-1) ?? "";
}

describe.concurrent("a journal that was sealed again", () => {
  it("for another address: nothing is sent, neither there nor here", async () => {
    const door = await hostileServer();
    await withHostileServer({}, async (home, server) => {
      const run = await oneRun(home, server);
      const asked = server.log.length;
      await resealJournal(run, (record) =>
        record.type === "head" ? { ...record, origin: door.url } : record,
      );
      for (const words of [["resume"], ["undo", basename(run), "--yes"]]) {
        const done = await home.run(["runs", ...words, "--json"], server);
        expect([done.exit, done.stdout, codesIn(done.stderr)]).toEqual([
          6,
          "",
          "run_target_mismatch/not_applied",
        ]);
      }
      // Without an ID an undo means a run of this target.
      const done = await home.run(["runs", "undo", "--yes", "--json"], server);
      expect([done.exit, done.stdout, codesIn(done.stderr)]).toEqual([5, "", "run_not_found/not_applied"]);
      expect([server.log.length, door.connections()]).toEqual([asked, 0]);
    });
    await door.close();
  });

  it("for another plan: nothing is sent", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await oneRun(home, server);
      const plan_digest = `sha256:${"0".repeat(64)}`;
      await resealJournal(run, (record) => (record.type === "head" ? { ...record, plan_digest } : record));
      const done = await home.run(["runs", "resume", "--json"], server);
      expect([done.exit, done.stdout, codesIn(done.stderr)]).toEqual([12, "", "plan_exchanged/not_applied"]);
      expect(writesOf(server, IDS)).toBe("1 1 0");
    });
  });

  it("with other values as written: an undo leaves the deals alone", async () => {
    await withHostileServer({}, async (home, server) => {
      const run = await oneRun(home, server);
      await resealJournal(run, (record) =>
        record.type === "intent" ? { ...record, set: '{"deal_name":"EVIL"}' } : record,
      );
      const done = await home.run(["runs", "undo", "--yes", "--format", "ndjson"], server);
      expect(done.exit).toBe(3);
      const rows = objectsIn(done.stdout).filter(({ type }) => type === "row");
      expect(rows.map(({ outcome, code }) => `${outcome}/${code}`)).toEqual([
        "blocked/changed_since",
        "blocked/changed_since",
      ]);
      expect(writesOf(server, IDS)).toBe("1 1 0");
    });
  });
});

it("a plan copy that was exchanged for another whole plan: nothing is sent", async () => {
  await withHostileServer({}, async (home, server) => {
    const run = await oneRun(home, server);
    home.write("evil.ndjson", IDS.map((id) => `${JSON.stringify({ id, deal_name: "EVIL" })}\n`).join(""));
    await home.run(["deals", "plan", "evil.ndjson", "--out", "evil.jsonl"], server);
    writeFileSync(join(run, "plan.jsonl"), readFileSync(join(home.path, "evil.jsonl")));
    const done = await home.run(["runs", "resume", "--json"], server);
    await expectInvariants({ home, server, done });
    expect([done.exit, done.stdout, codesIn(done.stderr)]).toEqual([12, "", "plan_exchanged/not_applied"]);
    expect(writesOf(server, IDS)).toBe("1 1 0");
  });
});
