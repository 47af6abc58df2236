/** What was surely not sent is tried again: a host that is not there yet, a proxy that is not ready, a queue that is full. */
import { describe, expect, it } from "vitest";
import { fastClock } from "../harness/fastClock.ts";
import { fullBacklog } from "../harness/fullBacklog.ts";
import type { Home, ProcessResult } from "../harness/program.ts";
import { expectInvariants } from "./expectInvariants.ts";
import { type HostileServer, hostileServer } from "./hostileServer.ts";
import { idsTo, objectsIn, rowsFor, summarizeBulk, withHostileServer, writesOf } from "./runFaultScenario.ts";

const ONE = ["deals", "update", "d1", "--field", "deal_name=Renamed", "--json", "--verbose"];
const MANY = [
  "deals",
  "apply",
  "plan.jsonl",
  "--yes",
  "--format",
  "ndjson",
  "--concurrency",
  "1",
  "--verbose",
];
const IDS = idsTo(3);
/** As `--verbose` reports a try of which nothing left. */
const NOT_SENT = /\(nothing was sent\)/g;
const tries = ({ stderr }: ProcessResult) =>
  objectsIn(stderr).filter(({ note }) => /^> PATCH /.test(String((note as { message?: unknown })?.message)))
    .length;

/** Runs to the end; calls back once, as soon as a try has failed, and tries again when that is done. */
async function meeting(
  home: Home,
  words: readonly string[],
  { env }: HostileServer,
  failed: () => Promise<unknown>,
): Promise<ProcessResult> {
  const clock = fastClock();
  let done: Promise<unknown> | undefined;
  return home.run(words, {
    env,
    onStderr: (text) => {
      if (/nothing was sent/.test(text)) done ??= failed();
    },
    clock: {
      ...clock,
      wait: async (ms, signal) => {
        await done;
        await clock.wait(ms, signal);
      },
    },
  });
}

async function planned(home: Home, server: HostileServer): Promise<void> {
  home.write("rows.ndjson", rowsFor(IDS));
  const { exit } = await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
  expect(exit).toBe(0);
}

describe.concurrent("a port that opens late", () => {
  it.each([
    ["one", ONE],
    ["many", MANY],
  ])("%s", async (_which, words) => {
    await withHostileServer({}, async (home, server) => {
      await planned(home, server);
      await server.close();
      let late: Promise<HostileServer> | undefined;
      const done = await meeting(home, words, server, () => {
        late = hostileServer({ port: Number(new URL(server.url).port) });
        return late;
      });
      const there = await late;
      expect(there).toBeDefined();
      if (there === undefined) return;
      await expectInvariants({ home, server: there, done });
      await there.close();
      expect([done.exit, done.stderr.match(NOT_SENT)?.length]).toEqual([0, expect.any(Number)]);
      expect(writesOf(there, IDS)).toBe(words === ONE ? "1 0 0" : "1 1 1");
    });
  });
});

describe.concurrent("a server that never responds", () => {
  it("an unknown name is looked up again", async () => {
    await withHostileServer({}, async (home, server) => {
      const env = { ...server.env, ROUTERA_BASE_URL: "https://nowhere.invalid" };
      const done = await home.run([...ONE, "--retries", "1"], { env, clock: fastClock() });
      await expectInvariants({ home, server, done });
      expect([done.exit, tries(done), done.stderr.match(NOT_SENT)?.length]).toEqual([8, 2, 2]);
    });
  });

  it("a connection that is never made: not applied, and tried again", async ({ skip }) => {
    const full = await fullBacklog();
    if (full === undefined) return skip("this system makes room for every connection");
    try {
      await withHostileServer({}, async (home, server) => {
        const env = { ...server.env, ROUTERA_BASE_URL: full.url };
        const brief = ["--retries", "1", "--timeout", "300ms"];
        home.write("rows.ndjson", rowsFor(IDS));
        const unread = MANY.map((word) => (word === "plan.jsonl" ? "rows.ndjson" : word));
        const [one, many] = await Promise.all([
          home.run([...ONE, ...brief], { env, clock: fastClock() }),
          home.run([...unread, "--no-read", ...brief], { env, clock: fastClock() }),
        ]);
        await expectInvariants({ home, server, done: one });
        expect([one.exit, tries(one), one.stderr.match(NOT_SENT)?.length]).toEqual([8, 2, 2]);
        expect(JSON.parse(one.stderr.trim().split("\n").at(-1) ?? "").error).toMatchObject({
          code: "timed_out",
          outcome: "not_applied",
        });
        await expectInvariants({ home, server, done: many });
        expect(await summarizeBulk({ ...many, stderr: "" }, home, server, IDS)).toBe(
          "8 retryable/timed_out retryable/timed_out retryable/timed_out",
        );
        expect([tries(many), objectsIn(many.stdout).at(-1)?.complete]).toEqual([6, false]);
      });
    } finally {
      full.close();
    }
  });
});
