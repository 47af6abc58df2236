import { describe, expect, it } from "vitest";
import { parse } from "../../src/cli/parse.ts";
import type { Command, Group } from "../../src/cli/tree.ts";
import { tree } from "../../src/commands/index.ts";
import { toCliWording, type WordedFailure } from "../harness/text/cliText.ts";

function asked(...argv: string[]) {
  return parse(tree, argv, "9.9.9");
}

function refused(...argv: string[]): WordedFailure {
  const read = asked(...argv);
  if (read.kind === "refused") return toCliWording(read.failure);
  throw new Error(`accepted: ${argv.join(" ")}`);
}

describe("texts", () => {
  it.each([["--version"], ["-V"]])("%s", (flag) => {
    expect(asked(flag)).toEqual({ kind: "text", text: "9.9.9\n" });
  });
  it.each([
    [[]],
    [["--help"]],
    [["-h"]],
    [["deals", "--help"]],
    [["deals", "update", "-h"]],
    [["--help", "deals"]],
  ])("%j prints help", (argv) => {
    expect(asked(...argv)).toMatchObject({ kind: "text", text: expect.stringContaining("Usage:") });
  });
  it("help wins over a missing argument", () => {
    expect(asked("deals", "get", "--help")).toMatchObject({ kind: "text" });
  });
});

describe("a call", () => {
  it("is data: path, input and globals", () => {
    const call = asked("deals", "update", "42", "--field", "a=1", "--field", "b=2", "-n", "--json");
    expect(call).toMatchObject({
      kind: "call",
      path: ["deals", "update"],
      input: { id: "42", dryRun: true, strict: false },
      globals: { json: true, format: undefined, color: undefined },
    });
  });
  it.each([
    [["--json", "deals", "get", "42"]],
    [["deals", "--json", "get", "42"]],
    [["deals", "get", "--json", "42"]],
    [["deals", "get", "42", "--json"]],
  ])("takes a global flag anywhere: %j", (argv) => {
    expect(asked(...argv)).toMatchObject({ input: { ids: ["42"] }, globals: { json: true } });
  });
  it.each([
    [[], undefined],
    [["--color"], true],
    [["--no-color"], false],
  ])("%j", (argv, color) => {
    expect(asked("deals", "get", "42", ...argv)).toMatchObject({ globals: { color } });
  });
  it("a value may look like a flag", () => {
    const call = asked("deals", "update", "42", "--field", "--json=x");
    if (call.kind !== "call") throw new Error("no call");
    const { assignments } = call.input as { assignments: { byName: Map<string, unknown> } };
    expect([...assignments.byName.keys()]).toEqual(["--json"]);
    expect(call.globals.json).toBe(false);
  });
  it("behind -- all is arguments", () => {
    expect(asked("deals", "get", "--", "-42")).toMatchObject({ input: { ids: ["-42"] } });
  });
});

describe("refused words", () => {
  it.each([
    [["deals", "bogus"], { json: false, verbose: false, color: undefined }],
    [["deals", "--bogus", "get", "1", "--json", "-v"], { json: true, verbose: true, color: undefined }],
    [
      ["--color", "deals", "bogus", "--format", "ndjson", "--no-color"],
      { json: true, verbose: false, color: false },
    ],
    [["deals", "bogus", "--", "--json"], { json: false, verbose: false, color: undefined }],
  ] as const)("%j come with the flags that say how to show it, wherever they are", (argv, globals) => {
    expect(asked(...argv)).toMatchObject({ kind: "refused", globals });
  });

  it.each([
    [["deals", "updat", "42"], "unknown_command", /Did you mean update/],
    [["deal", "update", "42"], "unknown_command", /unknown command 'deal'$/],
    [["deals", "update", "42", "--feild", "a=1"], "unknown_option", /Did you mean --field/],
    [["deals", "update"], "missing_argument", /id/],
    [["deals", "update", "1", "2", "--field", "a=1"], "excess_arguments", /too many/],
    [["deals", "update", "42", "--field"], "option_missing_argument", /--field/],
    [["deals", "get", "42", "--format", "xml"], "invalid_argument", /table, json, ndjson, csv/],
    [["deals", "get", "42", "--format", "csv", "--format", "json"], "duplicate_flag", /--format/],
    [["--profile", "a", "deals", "get", "42", "--profile", "b"], "duplicate_flag", /--profile/],
    [["deals"], "no_command", /update, get, list/],
    [["deals", "list", "--limit", "0"], "bad_number", /--limit/],
    [["deals", "list", "--limit", "many"], "bad_number", /many/],
    [["deals", "list", "--limit", "5", "--all"], "all_and_limit", /--all/],
    [["deals", "get", ".."], "bad_deal_id", /would change the path of the request/],
    [["deals", "get", ""], "bad_deal_id", /empty/],
    [["deals", "update", "42"], "nothing_to_set", /no fields to update/],
    [["deals", "get", "42", "--properties", "a,,b"], "empty_property", /empty name/],
    [["deals", "get", "42", "--timeout", "soon"], "bad_duration", /soon/],
  ])("%j", (argv, code, message) => {
    const failure = refused(...argv);
    expect([failure.code, failure.exitCode]).toEqual([code, 2]);
    expect(failure.message).toMatch(message);
  });

  it("the hint is the help of the deepest command that was meant", () => {
    expect(refused("deals", "update", "42", "--bogus").hint).toBe("routera deals update --help");
    expect(refused("deals", "bogus").hint).toBe("routera deals --help");
  });

  it.each([
    [["--token", "CANARY", "deals", "get", "42"]],
    [["deals", "get", "42", "--token=CANARY"]],
    [["deals", "get", "42", "--tokn=CANARY"]],
    [["deals", "get", "42", "--access-token", "CANARY"]],
  ])("never echoes what may be a token: %j", (argv) => {
    const failure = refused(...argv);
    expect(`${failure.message} ${failure.hint} ${failure.detail}`).not.toContain("CANARY");
  });
});

describe("help", () => {
  const nodes = nodesOf(tree, []);

  it.each(nodes)("routera %j: usage, then examples that call it, then the rest", (path) => {
    const help = asked(...path, "--help");
    const text = help.kind === "text" ? help.text : "";
    const titles = [...text.matchAll(/^(\S.*):$/gm)].map(([, title]) => title);
    expect(titles.slice(0, 2)).toEqual(["Usage", "Examples"]);
    const [, examples = ""] = /^Examples:\n((?: .*\n)+)/m.exec(text) ?? [];
    const lines = examples.trimEnd().split("\n");
    expect(lines.some((line) => line.includes("routera ") && line.includes(path.join(" ")))).toBe(true);
    expect(lines.every((line, at) => (at % 2 === 0) === line.startsWith("  # "))).toBe(true);
  });
});

/** The paths of all groups and commands, the root's first. */
function nodesOf(node: Group | Command, path: readonly string[]): readonly (readonly [readonly string[]])[] {
  if (node.kind === "command") return [[path]];
  return [[path], ...node.children.flatMap((child) => nodesOf(child, [...path, child.name]))];
}
