/** Files that another user has had in hand: a plan is refused, a journal is not believed, and what is left can be read. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Home } from "../../harness/program.ts";
import { expectInvariants, runsIn } from "../../hostile/expectInvariants.ts";
import type { HostileServer } from "../../hostile/hostileServer.ts";
import { codesIn, idsTo, rowsFor, withHostileServer, writesOf } from "../../hostile/runFaultScenario.ts";

const IDS = idsTo(3);
const lines = (text: string) => text.split("\n").filter((line) => line !== "");

describe.concurrent("a plan that was changed", () => {
  it.each<[string, (plan: string) => string]>([
    ["in a value", (plan) => plan.replace("Renamed d2", "Renamed dX")],
    ["in what was there before", (plan) => plan.replace("Deal d2", "Deal dX")],
    ["in where it goes", (plan) => plan.replace(/"http:[^"]*"/, '"http://127.0.0.1:1"')],
    ["by a step left out", (plan) => `${lines(plan).toSpliced(2, 1).join("\n")}\n`],
    [
      "by a step told twice",
      (plan) =>
        `${lines(plan)
          .toSpliced(2, 0, lines(plan)[2] ?? "")
          .join("\n")}\n`,
    ],
    ["by its end cut off", (plan) => `${lines(plan).slice(0, -1).join("\n")}\n`],
    ["by a line behind its end", (plan) => `${plan}{}\n`],
    [
      "by a key that JSON would pass over",
      (plan) => plan.replace('{"type":"change"', '{"__proto__":{},"type":"change"'),
    ],
    ["by a space", (plan) => plan.replace('"type":"change",', '"type":"change", ')],
  ])("%s is refused before a socket is opened", async (_how, change) => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      await home.run(["deals", "plan", "rows.ndjson", "--out", "plan.jsonl"], server);
      const asked = server.log.length;
      const path = join(home.path, "plan.jsonl");
      const plan = readFileSync(path, "utf8");
      expect(change(plan)).not.toBe(plan);
      writeFileSync(path, change(plan));
      const done = await home.run(["deals", "apply", "plan.jsonl", "--yes", "--json"], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, codesIn(done.stderr)]).toEqual([
        2,
        "",
        expect.stringMatching(/^plan_(damaged|cut)\/not_applied$/),
      ]);
      expect([server.log.length, runsIn(home)]).toEqual([asked, []]);
    });
  });

  it("that is another one than was approved is refused", async () => {
    await withHostileServer({}, async (home, server) => {
      home.write("rows.ndjson", rowsFor(IDS));
      const approve = ["--approve", `sha256:${"0".repeat(64)}`];
      const done = await home.run(["deals", "apply", "rows.ndjson", ...approve, "--json"], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, codesIn(done.stderr), writesOf(server, IDS)]).toEqual([
        6,
        "plan_not_approved/not_applied",
        "0 0 0",
      ]);
    });
  });
});

async function oneRun(home: Home, server: HostileServer): Promise<string> {
  home.write("rows.ndjson", rowsFor(IDS));
  const limit = ["--limit", "2", "--concurrency", "1", "--yes"];
  await home.run(["deals", "apply", "rows.ndjson", ...limit], server);
  const [run = ""] = runsIn(home);
  return join(run, "journal.jsonl");
}

describe.concurrent("a journal that was changed", () => {
  it.each<[string, (journal: string) => string]>([
    ["in an outcome", (journal) => journal.replace('"outcome":"applied"', '"outcome":"rejected"')],
    ["in a deal", (journal) => journal.replace('"id":"d1"', '"id":"d9"')],
    ["in a check", (journal) => journal.replace(/"crc":"[0-9a-f]{8}"/, '"crc":"00000000"')],
    ["by a line left out", (journal) => `${lines(journal).toSpliced(1, 1).join("\n")}\n`],
    ["by lines that change places", (journal) => `${swapped(lines(journal)).join("\n")}\n`],
    [
      "by garbage in its middle",
      (journal) => `${lines(journal).toSpliced(2, 0, "\u0000\u001b[31m").join("\n")}\n`,
    ],
  ])("%s: nothing is sent for it, and what can be read is shown", async (_how, change) => {
    await withHostileServer({}, async (home, server) => {
      const path = await oneRun(home, server);
      const before = writesOf(server, IDS);
      const journal = readFileSync(path, "utf8");
      expect(change(journal)).not.toBe(journal);
      writeFileSync(path, change(journal));
      for (const verb of ["resume", "undo"]) {
        const done = await home.run(
          ["runs", verb, "last", "--json", ...(verb === "undo" ? ["--yes"] : [])],
          server,
        );
        expect([verb, done.exit, done.stdout, codesIn(done.stderr)]).toEqual([
          verb,
          12,
          "",
          "journal_damaged/not_applied",
        ]);
      }
      expect(writesOf(server, IDS)).toBe(before);
      const list = await home.run(["runs", "list"], server);
      const show = await home.run(["runs", "show", "last"], server);
      expect([list.exit, list.stderr]).toEqual([0, ""]);
      expect(show.stdout).toContain("damaged");
      expect(list.stdout + show.stdout + show.stderr).not.toContain("\u001b");
    });
  });

  it("by a last line that is torn: it is cut off, said, and the rest is done", async () => {
    await withHostileServer({}, async (home, server) => {
      const path = await oneRun(home, server);
      const journal = readFileSync(path, "utf8");
      writeFileSync(path, journal.slice(0, -10));
      const done = await home.run(["runs", "resume", "last"], server);
      await expectInvariants({ home, server, done });
      expect([done.exit, writesOf(server, IDS)]).toEqual([0, "1 1 1"]);
      expect(done.stderr).toMatch(/was incomplete and was removed/);
    });
  });
});

function swapped([first = "", second = "", third = "", ...rest]: readonly string[]): readonly string[] {
  return [first, third, second, ...rest];
}
