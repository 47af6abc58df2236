import { expect, it } from "vitest";
import { parseCount } from "../../src/cli/globals.ts";

it.each([
  ["30d", "use --older-than 30"],
  ["10.5", "use --older-than 10"],
  ["-4", "use --older-than 3"],
  ["some", "use --older-than 3"],
])("the hint for %s keeps the number that was meant", (typed, hint) => {
  expect(() => parseCount(typed, "--older-than")).toThrow(
    expect.objectContaining({ code: "bad_number", hint }),
  );
});
