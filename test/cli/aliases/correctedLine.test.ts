/** What people type who come from other programs: each line gets the command that is meant, or a reason why there is none. */
import { describe, expect, it } from "vitest";
import { commandsMeant, correctedLine } from "../../../src/cli/aliases/correctedLine.ts";
import { parse } from "../../../src/cli/parse.ts";
import { tree } from "../../../src/commands/index.ts";
import { toCliWording } from "../../harness/text/cliText.ts";

function words(line: string): readonly string[] {
  return line === "" ? [] : line.split(" ");
}

function refusal(line: string) {
  const read = parse(tree, words(line), "9.9.9");
  if (read.kind !== "refused") throw new Error(`accepted: ${line}`);
  return toCliWording(read.failure);
}

/** The line that is typed, and the hint that it gets. */
const ANSWERED: readonly (readonly [typed: string, hint: string])[] = [
  // Commands of other programs.
  ["whoami", "routera auth status"],
  ["auth whoami", "routera auth status"],
  ["login", "routera auth login"],
  ["logout", "routera auth logout"],
  ["config", "routera profile show"],
  ["config list", "routera profile list"],
  ["config get", "routera profile show"],
  ["config set work timeout=5s", "routera profile set work timeout=5s"],
  ["config use-context work", "routera profile use work"],
  ["config work", "routera profile show work"],
  ["deals edit 123", "routera deals update 123"],
  ["deals edit 123 --field a=b", "routera deals update 123 --field a=b"],
  ["deals set 123 name=x", "routera deals update 123 --field name=x"],
  ["deals show 123", "routera deals get 123"],
  ["deals ls", "routera deals list"],
  ["deals import rows.csv", "routera deals plan rows.csv"],
  ["update 123 name=x", "routera deals update 123 --field name=x"],
  ["edit 123 name=x stage=won", "routera deals update 123 --field name=x --field stage=won"],
  ["get 123", "routera deals get 123"],
  ["ls", "routera deals list"],
  ["export", "routera deals export"],
  ["import rows.csv", "routera deals plan rows.csv"],
  ["diff rows.csv", "routera deals plan rows.csv"],
  ["plan rows.csv", "routera deals plan rows.csv"],
  ["apply plan.jsonl --yes", "routera deals apply plan.jsonl --yes"],
  ["rollback", "routera runs undo"],
  ["revert", "routera runs undo"],
  ["undo", "routera runs undo"],
  ["resume last", "routera runs resume last"],
  ["history", "routera runs list"],
  ["runs status", "routera runs show"],
  ["runs rollback last", "routera runs undo last"],
  ["runs rm", "routera runs prune"],
  ["status", "routera runs show or routera auth status"],
  ["show", "routera deals get, routera runs show or routera profile show"],
  ["version", "routera --version"],
  ["serve", "routera sandbox serve"],
  ["check", "routera doctor"],
  ["man", "routera manual"],
  // The other number, and a group that there is not.
  ["deal get 123", "routera deals get 123"],
  ["deal edit 123", "routera deals update 123"],
  ["run list", "routera runs list"],
  ["profiles list", "routera profile list"],
  ["plan apply plan.jsonl", "routera deals apply plan.jsonl"],
  ["plans apply plan.jsonl", "routera deals apply plan.jsonl"],
  ["plan create rows.csv", "routera deals plan rows.csv"],
  ["Deals Edit 123", "routera deals update 123"],
  // Flags of other programs.
  ["deals list -o json", "routera deals list --format json"],
  ["deals list -o=json", "routera deals list --format json"],
  ["deals list --output CSV", "routera deals list --format csv"],
  ["deals list --output=ndjson", "routera deals list --format ndjson"],
  ["deals list --output", "routera deals list --json"],
  ["deals list -o yaml", "formats are table, json, ndjson, csv: routera deals list --json"],
  ["deals export -o deals.csv", "routera deals export --out deals.csv"],
  ["deals list --csv", "routera deals list --format csv"],
  ["deals list --filter deal_stage=won", "routera deals list --where deal_stage=won"],
  ["deals list --search acme", "routera deals list --where 'deal_name~acme'"],
  ["deals list deal_stage=won", "routera deals list --where deal_stage=won"],
  ["deals list --jq .id", "print JSON and pipe it to jq: routera deals list --json"],
  ["deals list --fields id,deal_name", "routera deals list --select 'id,deal_name'"],
  ["deals list --columns id", "routera deals list --select id"],
  ["deals list --top 5 --all-pages", "routera deals list --limit 5 --all"],
  ["deals list --debug", "routera deals list --verbose"],
  ["deals list --nocolor", "routera deals list --no-color"],
  ["deals list --url http://127.0.0.1:1", "routera deals list --base-url http://127.0.0.1:1"],
  ["deals update 123 name=x", "routera deals update 123 --field name=x"],
  ["deals update 123 --set name=x", "routera deals update 123 --field name=x"],
  ["deals update 123 -f name=x", "routera deals update 123 --field name=x"],
  ["deals apply rows.csv --auto-approve", "routera deals apply rows.csv --yes"],
  ["deals apply rows.csv --parallel 4", "routera deals apply rows.csv --concurrency 4"],
  ["deals plan rows.csv --detailed-exitcode", "routera deals plan rows.csv --exit-code"],
  ["runs undo --what-if", "routera runs undo --dry-run"],
  ["--profile sandbox deals list -o json", "routera --profile sandbox deals list --format json"],
  // Flags that are known elsewhere, and not needed here.
  ["deals list --yes", "this command never prompts: routera deals list"],
  ["deals get 123 -y", "this command never prompts: routera deals get 123"],
  ["deals update 123 --force", "this command requires no such flag: routera deals update 123"],
  ["deals list --dry-run", "this command writes nothing to Routera: routera deals list"],
  // What routera does not do.
  ["deals create", "create the deal in Routera; routera updates deals that exist"],
  ["create", "create the deal in Routera; routera updates deals that exist"],
  ["deals delete 123", "archive the deal in Routera"],
  ["deals archive 123", "archive the deal in Routera"],
  ["rm 123", "archive the deal in Routera"],
];

