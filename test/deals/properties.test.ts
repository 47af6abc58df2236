import { expect, it } from "vitest";
import { parseProperties, requestedProperties } from "../../src/deals/properties.ts";

it.each<[readonly string[], readonly string[]]>([
  [[], []],
  [["phone"], ["phone"]],
  [
    ["phone, amount", "next_step"],
    ["phone", "amount", "next_step"],
  ],
  [
    ["a,b", "b,a"],
    ["a", "b"],
  ],
])("%j → %j", (lists, names) => {
  expect(parseProperties(lists)).toEqual(names);
});

it.each([
  ["", "empty_property"],
  ["a,,b", "empty_property"],
  ["a, ", "empty_property"],
  ["a\u0000b", "bad_property"],
  ["\ud800", "bad_property"],
])("%j is refused", (list, code) => {
  expect(() => parseProperties([list])).toThrow(expect.objectContaining({ code, exitCode: 2 }));
});

it("asks for what is set as well, once, and not for what comes anyway", () => {
  expect(requestedProperties(["phone", "deal_name"], { phone: "1", amount: "2", deal_stage: "won" })).toEqual(
    ["phone", "amount"],
  );
});
