/** What the disk is asked for, and what becomes of a run when it fails: seen by strace, with errors that strace makes. */
import { describe, expect, it } from "vitest";
import { canTrace, type SystemCall, traced } from "../../harness/strace.ts";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import {
  expectResumed,
  idsTo,
  objectsIn,
  resultsIn,
  rowsFor,
  withHostileServer,
  writesOf,
} from "../../hostile/runFaultScenario.ts";

const NDJSON = "--yes --format ndjson";
/** One thread for files: strace counts the calls of each. */
const inOneThread = ({ env }: HostileServer) => ({ env: { ...env, UV_THREADPOOL_SIZE: "1" } });

describe.skipIf(!canTrace()).concurrent("no byte of a PATCH leaves before its intent is on disk", () => {
  it.each([1, 4])("%i at once", async (concurrency) => {
    await withHostileServer({ slow: 5 }, async (home, server) => {
      const ids = idsTo(12);
      home.write("rows.ndjson", rowsFor(ids));
      const { done, calls } = await traced(
        home,
        `deals apply rows.ndjson ${NDJSON} --concurrency ${concurrency}`,
        ["trace=pwrite64,fdatasync,write,writev,sendto,sendmsg"],
        server,
      );
      await expectInvariants({ home, server, done });
      expect([done.exit, writesOf(server, ids)]).toEqual([0, ids.map(() => "1").join(" ")]);
      for (const id of ids) expect(orderOf(calls, id), id).toEqual(["intent", "sync", "PATCH"]);
    });
  });
});

/** The first write of an intent, the first sync that began behind it, the request: in the order in which they were over. */
function orderOf(calls: readonly SystemCall[], id: string): readonly string[] {
  const intent = calls.find(
    ({ name, args }) =>
      name === "pwrite64" && args.includes(`\\"intent\\"`) && args.includes(`\\"id\\":\\"${id}\\"`),
  );
  const sync = calls.find(({ name, from }) => name === "fdatasync" && from > (intent?.to ?? 0));
  const request = calls.find(
    ({ args }) => args.includes(`PATCH /deals/${id} `) || args.includes(`PATCH /deals/${id}?`),
  );
  const over: [string, number][] = [];
  if (intent) over.push(["intent", intent.to]);
  if (sync) over.push(["sync", sync.to]);
  // A request is under way from its first byte on.
  if (request) over.push(["PATCH", request.from]);
  return over.sort(([, a], [, b]) => a - b).map(([what]) => what);
}

describe.skipIf(!canTrace()).concurrent("the disk fails", () => {
  it.each([
    ["EIO", "fdatasync", 2],
    ["EIO", "fdatasync", 5],
    ["EIO", "pwrite64", 3],
    ["ENOSPC", "pwrite64", 2],
    ["ENOSPC", "pwrite64", 6],
    ["EDQUOT", "pwrite64", 9],
  ])(
    "%s at %s %i: nothing new is sent, all that was done is reported, and the rest is done later",
    async (error, call, nth) => {
      await withHostileServer({ slow: 20 }, async (home, server) => {
        const ids = idsTo(24);
        home.write("rows.ndjson", rowsFor(ids));
        const { done } = await traced(
          home,
          `deals apply rows.ndjson ${NDJSON} --concurrency 3`,
          [`trace=${call}`, `inject=${call}:error=${error}:when=${nth}+`],
          inOneThread(server),
        );
        await expectInvariants({ home, server, done });
        const told = objectsIn(done.stderr);
        expect([done.exit, told.at(-1)?.error]).toEqual([
          12,
          expect.objectContaining({
            code: "journal_failed",
            message: expect.stringContaining(`(${error})`),
            outcome: writesOf(server, ids).includes("1")
              ? expect.stringMatching(/^(applied|unknown)$/)
              : "not_applied",
          }),
        ]);
        const written = server.log.filter(({ stored }) => stored).map(({ id }) => id);
        expect(written.length).toBeLessThan(ids.length);
        // What the journal does not know is set more than once: with its row on stdout, and as what was lost on stderr.
        const kept = (await resultsIn(home))
          .filter(({ outcome }) => outcome === "applied")
          .map(({ id }) => id);
        const lost = told.flatMap(({ not_in_journal }) =>
          not_in_journal === undefined ? [] : [not_in_journal],
        );
        const rows = objectsIn(done.stdout).filter(
          ({ type, outcome }) => type === "row" && outcome === "applied",
        );
        expect(rows.map(({ id }) => id).sort()).toEqual([...written].sort());
        expect(lost.map((one) => (one as { id: string }).id)).toEqual(
          expect.arrayContaining(written.filter((id) => !kept.includes(id))),
        );
        for (const one of lost)
          expect(one).toMatchObject({
            row: expect.anything(),
            outcome: expect.stringMatching(/^(applied|retryable)$/),
          });
        await expectResumed(home, server);
        expect(writesOf(server, ids)).toBe(ids.map(() => "1").join(" "));
      });
    },
  );

  it("some of what was done is in no journal, and said to be", async () => {
    await withHostileServer({ slow: 100 }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(6)));
      // The first two intents are on disk together or one by one; the third sync fails while their requests are under way.
      const { done } = await traced(
        home,
        "deals apply rows.ndjson --yes --concurrency 2",
        ["trace=fdatasync", "inject=fdatasync:error=EIO:when=4+"],
        inOneThread(server),
      );
      expect(done.exit).toBe(12);
      expect(done.stderr).toMatch(/^not in the journal: row \d, deal d\d: applied$/m);
    });
  });

  it("before anything is announced: no request leaves, and no run is left that looks like one", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(2)));
      const { done } = await traced(
        home,
        "deals apply rows.ndjson --yes --json",
        ["trace=fdatasync", "inject=fdatasync:error=EIO:when=1+"],
        inOneThread(server),
      );
      expect([done.exit, done.stdout, writesOf(server, idsTo(2))]).toEqual([12, "", "0 0"]);
      expect(objectsIn(done.stderr).at(-1)?.error).toMatchObject({
        code: "journal_failed",
        outcome: "not_applied",
      });
    });
  });

  it.each([
    ["the plan", 1, "write_failed"],
    ["the run's copy of it", 4, "plan_copy_failed"],
  ])("where %s is kept: nothing is sent", async (_what, nth, code) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(2)));
      const { done } = await traced(
        home,
        "deals apply rows.ndjson --yes --json",
        ["trace=fsync", `inject=fsync:error=EIO:when=${nth}`],
        inOneThread(server),
      );
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, writesOf(server, idsTo(2))]).toEqual([12, "", "0 0"]);
      expect(objectsIn(done.stderr).at(-1)?.error).toMatchObject({ code, outcome: "not_applied" });
    });
  });
});
