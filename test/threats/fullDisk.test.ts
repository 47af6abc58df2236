/** The disk is full at the Nth byte of the journal: nothing new is sent, what is under way is told, nothing is written twice. */
import { describe, expect, it } from "vitest";
import { expectInvariants } from "../hostile/expectInvariants.ts";
import { idsTo, objectsIn, onStage, rowsFor, writesOf } from "../hostile/play.ts";

describe.concurrent("no file may grow beyond", () => {
  // The plan of 60 rows has some 10 KiB, their journal some 30; `ulimit -f` counts in units of 512 bytes.
  it.each([24, 25, 31, 40])("%i blocks: exit 12, and each deal is written once at most", async (blocks) => {
    await onStage({}, async (home, server) => {
      const ids = idsTo(60);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.shell(
        `ulimit -f ${blocks}; routera deals apply rows.ndjson --yes --format ndjson --concurrency 3`,
        server,
      );
      expect([done.exit, JSON.parse(done.stderr.trim().split("\n").at(-1) ?? "{}").error]).toEqual([
        12,
        expect.objectContaining({ code: "journal_failed", exit_code: 12 }),
      ]);
      const written = server.log.filter(({ stored }) => stored).map(({ id }) => id);
      expect(written.length).toBeGreaterThan(0);
      expect(written.length).toBeLessThan(60);
      // Every deal that was written stands on stdout, whatever became of the journal.
      const told = objectsIn(done.stdout).filter(({ outcome }) => outcome === "applied");
      expect(told.map(({ id }) => id).sort()).toEqual(written.sort());
      await expectInvariants({ home, server, done });
      const shown = await home.run(["runs", "show", "last", "--json"], server);
      const { applied, in_doubt } = JSON.parse(shown.stdout);
      expect(shown.exit).toBe(0);
      expect(applied).toBeLessThanOrEqual(written.length);
      expect(applied + in_doubt).toBeGreaterThanOrEqual(written.length);
      expect(writesOf(server, ids)).not.toMatch(/[2-9]/);
    });
  });

  it("with a token that is asked for and kept on the way: the lock of its cache takes no signal", async () => {
    await onStage({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(60)));
      const client = {
        ROUTERA_TOKEN: undefined,
        ROUTERA_CLIENT_ID: "client",
        ROUTERA_CLIENT_SECRET: "secret",
      };
      const done = await home.shell(
        "ulimit -f 24; routera deals apply rows.ndjson --yes --format ndjson --concurrency 3",
        { env: { ...server.env, ...client } },
      );
      expect([done.exit, JSON.parse(done.stderr.trim().split("\n").at(-1) ?? "{}").error?.code]).toEqual([
        12,
        "journal_failed",
      ]);
      await expectInvariants({ home, server, done });
    });
  });

  it("nothing at all: no plan, and nothing is sent", async () => {
    await onStage({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(3)));
      const done = await home.shell("ulimit -f 0; routera deals apply rows.ndjson --yes --json", server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, writesOf(server, idsTo(3))]).toEqual([12, "", "0 0 0"]);
    });
  });
});
