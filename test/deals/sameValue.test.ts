import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differingFields, sameValue } from "../../src/deals/sameValue.ts";
import { isJsonObject, parseJson } from "../../src/json.ts";

describe("two values", () => {
  it.each([
    ["1.10", "1.1", true],
    ["1e3", "1000", true],
    ["100e-2", "1", true],
    ["0.0", "-0", true],
    ["12345678901234567890", "12345678901234567891", false],
    ["0.1", "0.10000000000000001", false],
    ["1", '"1"', false],
    ["true", '"true"', false],
    ["null", '""', false],
    ["[1,2]", "[2,1]", false],
    ["[1,2]", "[1.0,2]", true],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', true],
    ['{"a":1}', '{"a":1,"b":2}', false],
    ["[]", "{}", false],
    ["1", "-1", false],
    ["-1", "-1.0", true],
    ["1E5", "100000", true],
    ["12e10", "120000000000", true],
    ["12e+10", "1.2e11", true],
    ["1e10", "1e11", false],
    ["0.01", "0.1", false],
    ["0.0010", "1e-3", true],
    ["100", "1", false],
    ["1001", "11", false],
    ["0", "0e7", true],
    ["0", "1", false],
    ["[1,2]", "[1,3]", false],
    ["[3,2]", "[1,2]", false],
    ["[1]", "[1,2]", false],
    ["[]", '""', false],
    ['{"a":1,"b":2}', '{"a":1,"b":3}', false],
    ['{"a":null}', '{"b":null}', false],
    ['{"a":1}', '{"b":1}', false],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(sameValue(parseJson(a), parseJson(b))).toBe(expected);
    expect(sameValue(parseJson(b), parseJson(a))).toBe(expected);
  });

  it("agree with the platform wherever doubles are exact", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(sameValue(parseJson(`${a}`), parseJson(`${b}.0`))).toBe(a === b);
      }),
    );
  });
});

it("names the fields that differ; a missing field counts as null", () => {
  const set = parseJson('{"a":"x","b":1.0,"c":null,"d":"y"}');
  const deal = parseJson('{"id":"1","a":"x","b":1,"d":"z"}');
  if (!isJsonObject(set) || !isJsonObject(deal)) throw new Error("not objects");
  expect(differingFields(set, deal)).toEqual(["d"]);
});
