/** A refusal for the type of a value gets the one flag that sends the type; any other refusal gets none. */
import { describe, expect, it } from "vitest";
import { typeHint } from "../../../src/cli/arguments/typeHint.ts";
import type { Assignment } from "../../../src/deals/assignments.ts";
import { Failure } from "../../../src/failure.ts";
import { parseJson } from "../../../src/json.ts";
import { cliText } from "../../harness/text/cliText.ts";

/** `amount=5000` by --field, `amount:="5000"` by --field-json. */
function hintFor(message: string, ...assigned: readonly string[]): string | undefined {
  const byName = new Map(
    assigned.map((word): [string, Assignment] => {
      const [, name = "", json, value = ""] = /^(\w+)(:?)=(.*)$/s.exec(word) ?? [];
      return [name, json === "" ? { from: "text", value } : { from: "json", value: parseJson(value) }];
    }),
  );
  const hint = typeHint(message, byName);
  return hint && cliText(new Failure("rejected", message, { code: "values_refused", hint })).hint;
}

const NUMBER = "--field sends strings; for a number, use --field-json amount=5000";

describe("a message that speaks of a type", () => {
  it.each([
    ["amount must be a number", ["amount=5000"], NUMBER],
    ["amount must be a number", ["deal_name=x", "amount=5000"], NUMBER],
    ["amount: expected number, got string", ["amount=5000"], NUMBER],
    ["Invalid value for amount: not a valid integer", ["amount=5000"], NUMBER],
    ["must be numeric", ["amount=5000"], NUMBER],
    ["amount must be a number", ["amount=a lot"], NUMBER],
    [
      "amount should be of type decimal",
      ["amount=1.10"],
      "--field sends strings; for a number, use --field-json amount=1.10",
    ],
    [
      "is_key must be a boolean",
      ["is_key=TRUE"],
      "--field sends strings; for a boolean, use --field-json is_key=true",
    ],
    [
      "tags must be an array",
      ["tags=a, b"],
      `--field sends strings; for a list, use --field-json 'tags=["a","b"]'`,
    ],
    [
      "deal_name must be a string",
      ["deal_name:=5"],
      "--field-json sends 5; for a string, use --field deal_name=5",
    ],
  ])("%s: %j", (message, assigned, hint) => {
    expect(hintFor(message, ...assigned)).toBe(hint);
  });

  it.each([
    ["the flag is the right one", "amount must be a number", ["amount:=5000"]],
    ["it is a string already", "deal_name must be a string", ["deal_name=x"]],
    ["it names none of several fields", "must be a number", ["amount=5", "probability=5"]],
    [
      "it names a field that the message only begins with",
      "amount_total must be a number",
      ["amount=5", "deal_name=x"],
    ],
  ])("gets none where %s", (_why, message, assigned) => {
    expect(hintFor(message, ...assigned)).toBeUndefined();
  });
});

it.each([
  ["deal_name must be at most 200 characters"],
  ["deal_stage is not one of the stages"],
  ["deal_stage must be one of a list of stages"],
  ["Invalid property: amount"],
  ["the number of deals is exceeded"],
  ["amount is required"],
  ["Cannot update an archived object"],
  ["amount must be positive"],
])("%s speaks of no type", (message) => {
  expect(hintFor(message, "amount=5000")).toBeUndefined();
});
