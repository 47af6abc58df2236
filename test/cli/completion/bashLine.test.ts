import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Quote, quoteForBash, splitBashLine, unquote } from "../../../src/cli/completion/bashLine.ts";

describe("a line", () => {
  it.each([
    ["routera deals ", ["routera", "deals"], ""],
    ["routera  deals\tup", ["routera", "deals"], "up"],
    ['routera --field "a b"', ["routera", "--field"], '"a b"'],
    ['routera --field "a b', ["routera", "--field"], '"a b'],
    ["routera 'a b' c\\ d", ["routera", "a b"], "c\\ d"],
    ["routera $(touch /tmp/x) `y`; z", ["routera", "$(touch", "/tmp/x)", "`y`;"], "z"],
    ["routera ''  '' a", ["routera", "", ""], "a"],
    ["", [], ""],
  ])("%j", (line, before, raw) => {
    expect(splitBashLine(line)).toEqual({ before, raw });
  });
});

describe("a redirection", () => {
  it.each([
    ["routera deals list > row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list >row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list>row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list >> ", ["routera", "deals", "list"], "", "file"],
    ["routera deals list 2> row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list 2>>row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list &> row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list >| row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals list {log}> row", ["routera", "deals", "list"], "row", "file"],
    ["routera deals plan - < 'a b", ["routera", "deals", "plan", "-"], "'a b", "file"],
    ["routera deals plan - <<< tex", ["routera", "deals", "plan", "-"], "tex", "other"],
    ["routera deals plan - << EO", ["routera", "deals", "plan", "-"], "EO", "other"],
    ["routera deals plan - <& 3", ["routera", "deals", "plan", "-"], "3", "other"],
    ["routera deals list > rows --js", ["routera", "deals", "list"], "--js", undefined],
    ["routera deals list >rows 2>'e rr' --js", ["routera", "deals", "list"], "--js", undefined],
    ["routera deals get 2 > rows x", ["routera", "deals", "get", "2"], "x", undefined],
    ["routera --field 'a>b' c\\>d \"e<f", ["routera", "--field", "a>b", "c>d"], '"e<f', undefined],
    ["routera deals plan <(cat x) --li", ["routera", "deals", "plan", "<(cat", "x)"], "--li", undefined],
    ["routera a>b c", ["routera", "a"], "c", undefined],
  ])("%j", (line, before, raw, redirected) => {
    expect(splitBashLine(line)).toEqual({ before, raw, ...(redirected && { redirected }) });
  });
});

describe("a word", () => {
  it.each([
    ["plain", "plain", ""],
    ['"a b', "a b", '"'],
    ["'a\\b", "a\\b", "'"],
    ["a\\ b", "a b", ""],
    ["a\\", "a", ""],
    ['"a\\$b\\c"', "a$b\\c", ""],
    ["a'b'\"c\"d", "abcd", ""],
    ["$(touch x)", "$(touch x)", ""],
  ])("%j", (raw, text, open) => {
    expect(unquote(raw)).toEqual({ text, open });
  });
});

/** Any text without controls, with many of the characters that mean something to a shell. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..." \"'`$\\!~*?[]{}()<>;&|#=:%^,-"),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 20,
});
const word = fc.tuple(text, fc.constantFrom<Quote>("", "'", '"'));

describe("quoted text", () => {
  it("is read by bash as the same text, and runs nothing", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 20, maxLength: 40 }), (words) => {
        const line = words.map(([value, open]) => open + quoteForBash(value, open) + open).join(" ");
        const read = execFileSync("bash", ["--norc", "-c", `printf '%s\\0' ${line}`], {
          env: {},
          encoding: "utf8",
        });
        expect(read.split("\0").slice(0, -1)).toEqual(words.map(([value]) => value));
      }),
      { numRuns: 25 },
    );
  });

  it("comes back from `unquote`", () => {
    fc.assert(
      fc.property(word, ([value, open]) => {
        expect(unquote(open + quoteForBash(value, open) + open)).toEqual({ text: value, open: "" });
      }),
    );
  });
});
