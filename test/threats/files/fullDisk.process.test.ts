/** The disk is full at the Nth byte of the journal: nothing new is sent, what is under way is reported, nothing is written twice. */
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type Home, type ProcessResult, ROUTERA_IN_SHELL, type RunOptions } from "../../harness/program.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { idsTo, objectsIn, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

/** Some of 60 rows were written, all of those are reported, and what the journal says of them can be read. */
async function expectStopped(home: Home, server: HostileServer, done: ProcessResult): Promise<void> {
  const ids = idsTo(60);
  expect([done.exit, JSON.parse(done.stderr.trim().split("\n").at(-1) ?? "{}").error]).toEqual([
    12,
    expect.objectContaining({ code: "journal_failed", exit_code: 12 }),
  ]);
  const written = server.log.filter(({ stored }) => stored).map(({ id }) => id);
  expect(written.length).toBeGreaterThan(0);
  expect(written.length).toBeLessThan(60);
  // Every deal that was written is on stdout, whatever became of the journal.
  const told = objectsIn(done.stdout).filter(({ outcome }) => outcome === "applied");
  expect(told.map(({ id }) => id).sort()).toEqual(written.sort());
  await expectInvariants({ home, server, done });
  const shown = await home.run(["runs", "show", "last", "--json"], server);
  const { applied, unknown } = JSON.parse(shown.stdout);
  expect(shown.exit).toBe(0);
  expect(applied).toBeLessThanOrEqual(written.length);
  expect(applied + unknown).toBeGreaterThanOrEqual(written.length);
  expect(writesOf(server, ids)).not.toMatch(/[2-9]/);
}

describe.concurrent("no file may grow beyond", () => {
  // The plan of 60 rows has some 10 KiB, their journal some 30; `ulimit -f` counts in units of 512 bytes.
  it.each([24, 25, 31, 40])("%i blocks: exit 12, and each deal is written once at most", async (blocks) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(60)));
      const done = await home.shell(
        `ulimit -f ${blocks}; routera deals apply rows.ndjson --yes --format ndjson --concurrency 3`,
        server,
      );
      await expectStopped(home, server, done);
    });
  });

  it("with a token that is asked for and kept on the way: the lock of its cache takes no signal", async () => {
    await withHostileServer({}, async (home, server) => {
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
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(3)));
      const done = await home.shell("ulimit -f 0; routera deals apply rows.ndjson --yes --json", server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, writesOf(server, idsTo(3))]).toEqual([12, "", "0 0 0"]);
    });
  });
});

/** How someone can mount a file system that only their own process sees, and that goes with it; undefined where no one can. */
const UNSHARE = ["-m", "-rm"].find((flag) => {
  const { status } = spawnSync("unshare", [flag, "sh", "-c", "mount -t tmpfs none /mnt"], { timeout: 5_000 });
  return status === 0;
});

/** Runs a call whose state directory is on a disk of so many KiB; what is on it in the end is copied to its usual place. */
function onSmallDisk(home: Home, kib: number, call: string, options: RunOptions): Promise<ProcessResult> {
  const script = [
    ROUTERA_IN_SHELL,
    "mkdir -p small .local/state",
    `mount -t tmpfs -o size=${kib}k none small || exit 99`,
    `XDG_STATE_HOME="$PWD/small" ${call}`,
    "code=$?",
    "cp -R small/routera .local/state/",
    'exit "$code"',
  ];
  home.write("call.sh", script.join("\n"));
  return home.shell(`unshare ${UNSHARE} sh call.sh`, options);
}

describe.skipIf(UNSHARE === undefined).concurrent("a disk with room for", () => {
  const apply = "routera deals apply rows.ndjson --yes --format ndjson --concurrency 3";

  // The plan is there twice until the run has its own copy, and its lock takes room as well.
  it.each([44, 48])("%i KiB: exit 12, and each deal is written once at most", async (kib) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(60)));
      const done = await onSmallDisk(home, kib, apply, server);
      await expectStopped(home, server, done);
      expect(done.stderr).toMatch(/ENOSPC/);
    });
  });

  it("nothing: no plan, and nothing is sent", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(60)));
      const done = await onSmallDisk(home, 4, apply, server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, writesOf(server, idsTo(2))]).toEqual([12, "", "0 0"]);
    });
  });
});
