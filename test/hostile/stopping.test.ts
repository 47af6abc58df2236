/** What stops a run of many deals, and what it leaves: nothing hangs, nothing is lost, and the rest can be resumed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { answer, html, silent } from "../api/scriptedServer.ts";
import { makeAuthority } from "../harness/authority.ts";
import { connectRecorder } from "../harness/connectRecorder.ts";
import { applied, unapplied } from "../harness/dealServer.ts";
import { finished, type Home } from "../harness/program.ts";
import { inTerminal } from "../harness/terminal.ts";
import { expectInvariants, runsIn } from "./expectInvariants.ts";
import { type HostileServer, hostileServer } from "./hostileServer.ts";
import {
  codesIn,
  expectResumed,
  idsTo,
  objectsIn,
  onStage,
  resultsIn,
  rowsFor,
  toldOfMany,
  writesOf,
} from "./runFaultScenario.ts";

const NDJSON = ["--yes", "--format", "ndjson"];
const SLOWLY = [...NDJSON, "--concurrency", "1"];
const NEVER = ["--retries", "0"];
const journalOf = (home: Home) => readFileSync(join(runsIn(home).at(-1) ?? "", "journal.jsonl"), "utf8");

describe.concurrent("nobody can be reached", () => {
  it("after the plan was made: ten in a row stop the run, and it is resumed once somebody is there", async () => {
    await onStage({}, async (home, server) => {
      const ids = idsTo(14);
      home.write("rows.ndjson", rowsFor(ids));
      const plan = await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      expect(plan.exit).toBe(0);
      await server.close();
      const done = await home.run(["deals", "apply", "plan.jsonl", ...SLOWLY, ...NEVER], server);
      await expectInvariants({ home, server, done });
      expect(await toldOfMany(done, home, server, ids)).toBe(
        `8 ${"failed/connection_refused ".repeat(10)}- - - - (stopped: connection_refused, resume) connection_refused/not_applied`,
      );
      const again = await hostileServer({ port: Number(new URL(server.url).port) });
      await expectResumed(home, again);
      expect(writesOf(again, ids)).toBe("1 1 1 1 1 1 1 1 1 1 1 1 1 1");
      await again.close();
    });
  });

  const UNREAD = ["deals", "apply", "rows.ndjson", "--no-read", ...SLOWLY, ...NEVER];
  it("by name", async () => {
    await onStage({}, async (home, server) => {
      const env = { ...server.env, ROUTERA_BASE_URL: "https://nowhere.invalid" };
      const one = await home.run(["deals", "update", "d1", "--field", "a=b", "--json", ...NEVER], { env });
      expect([one.exit, one.stdout, codesIn(one.stderr)]).toEqual([8, "", "host_not_found/not_applied"]);
      const ids = idsTo(12);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(UNREAD, { env });
      await expectInvariants({ home, server, done });
      expect(await toldOfMany(done, home, server, ids)).toBe(
        `8 ${"failed/host_not_found ".repeat(10)}failed/not_sent - (stopped: host_not_found, resume) warning notice host_not_found/not_applied`,
      );
    });
  });

  it("through the proxy", async () => {
    await onStage({}, async (home, server) => {
      const proxy = await connectRecorder("502 Bad Gateway");
      const env = {
        ...server.env,
        ROUTERA_BASE_URL: "https://nowhere.invalid",
        HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      };
      const one = await home.launch(["deals", "update", "d1", "--field", "a=b", "--json", ...NEVER], { env });
      expect([one.exit, one.stdout, codesIn(one.stderr)]).toEqual([8, "", "proxy_failed/not_applied"]);
      const ids = idsTo(12);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.launch(UNREAD, { env });
      await proxy.close();
      await expectInvariants({ home, server, done });
      expect(await toldOfMany(done, home, server, ids)).toBe(
        `8 ${"failed/proxy_failed ".repeat(10)}failed/not_sent - (stopped: proxy_failed, resume) warning notice proxy_failed/not_applied`,
      );
      expect(proxy.bytes()).not.toContain("Bearer");
    });
  });

  it("with a certificate that can be trusted: the first one stops the run", async ({ skip }) => {
    const authority = makeAuthority();
    if (authority === undefined) return skip("no openssl here");
    try {
      await onStage({ tls: authority }, async (home, server) => {
        const one = await home.run(["deals", "update", "d1", "--field", "a=b", "--json"], server);
        expect([one.exit, one.stdout, codesIn(one.stderr)]).toEqual([1, "", "tls_failed/not_applied"]);
        const ids = idsTo(3);
        home.write("rows.ndjson", rowsFor(ids));
        const done = await home.run(UNREAD, server);
        await expectInvariants({ home, server, done });
        expect(await toldOfMany(done, home, server, ids)).toBe(
          "1 failed/tls_failed failed/not_sent - (stopped: tls_failed, resume) warning notice tls_failed/not_applied",
        );
        expect(server.log).toEqual([]);
        await expectResumed(home, server, {
          env: { NODE_EXTRA_CA_CERTS: authority.caFile },
          launched: true,
        });
      });
    } finally {
      authority.remove();
    }
  });
});

// Reading in front of each write takes a turn as well: which row is announced by then would depend on the speed of the disk.
const missing = answer(404, { message: "Object not found", error: true });
it.each([
  [
    ["--fail-fast"],
    missing,
    "9 rejected/deal_not_found failed/not_sent - - - (stopped: too_many_errors, resume) too_many_errors/not_applied",
    "1 0 0 0 0",
  ],
  [
    ["--max-errors", "1", "--no-read"],
    missing,
    "9 rejected/deal_not_found rejected/deal_not_found failed/not_sent - - (stopped: too_many_errors, resume) warning notice too_many_errors/not_applied",
    "1 1 0 0 0",
  ],
  [
    ["--no-read"],
    html(404),
    "1 failed/not_routera failed/not_routera failed/not_routera failed/not_sent - (stopped: not_routera, resume) warning notice not_routera/not_applied",
    "1 1 1 0 0",
  ],
])("%j: what waits for its turn then is not sent", async (words, act, told, writes) => {
  await onStage({ faults: () => ({ PATCH: unapplied(act) }) }, async (home, server) => {
    const ids = idsTo(5);
    home.write("rows.ndjson", rowsFor(ids));
    const done = await home.run(["deals", "apply", "rows.ndjson", ...SLOWLY, ...words], server);
    await expectInvariants({ home, server, done });
    expect(await toldOfMany(done, home, server, ids)).toBe(told);
    expect(writesOf(server, ids)).toBe(writes);
  });
});

it("what was announced and not sent is left for the resume alone: it is neither shown nor written as failed", async () => {
  const faults = (id: string) => (id === "d1" ? { PATCH: unapplied(missing) } : {});
  await onStage({ faults }, async (home, server) => {
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

it("a busy server: everybody waits, and half as many come back", async () => {
  const busy = answer(429, { message: "Too many requests", error: true }, { "retry-after": "1" });
  const faults = (id: string) => (id === "d3" ? { PATCH: [unapplied(busy)] } : {});
  await onStage({ faults, slow: 60 }, async (home, server) => {
    const ids = idsTo(16);
    home.write("rows.ndjson", rowsFor(ids));
    await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
    const planned = server.log.length;
    const done = await home.run(["deals", "apply", "plan.jsonl", ...NDJSON, "--concurrency", "4"], server);
    await expectInvariants({ home, server, done });
    expect(await toldOfMany(done, home, server, ids)).toBe(`0 ${ids.map(() => "applied").join(" ")}`);
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

describe.concurrent("stdout is lost", () => {
  it("to a full disk: one update stands and says so", async () => {
    await onStage({}, async (home, server) => {
      const done = await home.shell(
        "routera deals update d1 --field deal_name=Renamed --json > /dev/full",
        server,
      );
      await expectInvariants({ home, server, done });
      expect([done.exit, codesIn(done.stderr), server.asked("d1")]).toEqual([
        12,
        "stdout_failed/applied",
        "PATCH",
      ]);
    });
  });

  it.for([
    ["to a full disk", "> /dev/full", /stdout_failed.*go on with: routera runs resume .*\nexit 12\n$/s],
    ["to a reader that has gone", "| true", /go on with: routera runs resume .*\nexit 141\n$/s],
  ] as const)("%s: what is under way is finished, and the rest can be resumed", async ([, where, told]) => {
    await onStage({ slow: 20 }, async (home, server) => {
      const ids = idsTo(12);
      home.write("rows.ndjson", rowsFor(ids));
      const script = `{ routera deals apply rows.ndjson ${SLOWLY.join(" ")}; echo "exit $?" >&2; } ${where}`;
      const done = await home.shell(script, server);
      await expectInvariants({ home, server, done });
      expect(done.stderr).toMatch(told);
      expect(writesOf(server, ids)).toMatch(/^1 .* 0$/);
      await expectResumed(home, server);
      expect(writesOf(server, ids)).toBe("1 1 1 1 1 1 1 1 1 1 1 1");
    });
  });

  it("to a full disk, four at once: what is under way is finished and known, and nobody waits for the others", async () => {
    await onStage({ slow: 20 }, async (home, server) => {
      const ids = idsTo(40);
      home.write("rows.ndjson", rowsFor(ids));
      const words = [...NDJSON, "--concurrency", "4"].join(" ");
      const done = await home.shell(`routera deals apply rows.ndjson ${words} > /dev/full`, server);
      await expectInvariants({ home, server, done });
      expect([done.exit, codesIn(done.stderr)]).toEqual([
        12,
        expect.stringMatching(/stdout_failed\/applied$/),
      ]);
      const written = server.log.filter(({ stored }) => stored).map(({ id }) => id);
      expect(written.length).toBeGreaterThan(0);
      // As many as were at work, and those that had ended before stdout was written to.
      expect(written.length).toBeLessThanOrEqual(20);
      const kept = (await resultsIn(home)).filter(({ outcome }) => outcome === "applied");
      expect(kept.map(({ id }) => id).sort()).toEqual([...written].sort());
      await expectResumed(home, server);
      expect(writesOf(server, ids)).toBe(ids.map(() => "1").join(" "));
    });
  });

  it("when only the summary is left to say: all is done", async () => {
    await onStage({}, async (home, server) => {
      const ids = idsTo(3);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.shell("routera deals apply rows.ndjson --yes --json > /dev/full", server);
      await expectInvariants({ home, server, done });
      expect([done.exit, codesIn(done.stderr), writesOf(server, ids)]).toEqual([
        12,
        "stdout_failed/applied",
        "1 1 1",
      ]);
    });
  });
});

/** Runs over four deals and strikes when d2 is written. */
async function interrupted(home: Home, server: HostileServer, strikes: { now: () => void }, again: boolean) {
  home.write("rows.ndjson", rowsFor(idsTo(4)));
  const child = home.start(["deals", "apply", "rows.ndjson", ...SLOWLY], server);
  child.stdin?.end();
  let timer: NodeJS.Timeout | undefined;
  strikes.now = () => {
    child.kill("SIGINT");
    // A third one would cut the last words off.
    if (again) timer ??= setTimeout(() => child.kill("SIGINT"), 200);
  };
  const done = await finished(child);
  clearTimeout(timer);
  return done;
}

