/** `deals apply` as the built program: what guards a run, what agrees to it, and what it says of each row. */
import { describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { unapplied } from "../../harness/dealServer.ts";
import type { Home } from "../../harness/program.ts";
import { expectInvariants, runsIn } from "../../hostile/expectInvariants.ts";
import type { HostileServer, HostileServerOptions } from "../../hostile/hostileServer.ts";
import {
  codesIn,
  idsTo,
  objectsIn,
  rowsFor,
  summarizeBulk,
  withHostileServer,
  writesOf,
} from "../../hostile/runFaultScenario.ts";

const NDJSON = ["--format", "ndjson", "--concurrency", "1"];
const YES = ["--yes", ...NDJSON];

/** Plans changes of these deals. @returns the digest of the plan */
async function planned(home: Home, server: HostileServer, ids: readonly string[]): Promise<string> {
  home.write("rows.ndjson", rowsFor(ids));
  const made = await home.run(
    ["deals", "plan", "rows.ndjson", "--out", "plan.jsonl", "--format", "ndjson"],
    server,
  );
  return String(objectsIn(made.stdout).at(-1)?.digest);
}

describe.concurrent("--max-changes", () => {
  it.each(["rows.ndjson", "plan.jsonl"])("refuses all of %s when there are more", async (file) => {
    await withHostileServer({}, async (home, server) => {
      const ids = idsTo(3);
      await planned(home, server, ids);
      const done = await home.run(["deals", "apply", file, ...YES, "--max-changes", "2"], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, codesIn(done.stderr)]).toEqual([9, "", "too_many_changes/not_applied"]);
      expect([writesOf(server, ids), runsIn(home)]).toEqual(["0 0 0", []]);
      const allowed = await home.run(["deals", "apply", file, ...YES, "--max-changes", "3"], server);
      expect([allowed.exit, writesOf(server, ids)]).toEqual([0, "1 1 1"]);
    });
  });
});

describe.concurrent("--max-errors", () => {
  const refused = answer(400, { message: "not today", error: true });
  /** Refuses d2, d4 and d6. */
  const refusing: HostileServerOptions = {
    faults: (id) => (/^d[246]$/.test(id) ? { PATCH: unapplied(refused) } : {}),
  };
  const ids = idsTo(10);

  it.each([
    ["2", "1 1 1 1 1 1 0 0 0 0"],
    ["20%", "1 1 1 1 1 1 0 0 0 0"],
    ["10%", "1 1 1 1 0 0 0 0 0 0"],
    ["0%", "1 1 0 0 0 0 0 0 0 0"],
  ])("%s: the one above it stops the run", async (most, writes) => {
    await withHostileServer(refusing, async (home, server) => {
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(["deals", "apply", "rows.ndjson", ...YES, "--max-errors", most], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, codesIn(done.stderr), writesOf(server, ids)]).toEqual([
        9,
        "too_many_errors/applied",
        writes,
      ]);
      const { message, hint } = JSON.parse(done.stderr).error;
      expect(message).toMatch(/^\d rows? failed: --max-errors stopped the run$/);
      expect(hint).toMatch(/^resume the run: routera runs resume \S+$/);
    });
  });

  it.each(["3", "30%", "100%"])("%s: as many as that are put up with", async (most) => {
    await withHostileServer(refusing, async (home, server) => {
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(["deals", "apply", "rows.ndjson", ...YES, "--max-errors", most], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stderr, writesOf(server, ids)]).toEqual([3, "", "1 1 1 1 1 1 1 1 1 1"]);
    });
  });

  it.each(["-1", "101%", "a", "1e2", ""])("%j is no number of them", async (most) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(["deals", "apply", "rows.ndjson", ...YES, `--max-errors=${most}`], server);
      expect([done.exit, done.stdout, server.log]).toEqual([2, "", []]);
    });
  });
});

describe.concurrent("--approve", () => {
  it.each(["plan.jsonl", "rows.ndjson"])("of the digest of %s confirms it", async (file) => {
    await withHostileServer({}, async (home, server) => {
      const ids = idsTo(3);
      const digest = await planned(home, server, ids);
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      const done = await home.run(["deals", "apply", file, "--approve", digest, ...NDJSON], server);
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, ids)).toBe("0 applied applied applied");
      expect(objectsIn(done.stdout).at(-1)?.plan_digest).toBe(digest);
    });
  });

  it("holds no more once a deal has changed in what the rows are about", async () => {
    await withHostileServer({}, async (home, server) => {
      const ids = idsTo(3);
      const digest = await planned(home, server, ids);
      server.meddle("d2", { deal_name: "Somebody else's" });
      const done = await home.run(["deals", "apply", "rows.ndjson", "--approve", digest, ...NDJSON], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, codesIn(done.stderr), writesOf(server, ids)]).toEqual([
        6,
        "plan_not_approved/not_applied",
        "0 0 0",
      ]);
    });
  });
});

describe.concurrent("the outcome of a row", () => {
  it("already_set, where someone did the same; changed_since_plan, where they did something else", async () => {
    await withHostileServer({}, async (home, server) => {
      const ids = idsTo(3);
      await planned(home, server, ids);
      server.meddle("d1", { deal_name: "Renamed d1" });
      server.meddle("d2", { deal_name: "Somebody else's" });
      // Of no concern to the plan.
      server.meddle("d3", { deal_owner: "sam@example.com" });
      const done = await home.run(["deals", "apply", "plan.jsonl", ...YES], server);
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, ids)).toBe(
        "3 skipped/already_set conflict/changed_since_plan applied",
      );
      expect(writesOf(server, ids)).toBe("0 0 1");
      const changed = objectsIn(done.stdout).find(({ id }) => id === "d2");
      expect(changed?.message).toBe("deal_name changed after the plan was made");
    });
  });
});

describe.concurrent("--no-read", () => {
  it.each(["rows.ndjson", "plan.jsonl"])(
    "of %s says what is missing then, and writes over what others did",
    async (file) => {
      await withHostileServer({}, async (home, server) => {
        const ids = idsTo(2);
        await planned(home, server, ids);
        const asked = server.log.length;
        server.meddle("d1", { deal_name: "Somebody else's" });
        const done = await home.run(["deals", "apply", file, "--no-read", "--yes"], server);
        await expectInvariants({ home, server, done });
        expect([done.exit, done.stderr]).toEqual([
          0,
          "warning: deals are not read first: no conflict detection and no undo\n",
        ]);
        expect(server.log.slice(asked).map(({ method }) => method)).toEqual(["PATCH", "PATCH"]);
        expect(done.stdout).not.toContain("runs undo");
      });
    },
  );

  it("leaves nothing to undo: not_read", async () => {
    await withHostileServer({}, async (home, server) => {
      const ids = idsTo(2);
      home.write("rows.ndjson", rowsFor(ids));
      await home.run(["deals", "apply", "rows.ndjson", "--no-read", "--yes"], server);
      const back = await home.run(["runs", "undo", "last", "--yes", "--format", "ndjson"], server);
      const rows = objectsIn(back.stdout);
      expect(back.exit).toBe(3);
      expect(rows.slice(0, -1).map(({ id, outcome, code }) => [id, outcome, code])).toEqual([
        ["d2", "blocked", "not_read"],
        ["d1", "blocked", "not_read"],
      ]);
      expect(rows.at(-1)).toMatchObject({ run: null, applied: expect.anything(), complete: true });
      expect(writesOf(server, ids)).toBe("1 1");
    });
  });
});
