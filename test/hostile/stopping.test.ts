/** What stops a run of many deals, and what it leaves: nothing hangs, nothing is lost, and the rest can be resumed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answer, html } from "../api/scriptedServer.ts";
import { connectRecorder } from "../harness/connectRecorder.ts";
import { unapplied } from "../harness/dealServer.ts";
import type { Home } from "../harness/program.ts";
import { expectInvariants, runsIn } from "./expectInvariants.ts";
import { hostileServer } from "./hostileServer.ts";
import {
  codesIn,
  expectResumed,
  idsTo,
  objectsIn,
  rowsFor,
  summarizeBulk,
  withHostileServer,
  writesOf,
} from "./runFaultScenario.ts";
import { NDJSON, SLOWLY } from "./stoppingSetup.ts";

const NEVER = ["--retries", "0"];
const journalOf = (home: Home) => readFileSync(join(runsIn(home).at(-1) ?? "", "journal.jsonl"), "utf8");

describe.concurrent("no one can be reached", () => {
  it("after the plan was made: ten in a row stop the run, and it is resumed once someone is there", async () => {
    await withHostileServer({}, async (home, server) => {
      const ids = idsTo(14);
      home.write("rows.ndjson", rowsFor(ids));
      const plan = await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      expect(plan.exit).toBe(0);
      await server.close();
      const done = await home.run(["deals", "apply", "plan.jsonl", ...SLOWLY, ...NEVER], server);
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, ids)).toBe(
        `8 ${"retryable/connection_refused ".repeat(10)}- - - - (stopped: connection_refused, resume) connection_refused/not_applied`,
      );
      const again = await hostileServer({ port: Number(new URL(server.url).port) });
      await expectResumed(home, again);
      expect(writesOf(again, ids)).toBe("1 1 1 1 1 1 1 1 1 1 1 1 1 1");
      await again.close();
    });
  });

  const UNREAD = ["deals", "apply", "rows.ndjson", "--no-read", ...SLOWLY, ...NEVER];
  it("by name", async () => {
    await withHostileServer({}, async (home, server) => {
      const env = { ...server.env, ROUTERA_BASE_URL: "https://nowhere.invalid" };
      const one = await home.run(["deals", "update", "d1", "--field", "a=b", "--json", ...NEVER], { env });
      expect([one.exit, one.stdout, codesIn(one.stderr)]).toEqual([8, "", "host_not_found/not_applied"]);
      const ids = idsTo(12);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(UNREAD, { env });
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, ids)).toBe(
        `8 ${"retryable/host_not_found ".repeat(10)}- - (stopped: host_not_found, resume) warning notice host_not_found/not_applied`,
      );
    });
  });

  it("through the proxy", async () => {
    await withHostileServer({}, async (home, server) => {
      const proxy = await connectRecorder("502 Bad Gateway");
      const env = {
        ...server.env,
        ROUTERA_BASE_URL: "https://nowhere.invalid",
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      };
      const one = await home.run(["deals", "update", "d1", "--field", "a=b", "--json", ...NEVER], { env });
      expect([one.exit, one.stdout, codesIn(one.stderr)]).toEqual([8, "", "proxy_failed/not_applied"]);
      const ids = idsTo(12);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(UNREAD, { env });
      await proxy.close();
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, ids)).toBe(
        `8 ${"retryable/proxy_failed ".repeat(10)}- - (stopped: proxy_failed, resume) warning notice proxy_failed/not_applied`,
      );
      expect(proxy.bytes()).not.toContain("Bearer");
    });
  });
});

// Reading in front of each write takes a turn as well: which row is announced by then would depend on the speed of the disk.
const missing = answer(404, { message: "Object not found", error: true });
it.each([
  [
    ["--fail-fast"],
    missing,
    "9 rejected/deal_not_found - - - - (stopped: too_many_errors, resume) too_many_errors/not_applied",
    "1 0 0 0 0",
  ],
  [
    ["--max-errors", "1", "--no-read"],
    missing,
    "9 rejected/deal_not_found rejected/deal_not_found - - - (stopped: too_many_errors, resume) warning notice too_many_errors/not_applied",
    "1 1 0 0 0",
  ],
  [
    ["--no-read"],
    html(404),
    "1 retryable/not_routera retryable/not_routera retryable/not_routera - - (stopped: not_routera, resume) warning notice not_routera/not_applied",
    "1 1 1 0 0",
  ],
])("%j: what waits for its turn then is not sent", async (words, act, told, writes) => {
  await withHostileServer({ faults: () => ({ PATCH: unapplied(act) }) }, async (home, server) => {
    const ids = idsTo(5);
    home.write("rows.ndjson", rowsFor(ids));
    const done = await home.run(["deals", "apply", "rows.ndjson", ...SLOWLY, ...words], server);
    await expectInvariants({ home, server, done });
    expect(await summarizeBulk(done, home, server, ids)).toBe(told);
    expect(writesOf(server, ids)).toBe(writes);
  });
});

// Which row waits for its turn by then depends on the speed of the disk, but none of them may be written.
it.each([
  [
    [],
    html(404),
    /^1 (retryable\/not_routera ){3}(- ){3}\(stopped: not_routera, resume\) /,
    "1 1 1 0 0 0",
    "2 2 2 1 1 1",
  ],
  [
    ["--max-errors", "1"],
    missing,
    /^9 (rejected\/deal_not_found ){2}(- ){4}\(stopped: too_many_errors, resume\) /,
    "1 1 0 0 0 0",
    "1 1 1 1 1 1",
  ],
])("%j, with a reading in front of each write: nothing is written after it", async (...row) => {
  const [words, act, told, writes, resumed] = row;
  await withHostileServer({ faults: () => ({ PATCH: unapplied(act) }) }, async (home, server) => {
    const ids = idsTo(6);
    home.write("rows.ndjson", rowsFor(ids));
    const done = await home.run(["deals", "apply", "rows.ndjson", ...SLOWLY, ...words], server);
    await expectInvariants({ home, server, done });
    expect(await summarizeBulk(done, home, server, ids)).toMatch(told);
    expect(writesOf(server, ids)).toBe(writes);
    server.heal();
    await home.run(["runs", "resume", "last"], server);
    expect(writesOf(server, ids)).toBe(resumed);
  });
});

it("what was announced and not sent is left for the resume alone: it is neither shown nor written as failed", async () => {
  const faults = (id: string) => (id === "d1" ? { PATCH: unapplied(missing) } : {});
  await withHostileServer({ faults }, async (home, server) => {
    const ids = idsTo(5);
    home.write("rows.ndjson", rowsFor(ids));
    const words = ["--yes", "--json", "--concurrency", "1", "--fail-fast", "--failures", "failed.ndjson"];
    const done = await home.run(["deals", "apply", "rows.ndjson", ...words], server);
    await expectInvariants({ home, server, done });
    const { failed, failures, next } = JSON.parse(done.stdout);
    expect([done.exit, failed, next.length]).toEqual([9, 1, 1]);
    const named = (rows: readonly { readonly id?: unknown }[]) => rows.map(({ id }) => id);
    const written = objectsIn(readFileSync(join(home.path, "failed.ndjson"), "utf8"));
    expect([named(failures), named(written)]).toEqual([["d1"], ["d1"]]);
    const shown = JSON.parse((await home.run(["runs", "show", "last", "--json"], server)).stdout);
    expect([shown.failed, shown.failure_count, named(shown.failures)]).toEqual([1, 1, ["d1"]]);
    const rest = await home.run(["runs", "resume", "last", "--json"], server);
    expect([rest.exit, JSON.parse(rest.stdout).applied, writesOf(server, ids)]).toEqual([3, 4, "1 1 1 1 1"]);
  });
});

it("a busy server: everyone waits, and half as many come back", async () => {
  const busy = answer(429, { message: "Too many requests", error: true }, { "retry-after": "1" });
  const faults = (id: string) => (id === "d3" ? { PATCH: [unapplied(busy)] } : {});
  await withHostileServer({ faults, slow: 60 }, async (home, server) => {
    const ids = idsTo(16);
    home.write("rows.ndjson", rowsFor(ids));
    await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
    const planned = server.log.length;
    const done = await home.run(["deals", "apply", "plan.jsonl", ...NDJSON, "--concurrency", "4"], server);
    await expectInvariants({ home, server, done });
    expect(await summarizeBulk(done, home, server, ids)).toBe(`0 ${ids.map(() => "applied").join(" ")}`);
    expect(writesOf(server, ids)).toBe("1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1");
    const log = server.log.slice(planned);
    const refused = log.findIndex(({ status }) => status === 429);
    const from = log[refused]?.at ?? 0;
    const [before, after] = [
      log.filter(({ at }) => at < from + 60),
      log.filter(({ at }) => at >= from + 1060),
    ];
    // What was on its way when the answer came is all that came in that second.
    const during = log.filter((one) => !before.includes(one) && !after.includes(one));
    expect(during.length).toBeLessThanOrEqual(4);
    expect(Math.max(...before.map(({ atOnce }) => atOnce))).toBe(4);
    expect(Math.max(...after.map(({ atOnce }) => atOnce))).toBe(2);
    expect(journalOf(home)).toContain('"type":"pause"');
  });
});
