import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inBuildRunner, safeLineStream, safeLines } from "../../src/text/escape.ts";

/** More than what the runner does with a line: any name counts as a command, colors in front do not help. */
function wouldBeCommand(line: string): boolean {
  return /^(?:\p{Cc}\[\d+m|[\s\p{Cf}\p{Cc}])*::/u.test(line) || line.includes("##[");
}

describe("inBuildRunner", () => {
  it.each([
    [{ GITHUB_ACTIONS: "true" }, true],
    [{ GITHUB_ACTIONS: "false" }, false],
    [{ GITHUB_ACTIONS: "" }, false],
    [{}, false],
  ])("%j → %s", (env, expected) => {
    expect(inBuildRunner(env)).toBe(expected);
  });
});

describe("safeLines", () => {
  it.each([
    ["a command", "::error::x\n", "\\x3a:error::x\n"],
    ["after white space", "ok\n \u00a0::set-output name=a::b\n", "ok\n \u00a0\\x3a:set-output name=a::b\n"],
    [
      "behind a color of ours",
      "\u001b[2m::add-mask::x\u001b[22m\n",
      "\u001b[2m\\x3a:add-mask::x\u001b[22m\n",
    ],
    ["with a character that compares as nothing", "\u200b:\ufe0f:error::x", "\u200b\\x3a\ufe0f:error::x"],
    ["the old form, anywhere in a line", "deal ##[add-path]x", "deal \\x23#[add-path]x"],
    ["the old form after a hash", "###[group]", "#\\x23#[group]"],
    ["colons inside a line", "Stage:  a::b", "Stage:  a::b"],
    ["one colon", ":x\n", ":x\n"],
  ])("%s", (_, text, shown) => {
    expect(safeLines(text)).toBe(shown);
  });

  it("leaves no line that could be a command", () => {
    const unit = fc.constantFrom(":", "::", "#", "##[", "[", " ", "\n", "a", "\u001b[1m", "\u3000", "\u200b");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        for (const line of safeLines(text).split("\n")) expect(wouldBeCommand(line)).toBe(false);
      }),
    );
  });
});

describe("safeLineStream", () => {
  it("judges a line when it is complete, and gives out the same as in one piece", async () => {
    async function* pieces() {
      yield "Id\n ";
      yield ":";
      yield ":error::x\nlast ##";
      yield "[group]";
    }
    let text = "";
    for await (const piece of safeLineStream(pieces())) text += piece;
    expect(text).toBe("Id\n \\x3a:error::x\nlast \\x23#[group]");
  });
});
