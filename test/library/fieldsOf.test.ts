import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure.ts";
import { LosslessNumber, printJson } from "../../src/json.ts";
import { type FieldsToSet, fieldsOf } from "../../src/library/values.ts";

describe("what can be sent", () => {
  it.each<[string, FieldsToSet, string]>([
    ["text, true, null", { a: "x", b: true, c: null }, '{"a":"x","b":true,"c":null}'],
    [
      "numbers of JavaScript",
      { a: 5000, b: 1.5, c: -0, d: 1e21 / 1e3 / 1e6 },
      '{"a":5000,"b":1.5,"c":0,"d":1000000000000}',
    ],
    ["a bigint keeps its digits", { a: 9007199254740993n }, '{"a":9007199254740993}'],
    ["so does a LosslessNumber", { a: new LosslessNumber("1.10") }, '{"a":1.10}'],
    ["lists and objects", { a: [1, ["x"], { b: 2 }] }, '{"a":[1,["x"],{"b":2}]}'],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [
      "an unsafe key inside stays a key",
      { a: JSON.parse('{"__proto__":{"b":1}}') },
      '{"a":{"__proto__":{"b":1}}}',
    ],
  ])("%s", (_name, given, text) => {
    expect(printJson(fieldsOf(given))).toBe(text);
  });
});

describe("what is refused", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  it.each<[string, unknown, string]>([
    ["nothing", {}, "nothing_to_set"],
    ["no object", "a=b", "bad_fields"],
    ["a list", [1], "bad_fields"],
    ["a Map", new Map([["a", 1]]), "bad_fields"],
    ["a system field", { id: "x" }, "system_field"],
    ["an unsafe name", JSON.parse('{"__proto__":1}'), "forbidden_field"],
    ["an empty name", { "": 1 }, "empty_field_name"],
    ["an integer beyond 2^53", { a: 2 ** 53 }, "unsafe_number"],
    ["the same inside a list", { a: [{ b: -(2 ** 60) }] }, "unsafe_number"],
    ["NaN", { a: Number.NaN }, "bad_value"],
    ["infinity", { a: Number.POSITIVE_INFINITY }, "bad_value"],
    ["undefined", { a: undefined }, "bad_value"],
    ["a hole in a list", { a: Array(1) }, "bad_value"],
    ["a Date", { a: new Date(0) }, "bad_value"],
    ["a function", { a: () => 1 }, "bad_value"],
    ["half a surrogate pair", { a: "\ud800" }, "bad_text"],
    ["an object that holds itself", cyclic, "bad_value"],
  ])("%s", (_name, given, code) => {
    const thrown = (() => {
      try {
        return fieldsOf(given as FieldsToSet);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(Failure);
    expect(thrown).toMatchObject({ kind: "usage", code });
  });
});
