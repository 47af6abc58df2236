import { expect, it } from "vitest";
import { windowsNameProblem } from "../../src/text/fileName.ts";

it.each([
  "deals.csv",
  ".\\two words\\deals.csv",
  "./../deals.csv",
  "C:\\Users\\z\\deals.csv",
  "c:deals.csv",
  "\\\\server\\share\\deals.csv",
  "\\\\?\\C:\\deals.csv",
  "Größe 東京.csv",
  "console.csv",
  "com10.csv",
  "nul1.csv",
  ".routerarc",
  "a;b&c'd.csv",
])("%s is the path of a file on Windows", (path) => {
  expect(windowsNameProblem(path)).toBeUndefined();
});

it.each([
  ["a?b.csv", '"?"'],
  ["a<b.csv", '"<"'],
  ["a|b.csv", '"|"'],
  ['a"b.csv', '"\\""'],
  ["a\tb.csv", '"\\t"'],
  ["deals:b.csv", "stream"],
  ["C:\\x\\a:b.csv", "stream"],
  ["con", "device"],
  ["CON.csv", "device"],
  ["nul .csv", "device"],
  ["out/aux/deals.csv", "device"],
  ["Lpt1.tar.gz", "device"],
  ["COM¹", "device"],
  ["deals.", "ends in a dot"],
  ["deals ", "ends in a space"],
  ["dir.\\deals.csv", "ends in a dot"],
])("%j is none: %s", (path, reason) => {
  expect(windowsNameProblem(path)).toContain(reason);
});