describe.concurrent("Ctrl-C", () => {
  it("once: what is under way is finished, and the command that goes on is named", async () => {
    const strikes = { now: () => {} };
    const onRequest = (method: string, id: string) => method === "PATCH" && id === "d2" && strikes.now();
    await onStage({ slow: 100, onRequest }, async (home, server) => {
      const done = await interrupted(home, server, strikes, false);
      await expectInvariants({ home, server, done });
      expect(await toldOfMany(done, home, server, idsTo(4))).toMatch(
        /^130 applied applied (-|failed\/not_sent) - \(stopped: interrupted, resume\+undo\) interrupted\/applied$/,
      );
      expect(JSON.parse(done.stderr).error.hint).toMatch(/^go on with: routera runs resume \S+$/);
      await expectResumed(home, server);
      expect(writesOf(server, idsTo(4))).toBe("1 1 1 1");
    });
  });

  // The first one alone would wait for ten seconds.
  it("twice: it leaves at once, and the row in doubt is known to the journal", {
    timeout: 9_000,
  }, async () => {
    const strikes = { now: () => {} };
    const onRequest = (method: string, id: string) => method === "PATCH" && id === "d2" && strikes.now();
    const faults = (id: string) => (id === "d2" ? { PATCH: applied(silent) } : {});
    await onStage({ faults, onRequest }, async (home, server) => {
      const done = await interrupted(home, server, strikes, true);
      await expectInvariants({ home, server, done, cutDown: true });
      expect(await toldOfMany(done, home, server, idsTo(4))).toMatch(
        /^130 applied unknown\/interrupted (-|failed\/not_sent) - \(stopped: interrupted, resume\+undo\) interrupted\/unknown$/,
      );
      const shown = await home.run(["runs", "show", "last", "--json"], server);
      expect(shown.exit).toBe(0);
      const { applied: written, unknown, in_doubt } = JSON.parse(shown.stdout);
      expect([written, unknown + in_doubt]).toEqual([1, 1]);
    });
  });

  it("at the question: the cursor that it hides comes back, and nothing is written", async () => {
    await onStage({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(2)));
      let struck = false;
      const seen = await inTerminal(home, "routera deals apply rows.ndjson", {
        env: server.env,
        watch: (output, type) => {
          if (struck || !output.includes("\u001b[?25l") || !/Yes/.test(output)) return;
          struck = true;
          type("\u0003");
        },
      });
      const done = { exit: seen.exit, signal: null, stdout: seen.output, stderr: "" };
      expect(struck, seen.output).toBe(true);
      await expectInvariants({ home, server, done, terminal: true });
      expect([seen.exit, writesOf(server, idsTo(2))]).toEqual([130, "0 0"]);
    });
  });

  it("on a terminal: the cursor comes back", async () => {
    await onStage({ slow: 150 }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(8)));
      let struck = false;
      const seen = await inTerminal(
        home,
        "trap : INT; routera deals apply rows.ndjson --yes --concurrency 1",
        {
          env: server.env,
          watch: (_output, type) => {
            if (struck || !server.log.some(({ method }) => method === "PATCH")) return;
            struck = true;
            type("\u0003");
          },
        },
      );
      const done = { exit: seen.exit, signal: null, stdout: seen.output, stderr: "" };
      await expectInvariants({ home, server, done, terminal: true });
      expect([seen.exit, struck]).toEqual([130, true]);
      expect(seen.output).toMatch(/routera runs resume/);
      await expectResumed(home, server);
    });
  });
});