describe("a word of another program", () => {
  it.each(ANSWERED)("%s", (typed, hint) => {
    const told = refusal(typed);
    expect(told.hint).toBe(hint);
    expect(told.message).not.toContain("Did you mean");
  });

  it.each(
    ANSWERED.flatMap(
      ([, hint]) => hint.match(/routera (?:deals|runs|auth|profile|sandbox|doctor|manual|--)\S*.*$/) ?? [],
    ),
  )("is answered with a command that exists: %s", (line) => {
    for (const one of line.split(/, | or /)) {
      const read = parse(tree, words(one.replace("routera ", "").replaceAll("'", "")), "9.9.9");
      const code = read.kind === "refused" ? read.failure.code : "";
      expect(code, one).not.toMatch(/unknown_command|unknown_option|excess_arguments/);
    }
  });
});

it.each([
  ["deals list --where deal_stage=won"],
  ["deals list --format=json"],
  ["deals get 123 456"],
  ["runs undo last -y"],
])("%s works", (line) => {
  expect(parse(tree, words(line), "9.9.9").kind).toBe("call");
});

it.each([
  ["deals frobnicate", "unknown command 'frobnicate'", "routera deals --help"],
  ["deals udpate 123", "unknown command 'udpate' (Did you mean update?)", "routera deals --help"],
  ["deals list --srot x", "unknown option '--srot'", "routera deals list --help"],
])("%s is no word of another program", (typed, message, hint) => {
  expect(refusal(typed)).toMatchObject({ message, hint });
});

it("repeats nothing behind a flag that is not known: it may be a secret", () => {
  expect(refusal("deals edit 123 --tokn hidden").hint).toBe("routera deals update 123");
  expect(correctedLine(tree, words("deals get 123 --tokn hidden"))).toBeUndefined();
  expect(refusal("deals list --filter a=b --tokn=hidden").hint).toBe("routera deals list --where a=b");
});

it.each([
  ["undo", ["runs undo"]],
  ["deals edit", ["deals update"]],
  ["whoami", ["auth status"]],
  ["status", ["runs show", "auth status"]],
  ["deals create", []],
  ["version", []],
  ["bulk", []],
])("help %s", (topic, commands) => {
  expect(commandsMeant(tree, words(topic)).map((path) => path.join(" "))).toEqual(commands);
});
