import { describe, expect, it } from "vitest";
import { bashReply, fishReply, powershellReply, zshReply } from "../../../src/cli/completion/reply.ts";
import type { Suggestions } from "../../../src/cli/completion/suggestion.ts";

function words(...values: readonly string[]): Suggestions {
  return { words: values.map((value) => ({ value, summary: "" })) };
}

describe("for bash", () => {
  it.each([
    ["a whole word", ["Closed Won"], "Cl", "Cl", "words\nClosed\\ Won\n"],
    ["behind a = that cuts words", ["a=Closed Won"], "a=Cl", "Cl", "words\nClosed\\ Won\n"],
    ["behind a = with nothing yet", ["a=x"], "a=", "", "words\nx\n"],
    ["where = does not cut", ["a=x y"], "a=", "a=", "words\na=x\\ y\n"],
    ["between double quotes", ["a=$(x)"], '"a=', "a=", "words\na=\\$(x)\n"],
    ["between single quotes", ["a=it's"], "a='", "", "words\nit'\\''s\n"],
    ["a bash whose word is no end of the line's", ["a=x y"], "a=", "b", "words\na=x\\ y\n"],
    ["no space behind names to go on with", ["a=", "b="], "", "", "nospace\na=\nb=\n"],
  ])("%s", (_what, values, raw, replaced, expected) => {
    expect(bashReply(words(...values), raw, replaced)).toBe(expected);
  });
});

it("zsh reads colons and backslashes as they are meant", () => {
  const suggestions = {
    words: [
      { value: "a:b\\c", summary: "what: it is" },
      { value: "d", summary: "" },
    ],
  };
  expect(zshReply(suggestions)).toBe("words\na\\:b\\\\c:what: it is\nd\n");
});

it("fish gets a tab in front of the meaning", () => {
  expect(fishReply({ words: [{ value: "a", summary: "b" }] })).toBe("words\na\tb\n");
});

it.each([
  ["--field", "--field"],
  ["Closed Won", "'Closed Won'"],
  ["it's", "'it''s'"],
  ["it\u2019s", "'it\u2019\u2019s'"],
  ["$(x)", "'$(x)'"],
  ["a,b", "'a,b'"],
  ["@a", "'@a'"],
])("PowerShell gets %s quoted where it must be", (value, quoted) => {
  expect(powershellReply(words(value))).toBe(`words\n${quoted}\t${value}\t${value}\n`);
});

describe("what could steer a terminal is not offered", () => {
  const suggestions = words("a\u001b[31m", "b\nc", "d\u202ee", "f\u0000", "g\u009b", "h\u2028", "fine");
  it.each([
    ["bash", bashReply(suggestions, "", "")],
    ["zsh", zshReply(suggestions)],
    ["fish", fishReply(suggestions)],
    ["powershell", powershellReply(suggestions)],
  ])("%s", (_shell, reply) => {
    expect(reply.split("\n").slice(1)).toEqual([expect.stringMatching(/^fine/), ""]);
  });
});

it("files are asked for with the length of what is in front of them", () => {
  expect(zshReply({ words: [], file: 6 })).toBe("files 6\n");
});
