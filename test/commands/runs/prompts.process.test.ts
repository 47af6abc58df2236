/** Questions before many deals are changed, undone or deleted, at a real terminal: only a yes is a yes. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Home } from "../../harness/program.ts";
import { runInTerminal } from "../../harness/terminal.ts";
import { expectInvariants, runsIn } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { idsTo, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(3);

/** Types `keys` once, when the question is there. */
async function answered(home: Home, server: HostileServer, script: string, question: RegExp, keys: string) {
  let typed = false;
  // Wide enough for the question to stay on one line.
  const seen = await runInTerminal(home, script, {
    env: server.env,
    columns: 200,
    watch: (output, type) => {
      if (typed || !question.test(output)) return;
      typed = true;
      type(keys);
    },
  });
  expect(typed, seen.output).toBe(true);
  return seen;
}

/** What stands alone on a line, without the sequences that move the cursor. */
function linesOf(output: string): readonly string[] {
  return stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .map((line) => line.trim());
}

const NOT_YES: readonly (readonly [name: string, keys: string, exit: number, told: string])[] = [
  ["no", "n", 9, "canceled; nothing was changed"],
  ["Enter, for no is the default", "\r", 9, "canceled; nothing was changed"],
  ["Escape", "\u001b", 130, "canceled; nothing was changed"],
  ["Escape after yes was selected", "\u001b[D\u001b", 130, "canceled; nothing was changed"],
  ["Ctrl-C after yes was selected", "\u001b[D\u0003", 130, "canceled; nothing was changed"],
  ["Ctrl-D", "\u0004", 130, "canceled; nothing was changed"],
  ["Ctrl-C", "\u0003", 130, "canceled; nothing was changed"],
];

/** The keys of all questions are read in one place, and deals apply is asked with each of them: the others, once for a no and once for a cancel. */
const NO_AND_CANCEL = NOT_YES.filter(([name]) => name === "no" || name === "Ctrl-C");

describe.concurrent("deals apply asks", () => {
  const script = "routera deals apply rows.ndjson --no-color";
  const question = (server: HostileServer) =>
    new RegExp(`Apply 3 changes to ${server.url} \\(profile default\\)\\?`);

  it("after it has shown what would change, and continues a yes", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      const { exit, output } = await answered(home, server, script, question(server), "y");
      const done = { exit, signal: null, stdout: output, stderr: "" };
      await expectInvariants({ home, server, done, terminal: true });
      expect([exit, writesOf(server, IDS)]).toEqual([0, "1 1 1"]);
      expect(output.indexOf("Deal d2 → Renamed d2")).toBeGreaterThan(-1);
      expect(output.indexOf("Deal d2 → Renamed d2")).toBeLessThan(output.search(question(server)));
    });
  });

  it.each(NOT_YES)("%s", async (_name, keys, exit, told) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      const seen = await answered(home, server, script, question(server), keys);
      const done = { exit: seen.exit, signal: null, stdout: seen.output, stderr: "" };
      await expectInvariants({ home, server, done, terminal: true });
      expect([seen.exit, writesOf(server, IDS), runsIn(home)]).toEqual([exit, "0 0 0", []]);
      expect(seen.output).toContain(told);
      expect(linesOf(seen.output)).not.toContain("Yes");
      // Who has just said no needs no way around the question.
      expect(seen.output).not.toContain("hint:");
    });
  });

  it("says so where the deals would not be read first", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      const unread = /\(profile default\)\? Deals are not read first: no conflict detection and no undo\./;
      const { exit } = await answered(home, server, `${script} --no-read`, unread, "n");
      expect([exit, writesOf(server, IDS)]).toEqual([9, "0 0 0"]);
    });
  });

  it.each([
    ["stdin is no terminal", "< /dev/null"],
    ["stdin is closed", "<&-"],
    ["the rows come from stdin", "- --input-format ndjson < rows.ndjson"],
    ["stderr is no terminal", "2> err"],
    ["--json", "--json"],
    ["--format ndjson", "--format ndjson"],
  ])("no one when %s: --yes is named, and nothing was asked of Routera", async (_name, more) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      const words = more.startsWith("- ") ? more : `rows.ndjson ${more}`;
      const seen = await runInTerminal(home, `routera deals apply ${words}`, { env: server.env });
      expect([seen.exit, server.log]).toEqual([2, []]);
      const err = home.files().find(({ path }) => path.endsWith("/err"))?.text ?? "";
      expect(seen.output + err).toContain("--yes");
    });
  });
});

/** A run over the three deals. */
async function oneRun(home: Home, server: HostileServer): Promise<void> {
  home.write("rows.ndjson", rowsFor(IDS));
  const done = await home.run(["deals", "apply", "rows.ndjson", "--yes"], server);
  expect(done.exit).toBe(0);
}

describe.concurrent("runs undo asks", () => {
  const question = /Undo run \S+ and revert 3 changes at\s+http:\S+\s+\(profile\s+default\)\?/;

  it("after it has shown how to undo it, and continues a yes", async () => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const { exit, output } = await answered(home, server, "routera runs undo --no-color", question, "y");
      expect([exit, writesOf(server, IDS)]).toEqual([0, "2 2 2"]);
      expect(output).toContain("Renamed d2 → Deal d2");
    });
  });

  it.each(NO_AND_CANCEL)("%s", async (_name, keys, exit, told) => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const seen = await answered(home, server, "routera runs undo", question, keys);
      const done = { exit: seen.exit, signal: null, stdout: seen.output, stderr: "" };
      await expectInvariants({ home, server, done, terminal: true });
      expect([seen.exit, writesOf(server, IDS), runsIn(home).length]).toEqual([exit, "1 1 1", 1]);
      expect(seen.output).toContain(told);
    });
  });

  it("no one where no one can be asked", async () => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const done = await home.run(["runs", "undo"], server);
      expect([done.exit, done.stdout, writesOf(server, IDS)]).toEqual([2, "", "1 1 1"]);
      expect(done.stderr).toContain("--yes");
    });
  });
});

describe.concurrent("runs prune asks", () => {
  const script = "routera runs prune --keep 0";
  const question = /Delete 1 run\? Deleted runs cannot be resumed or undone./;

  it("and continues a yes", async () => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const { exit, output } = await answered(home, server, script, question, "y");
      expect([exit, runsIn(home)]).toEqual([0, []]);
      expect(output).toMatch(/removed/);
    });
  });

  it.each(NO_AND_CANCEL)("%s", async (_name, keys, exit) => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const seen = await answered(home, server, script, question, keys);
      expect([seen.exit, runsIn(home).length]).toEqual([exit, 1]);
    });
  });

  it("no one where there is nothing to remove", async () => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const { exit, output } = await runInTerminal(home, "routera runs prune --keep 1", { env: server.env });
      expect([exit, output, runsIn(home).length]).toEqual([0, "No runs to delete.\r\n", 1]);
    });
  });

  it("no one where no one can be asked", async () => {
    await withHostileServer({}, async (home, server) => {
      await oneRun(home, server);
      const done = await home.run(["runs", "prune", "--keep", "0"], server);
      expect([done.exit, done.stdout, runsIn(home).length]).toEqual([2, "", 1]);
      expect(done.stderr).toContain("--yes");
    });
  });
});
