/** What stops a run of many deals, and what it leaves: nothing hangs, nothing is lost, and the rest can be resumed. */
import { describe, expect, it } from "vitest";
import { silent } from "../api/scriptedServer.ts";
import { applied } from "../harness/dealServer.ts";
import { finished, type Home } from "../harness/program.ts";
import { inTerminal } from "../harness/terminal.ts";
import { expectInvariants } from "./expectInvariants.ts";
import type { HostileServer } from "./hostileServer.ts";
import {
  codesIn,
  expectResumed,
  idsTo,
  onStage,
  resultsIn,
  rowsFor,
  toldOfMany,
  writesOf,
} from "./runFaultScenario.ts";
import { NDJSON, SLOWLY } from "./stoppingSetup.ts";

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
        /^130 applied unknown\/interrupted (-|failed\/not_sent) - \(stopped: interrupted, resume\+undo\) (warning stopping )?interrupted\/unknown$/,
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
