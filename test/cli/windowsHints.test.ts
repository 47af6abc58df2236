/** Advice for shells that take quotes and commas away. */
import { describe, expect, it } from "vitest";
import { parseAssignments } from "../../src/cli/arguments/assignments.ts";
import { parseSelect } from "../../src/cli/globals.ts";
import { NO_TARGET_FLAGS } from "../../src/cli/hints.ts";
import { wordingOf } from "../../src/commands/wording.ts";
import { parseProfileChanges } from "../../src/config/edit/changes.ts";
import { parseProperties } from "../../src/deals/properties.ts";
import { describeFailure, Failure } from "../../src/failure.ts";

const SHELLS = {
  bash: { platform: "linux", env: {} },
  cmd: { platform: "win32", env: { PROMPT: "$P$G" } },
  PowerShell: { platform: "win32", env: {} },
} as const;

function refused(work: () => unknown, shell: keyof typeof SHELLS) {
  const wording = wordingOf(SHELLS[shell], NO_TARGET_FLAGS);
  try {
    work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.code, hint: describeFailure(error, wording).hint };
  }
  throw new Error("nothing was refused");
}

describe("a JSON value whose quotes a shell took away", () => {
  const typed = {
    field: [],
    fieldJson: ["next_step={a:1}"],
    fieldFile: [],
    clear: [],
    fieldsJson: undefined,
  };
  const parse = () => parseAssignments(typed);

  it("shows the quotes where the shell keeps them", () => {
    expect(refused(parse, "bash").hint).toContain(`--field-json 'next_step="text"'`);
  });

  it.each(["cmd", "PowerShell"] as const)("names a file in %s, which may lose them", (shell) => {
    const { hint } = refused(parse, shell);
    expect(hint).toContain("--fields-json FILE");
    expect(hint).not.toMatch(/"text"|VALUE/);
  });
});

describe("a list that PowerShell took for an array", () => {
  const lists = {
    "--properties": () => parseProperties(["amount next_step"]),
    "--select": () => parseSelect("amount  next_step"),
    "properties=": () => parseProfileChanges(["properties=amount next_step"], []),
  };

  it.each(Object.entries(lists))("is refused with the list in quotes: %s", (name, parse) => {
    for (const [shell, quoted] of [
      ["bash", "'"],
      ["cmd", '"'],
      ["PowerShell", "'"],
    ] as const) {
      const { code, hint } = refused(parse, shell);
      expect(code).toBe("list_with_space");
      expect(hint).toContain("PowerShell");
      const text = name.endsWith("=")
        ? `${quoted}properties=amount,next_step${quoted}`
        : `${name} ${quoted}amount,next_step${quoted}`;
      expect(hint).toContain(text);
    }
  });

  it("may have spaces around its commas", () => {
    expect(parseProperties(["amount, next_step ", " phone"])).toEqual(["amount", "next_step", "phone"]);
    expect(parseSelect("id , amount")).toEqual(["id", "amount"]);
  });
});

it("a list of words for a profile names the file where the shell would lose the quotes", () => {
  const parse = () => parseProfileChanges(["tokenCommand=pass show"], []);
  expect(refused(parse, "bash").hint).toContain(`profile set NAME 'tokenCommand=["pass","show","routera"]'`);
  expect(refused(parse, "PowerShell").hint).not.toMatch(/VALUE|\["pass/);
});

describe("a command of Unix in a hint", () => {
  const hintIn = (shell: keyof typeof SHELLS, ...line: readonly string[]) =>
    wordingOf(SHELLS[shell], NO_TARGET_FLAGS).hint({ say: "look there", shell: line });

  it.each([
    [["ls"], "look there: dir"],
    [["ls", "-ld", "C:\\two words"], 'look there: dir "C:\\two words"'],
    [["rm", "-r", "C:\\x"], "look there: del C:\\x"],
    [["chmod", "700", "x"], "look there"],
  ])("%j is one of cmd, or omitted", (line, hint) => {
    expect(hintIn("cmd", ...line)).toEqual({ hint: hint.replace("C:\\x", '"C:\\x"'), command: undefined });
  });

  it("stays elsewhere", () => {
    expect(hintIn("bash", "ls", "-l", "a b").hint).toBe("look there: ls -l 'a b'");
  });
});
