import { describe, expect, it } from "vitest";
import { suggest } from "../../../src/cli/completion/suggest.ts";
import type { CompletionSource } from "../../../src/cli/completion/suggestion.ts";
import { tree } from "../../../src/commands/index.ts";

const source: CompletionSource = {
  profiles: async (given) => (given.has("config") ? ["other"] : ["default", "sandbox", "staging"]),
  runs: async () => ["20261124-031502-7f3a", "20261123-101112-0001"],
  topics: async () => [{ value: "exit-codes", summary: "Show all exit codes" }],
  fields: async (given) =>
    given.get("profile")?.at(-1) === "sandbox"
      ? new Map([["amount", []]])
      : new Map([
          ["deal_stage", ["Closed Won", "new"]],
          ["priority", ["high", "low"]],
          ["a,b", []],
          ["x=y", []],
        ]),
};

/** The last word is the one under the cursor. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { words: found } = await suggest(tree, words.slice(0, -1), words.at(-1) ?? "", source);
  return found.map(({ value }) => value);
}

describe("commands", () => {
  it("with what they do", async () => {
    const { words } = await suggest(tree, ["deals"], "ge", source);
    expect(words).toEqual([{ value: "get", summary: "Show one or more deals" }]);
  });
  it.each([
    [["de"], ["deals"]],
    [["--json", "deals", "up"], ["update"]],
    [["--profile", "deals", "deals", "up"], ["update"]],
    [["nonsense", ""], []],
    [["__comp"], []],
  ])("%j", async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});

describe("flags", () => {
  it("of the command and of every command", async () => {
    expect(await offered("deals", "get", "--pr")).toEqual(["--properties", "--profile"]);
  });
  it("of every command in front of one", async () => {
    expect(await offered("--ver")).toEqual(["--verbose"]);
  });
  it.each([
    ["one that was given is not offered again", ["deals", "get", "x", "--json", "--js"], []],
    ["… in its short spelling neither", ["deals", "update", "x", "-nv", "--dry"], []],
    [
      "one that may be repeated is",
      ["deals", "update", "x", "--field", "a=b", "--field-f"],
      ["--field-file"],
    ],
    ["both faces of a switch", ["deals", "get", "x", "--no-c"], ["--no-color"]],
    ["neither once it is set", ["deals", "get", "x", "--no-color", "--col"], []],
    ["none behind --", ["deals", "get", "--", "--js"], []],
    ["the value of a flag may look like one", ["deals", "update", "x", "--field", "--js"], []],
  ])("%s", async (_what, words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
  it("come by themselves where no argument is left", async () => {
    expect(await offered("deals", "list", "")).toContain("--limit");
    expect(await offered("deals", "get", "")).toEqual([]);
  });
});

describe("values", () => {
  it.each([
    ["choices", ["--format", ""], ["table", "json", "ndjson", "csv"]],
    ["choices behind =", ["--format=n"], ["--format=ndjson"]],
    ["choices of an argument", ["completion", ""], ["bash", "zsh", "fish", "powershell"]],
    ["profiles", ["--profile", "s"], ["sandbox", "staging"]],
    ["profiles of the configuration that is named", ["--config", "c.yaml", "--profile", ""], ["other"]],
    ["profiles as an argument", ["profile", "use", "d"], ["default"]],
    ["settings of a profile", ["profile", "set", "staging", "base"], ["baseUrl="]],
    ["further ones", ["profile", "set", "staging", "timeout=1s", "read"], ["readonly="]],
    [
      "what a setting may be",
      ["profile", "set", "staging", "readonly="],
      ["readonly=true", "readonly=false"],
    ],
    ["no secret", ["profile", "set", "staging", "token"], ["tokenCommand="]],
    ["a setting to take out", ["profile", "set", "staging", "--unset", "tok"], ["token", "tokenCommand"]],
    ["runs", ["runs", "show", "2"], ["20261124-031502-7f3a", "20261123-101112-0001"]],
    ["the newest run by its nickname", ["runs", "undo", "l"], ["last"]],
    ["topics and commands", ["help", "e"], ["exit-codes"]],
    ["commands of a group", ["help", "deals", "g"], ["get"]],
    ["free text", ["--timeout", ""], []],
    ["fields to set", ["deals", "update", "x", "--field", "p"], ["pipeline=", "priority="]],
    ["fields as JSON", ["deals", "update", "x", "--field-json", "pri"], ["priority="]],
    [
      "fields to clear, without those that Routera keeps",
      ["deals", "update", "x", "--clear", ""],
      ["deal_name", "pipeline", "deal_stage", "deal_owner", "external_id", "priority", "a,b"],
    ],
    [
      "values of a field",
      ["deals", "update", "x", "--field", "deal_stage="],
      ["deal_stage=Closed Won", "deal_stage=new"],
    ],
    ["values behind --field=", ["deals", "update", "x", "--field=priority=h"], ["--field=priority=high"]],
    ["no values of JSON", ["deals", "update", "x", "--field-json", "priority="], []],
    [
      "fields of the profile that is named",
      ["--profile", "sandbox", "deals", "update", "x", "--clear", "am"],
      ["amount"],
    ],
    ["properties that do not come anyway", ["deals", "get", "x", "--properties", ""], ["priority", "x=y"]],
    ["a list goes on", ["deals", "get", "x", "--properties", "amount,p"], ["amount,priority"]],
    ["… without what it holds", ["deals", "get", "x", "--properties", "priority,"], ["priority,x=y"]],
    ["keys to print", ["--select", "id,deal_s"], ["id,deal_stage"]],
    ["fields of a column", ["deals", "plan", "rows.csv", "--map", "Stage=deal_s"], ["Stage=deal_stage"]],
    ["conditions", ["deals", "export", "--where", "deal_stage=n"], ["deal_stage=new"]],
  ])("%s", async (_what, words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});

describe("files are left to the shell", () => {
  it.each([
    [["--config", "c"], 0],
    [["--config=c"], "--config=".length],
    [["deals", "update", "x", "--fields-json", ""], 0],
    [["deals", "update", "x", "--field-file", "notes=n"], "notes=".length],
    [["deals", "apply", ""], 0],
  ])("%j", async (words, file) => {
    expect(await suggest(tree, words.slice(0, -1), words.at(-1) ?? "", source)).toEqual({ words: [], file });
  });
});
