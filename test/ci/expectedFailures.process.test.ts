/** The list of expected failures of the Windows lane hides nothing: only the listed failure passes. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { environment, makeHome } from "../harness/program.ts";

const LANE = join(import.meta.dirname, "../lanes/windows/support/lane.mjs");

it.each([
  ["a test that is not listed passes", "{}", "", 0],
  ["a test that is not listed fails", "{}", 'assert.fail("EBUSY")', 1],
  ["a listed test fails as listed", '{ t: { reason: "r", found: /EBUSY/ } }', 'assert.fail("EBUSY")', 0],
  ["a listed test fails in another way", '{ t: { reason: "r", found: /EBUSY/ } }', 'assert.fail("EPERM")', 1],
  ["a listed test breaks", '{ t: { reason: "r", found: /EBUSY/ } }', 'throw new Error("EBUSY")', 1],
  ["a listed test passes", '{ t: { reason: "r", found: /EBUSY/ } }', "", 1],
  ["a listed race passes", '{ t: { reason: "r", found: /EBUSY/, sometimes: true } }', "", 0],
  [
    "a listed race fails in another way",
    '{ t: { reason: "r", found: /x/, sometimes: true } }',
    'assert.fail("y")',
    1,
  ],
  ["the list names a test that does not exist", '{ u: { reason: "r", found: /EBUSY/ } }', "", 1],
])("%s", (_what, list, body, exit) => {
  const home = makeHome();
  onTestFinished(home.remove);
  mkdirSync(join(home.path, "support"));
  cpSync(LANE, join(home.path, "support/lane.mjs"));
  home.write("expectedFailures.mjs", `export const EXPECTED_FAILURES = ${list};`);
  const main = home.write(
    "main.mjs",
    `import assert from "node:assert/strict";
     import { check, checkList } from "./support/lane.mjs";
     check("t", () => { ${body} });
     checkList();`,
  );
  const done = spawnSync(process.execPath, [main], { encoding: "utf8", env: environment(home.path) });
  expect(done.status, done.stdout).toBe(exit);
  if (exit === 0 && body !== "") expect(done.stdout).toContain("expected failure: t: r");
});
