import { describe, expect, it } from "vitest";
import { LosslessNumber, parseJson } from "../../src/json.ts";
import { toPlain } from "../../src/library/values.ts";

describe("numbers of JavaScript", () => {
  it.each<[string, unknown]>([
    ['{"id":"1","amount":1.10,"tags":[1,"a",null]}', { id: "1", amount: 1.1, tags: [1, "a", null] }],
    ["0.1", 0.1],
    ["-1e2", -100],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992],
  ])("%s", (text, plain) => {
    expect(toPlain(parseJson(text))).toEqual(plain);
  });

  it("an unsafe key stays a key", () => {
    expect(JSON.stringify(toPlain(parseJson('{"__proto__":{"a":1}}')))).toBe('{"__proto__":{"a":1}}');
  });

  it.each(["9007199254740993", "0.30000000000000000001", "1e400"])("%s is equal to none", (digits) => {
    expect(() => toPlain({ a: [new LosslessNumber(digits)] })).toThrow(
      expect.objectContaining({ code: "unsafe_number" }),
    );
  });
});
