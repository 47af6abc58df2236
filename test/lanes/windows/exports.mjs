/** Exported files: the same bytes as elsewhere, and names that Windows does not allow. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe } from "node:test";
import { check } from "./support/lane.mjs";
import { DEAL, parsed, SANDBOX, useHome } from "./support/program.mjs";

describe("exports", () => {
  const home = useHome();
  const exportTo = (name, ...flags) => home.good([...SANDBOX, "deals", "export", "--out", name, ...flags]);

  check("an exported CSV file has no edit, and one edit is found", () => {
    exportTo("all deals.csv");
    const before = readFileSync(home.in("all deals.csv"), "utf8");
    assert.ok(
      before.startsWith("\ufeff"),
      "Excel takes a CSV file without a byte order mark for a code page",
    );
    assert.doesNotMatch(before, /\r/);
    const plan = () => {
      const lines = home
        .good([...SANDBOX, "deals", "plan", "all deals.csv", "--format", "ndjson"])
        .trim()
        .split("\n");
      return lines.map(parsed);
    };
    assert.equal(plan().at(-1).changes, 0);
    // As a spreadsheet for Windows saves it.
    const edited = before.replace("Starter plan", "Größe").replaceAll("\n", "\r\n");
    writeFileSync(home.in("all deals.csv"), edited);
    const changes = plan().filter(({ type }) => type === "change");
    assert.deepEqual(
      changes.map(({ id, set }) => [id, set]),
      [[DEAL, { deal_name: "Größe" }]],
    );
  });

  check("NDJSON to a file and to stdout is the same", () => {
    exportTo("deals.ndjson");
    const printed = home.good([...SANDBOX, "deals", "list", "--all", "--archived", "--format", "ndjson"]);
    exportTo("archived.ndjson", "--archived");
    const ids = (text) =>
      text
        .trim()
        .split("\n")
        .map((line) => parsed(line).id);
    assert.deepEqual(ids(readFileSync(home.in("archived.ndjson"), "utf8")), ids(printed));
    assert.doesNotMatch(printed, /\r/);
  });

  check("an existing file is kept without --force, and replaced with it", () => {
    home.write("kept.csv", "mine");
    assert.equal(home.run([...SANDBOX, "deals", "export", "--out", "kept.csv"]).exit, 2);
    assert.equal(readFileSync(home.in("kept.csv"), "utf8"), "mine");
    exportTo("kept.csv", "--force");
    assert.match(readFileSync(home.in("kept.csv"), "utf8"), /Starter plan/);
  });

  check("no temporary file is left beside an export", () => {
    assert.deepEqual(
      readdirSync(home.path).filter((name) => /tmp|temp|\.new/i.test(name)),
      ["Temp"],
    );
  });

  check("a file name that Windows does not allow is refused in words", () => {
    for (const name of ["a?b.csv", "a<b>.csv", "con.csv", "nul.csv", "a|b.csv"]) {
      const done = home.run([...SANDBOX, "deals", "export", "--out", name]);
      assert.notEqual(done.exit, 0, name);
      assert.doesNotMatch(done.stderr, /\bE[A-Z]{4,}\b|ls -l/, `a code of the system for ${name}`);
      assert.match(done.stderr, /not a valid file name on Windows/, name);
    }
    assert.ok(!existsSync(home.in("a")), "an alternate data stream was written");
  });
});
