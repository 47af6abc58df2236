/** Files that another program has open: Excel, a virus scanner, an indexer, a sync client. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { describe } from "node:test";
import { check } from "./support/lane.mjs";
import { DEAL, holding, parsed, renaming, SANDBOX, useHome } from "./support/program.mjs";

/** Longer than the start of the program and one try, shorter than the retries. */
const A_MOMENT_MS = 1_000;
const OPEN_ELSEWHERE = /open in another program, such as Excel; close it there/;

describe("files that are open in another program", () => {
  const home = useHome();
  const exportOver = (name) => [...SANDBOX, "deals", "export", "--out", name, "--force"];

  check("an input file that stays open is named with the reason", async () => {
    home.write("open.csv", renaming([DEAL]));
    const done = await holding(home.in("open.csv"), () =>
      home.run([...SANDBOX, "deals", "plan", "open.csv"]),
    );
    assert.match(done.stderr, OPEN_ELSEWHERE);
    assert.doesNotMatch(done.stderr, /EBUSY|EPERM|ls -l/);
  });

  check("an output file that stays open is named with the reason, and kept", async () => {
    home.write("open.csv", "mine");
    const done = await holding(home.in("open.csv"), () => home.run(exportOver("open.csv")));
    assert.equal(done.exit, 12);
    assert.equal(readFileSync(home.in("open.csv"), "utf8"), "mine");
    assert.match(done.stderr, OPEN_ELSEWHERE);
  });

  check("an input file that is open for a moment is read", async () => {
    const path = home.write("moment.csv", renaming([DEAL]));
    const done = await home.runWhileHeld(path, A_MOMENT_MS, [
      ...SANDBOX,
      "deals",
      "plan",
      "moment.csv",
      "--json",
    ]);
    assert.equal(done.exit, 0, done.stderr);
  });

  check("an output file that is open for a moment is replaced", async () => {
    const path = home.write("out.csv", "old");
    const done = await home.runWhileHeld(path, A_MOMENT_MS, exportOver("out.csv"));
    assert.equal(done.exit, 0, done.stderr);
    assert.match(readFileSync(path, "utf8"), /Starter plan/);
  });

  check("a user config that is open for a moment is changed", async () => {
    home.good(["profile", "set", "work", "timeout=1s"]);
    const done = await home.runWhileHeld(home.config, A_MOMENT_MS, ["profile", "set", "work", "timeout=2s"]);
    assert.equal(done.exit, 0, done.stderr);
    assert.match(readFileSync(home.config, "utf8"), /timeout: 2s/);
  });

  check("a user config that stays open is an error, and none of its settings is lost", async () => {
    home.good(["profile", "set", "work", "timeout=3s"]);
    const done = await holding(home.config, () => home.run(["profile", "set", "work", "timeout=4s"]));
    assert.notEqual(done.exit, 0);
    assert.match(readFileSync(home.config, "utf8"), /timeout: 3s/);
    assert.match(done.stderr, OPEN_ELSEWHERE);
  });

  check("a scanner that opens each new file does not disturb a run", async () => {
    mkdirSync(home.in("Local", "routera"), { recursive: true });
    const deals = parsed(home.good([...SANDBOX, "deals", "list", "--all", "--json"]));
    home.write(
      "many.csv",
      renaming(
        deals.map(({ id }) => id),
        "Scanned",
      ),
    );
    const apply = [...SANDBOX, "deals", "apply", "many.csv", "--yes", "--json"];
    const done = await home.runWhileScanned(home.in("Local", "routera"), { ms: 100 }, apply);
    assert.ok(done.scanned.length > 0, "the scanner met no file");
    assert.equal(done.exit, 0, `exit ${done.exit}: ${done.stderr}`);
    const summary = parsed(done.stdout);
    assert.equal(summary.applied, deals.length);
    const shown = parsed(home.good(["runs", "show", summary.run, "--json"]));
    assert.deepEqual([shown.applied, shown.pending, shown.problem], [deals.length, 0, null]);
  });

  // What follows the last write only tidies up: the run is complete, whatever another program does to these files.
  for (const beginning of ["lock", "summary"]) {
    check(`a run is complete when another program keeps the file ${beginning} open`, async () => {
      home.write("one.csv", renaming([DEAL], `Kept open ${beginning}`));
      mkdirSync(home.runs, { recursive: true });
      const apply = [...SANDBOX, "deals", "apply", "one.csv", "--yes", "--json"];
      const done = await home.runWhileScanned(home.runs, { ms: 20_000, beginning }, apply);
      assert.equal(done.exit, 0, `exit ${done.exit}: ${done.stderr}`);
      const { run, applied } = parsed(done.stdout);
      assert.equal(applied, 1);
      const shown = parsed(home.good(["runs", "show", run, "--json"]));
      assert.deepEqual([shown.applied, shown.pending, shown.problem], [1, 0, null]);
    });
  }

  check("a lost write of the sandbox is never reported as done", async () => {
    const deals = home.in("Local", "routera", "sandbox", "deals.ndjson");
    const update = [...SANDBOX, "deals", "update", DEAL, "--field", "deal_name=Held", "--json"];
    const done = await holding(deals, () => home.run(update));
    assert.notEqual(done.exit, 0);
    const { deal_name: name } = parsed(home.good([...SANDBOX, "deals", "get", DEAL, "--json"]));
    assert.notEqual(name, "Held");
  });
});
