/** A run that loses its stdout, its terminal or its patience: signals, pipes and a full disk, in a process of its own. */
import type { ChildProcess } from "node:child_process";
import { describe, expect, it } from "vitest";
import { GRACE } from "../../src/stopSignals.ts";
import { answer, type Responder, silent } from "../api/scriptedServer.ts";
import { makeAuthority } from "../harness/authority.ts";
import { applied } from "../harness/dealServer.ts";
import { type Home, type ProcessResult, waitForExit } from "../harness/program.ts";
import { runInTerminal } from "../harness/terminal.ts";
import { expectInvariants } from "./expectInvariants.ts";
import type { HostileServer } from "./hostileServer.ts";
import {
  codesIn,
  expectResumed,
  idsTo,
  resultsIn,
  rowsFor,
  summarizeBulk,
  withHostileServer,
  writesOf,
} from "./runFaultScenario.ts";
import { NDJSON, SLOWLY } from "./stoppingSetup.ts";

describe.concurrent("stdout is lost", () => {
  it("to a full disk: one update remains applied and says so", async () => {
    await withHostileServer({}, async (home, server) => {
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
    ["to a full disk", "> /dev/full", /stdout_failed.*resume the run: routera runs resume .*\nexit 12\n$/s],
    ["to a reader that has gone", "| true", /resume the run: routera runs resume .*\nexit 141\n$/s],
  ] as const)("%s: what is under way is finished, and the rest can be resumed", async ([, where, told]) => {
    await withHostileServer({ slow: 20 }, async (home, server) => {
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

  it("to a full disk, four at once: what is under way is finished and known, and no one waits for the others", async () => {
    await withHostileServer({ slow: 20 }, async (home, server) => {
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
    await withHostileServer({}, async (home, server) => {
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

/**
 * Runs over four deals with Ctrl-C when d2 is written.
 * @param stopping called when the run has said that it stops
 */
async function interrupted(
  act: Responder,
  stopping: (child: ChildProcess) => void,
  check: (about: { done: ProcessResult; home: Home; server: HostileServer; ms: number }) => Promise<void>,
) {
  let child: ChildProcess | undefined;
  let since = Number.NaN;
  const onRequest = (method: string, id: string) => {
    if (method !== "PATCH" || id !== "d2") return;
    since = performance.now();
    child?.kill("SIGINT");
  };
  const faults = (id: string) => (id === "d2" ? { PATCH: [applied(act)] } : {});
  await withHostileServer({ faults, onRequest }, async (home, server) => {
    home.write("rows.ndjson", rowsFor(idsTo(4)));
    child = home.start(["deals", "apply", "rows.ndjson", ...SLOWLY], server);
    child.stdin?.end();
    let told = "";
    child.stderr?.on("data", (chunk) => {
      const before = told;
      told += String(chunk);
      if (child && told.includes('"stopping"') && !before.includes('"stopping"')) stopping(child);
    });
    const done = await waitForExit(child);
    await check({ done, home, server, ms: performance.now() - since });
  });
}

describe.concurrent("Ctrl-C", () => {
  it("once: what is under way is finished, and the command that continues is named", async () => {
    let answerNow = () => {};
    const said = new Promise<void>((resolve) => {
      answerNow = resolve;
    });
    const act: Responder = (response, request) => {
      said.then(() => answer(200, { id: "d2", deal_name: "Renamed d2" })(response, request));
    };
    await interrupted(act, answerNow, async ({ done, home, server }) => {
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, idsTo(4))).toMatch(
        /^130 applied applied - - \(stopped: interrupted, resume\+undo\) warning stopping interrupted\/applied$/,
      );
      const [warned, stopped] = done.stderr.trim().split("\n");
      expect(JSON.parse(warned ?? "").warning.message).toMatch(/; to resume: routera runs resume \S+$/);
      expect(JSON.parse(stopped ?? "").error.hint).toMatch(/^resume the run: routera runs resume \S+$/);
      await expectResumed(home, server);
      expect(writesOf(server, idsTo(4))).toBe("1 1 1 1");
    });
  });

  // Two equal signals at once are one to the system; a third one would cut the last words off.
  it("twice: it leaves at once, and the row of unknown outcome is known to the journal", async () => {
    const again = (child: ChildProcess) => child.kill("SIGINT");
    await interrupted(silent, again, async ({ done, home, server, ms }) => {
      // After the first one alone the write would continue for so long.
      expect(ms).toBeLessThan(GRACE);
      await expectInvariants({ home, server, done, cutDown: true });
      expect(await summarizeBulk(done, home, server, idsTo(4))).toMatch(
        /^130 applied unknown\/interrupted - - \(stopped: interrupted, resume\+undo\) warning stopping interrupted\/unknown$/,
      );
      const shown = await home.run(["runs", "show", "last", "--json"], server);
      expect(shown.exit).toBe(0);
      const { applied: written, unknown } = JSON.parse(shown.stdout);
      expect([written, unknown]).toEqual([1, 1]);
    });
  });

  it("at the question: the cursor that it hides comes back, and nothing is written", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(2)));
      let struck = false;
      const seen = await runInTerminal(home, "routera deals apply rows.ndjson", {
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
    await withHostileServer({ slow: 150 }, async (home, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(8)));
      let struck = false;
      const seen = await runInTerminal(
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

it("no one can be reached with a certificate that can be trusted: the first one stops the run", async ({
  skip,
}) => {
  const authority = makeAuthority();
  if (authority === undefined) return skip("no openssl here");
  try {
    await withHostileServer({ tls: authority }, async (home, server) => {
      const one = await home.run(["deals", "update", "d1", "--field", "a=b", "--json"], server);
      expect([one.exit, one.stdout, codesIn(one.stderr)]).toEqual([1, "", "tls_failed/not_applied"]);
      const ids = idsTo(3);
      home.write("rows.ndjson", rowsFor(ids));
      const done = await home.run(
        ["deals", "apply", "rows.ndjson", "--no-read", ...SLOWLY, "--retries", "0"],
        server,
      );
      await expectInvariants({ home, server, done });
      expect(await summarizeBulk(done, home, server, ids)).toBe(
        "1 retryable/tls_failed - - (stopped: tls_failed, resume) warning notice tls_failed/not_applied",
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
