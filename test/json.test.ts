import fc from "fast-check";
import { parse } from "lossless-json";
import { describe, expect, it } from "vitest";
import { isJsonObject, jsonNumber, parseJson, printJson } from "../src/json.ts";
import { codePoint } from "./harness/text/codePoint.ts";

describe("numbers", () => {
  it.each(["1.10", "12345678901234567890", "1E5", "-0", "0.30000000000000004", "[9007199254740993,1.0]"])(
    "%s comes out as it went in",
    (text) => {
      expect(printJson(parseJson(text))).toBe(text);
    },
  );
  it("made here print as usual", () => {
    expect(printJson({ n: jsonNumber(12.5) })).toBe('{"n":12.5}');
  });
});

it("a key named __proto__ stays a key", () => {
  for (const text of ['{"__proto__":{"a":"x"}}', '{"__proto__":{"a":1}}']) {
    const value = parseJson(text);
    expect(printJson(value)).toBe(text);
    expect(isJsonObject(value) && Object.getPrototypeOf(value)).toBe(Object.prototype);
  }
});

it("prints what the platform prints, for anything without numbers", () => {
  const leaf = fc.oneof(fc.string({ unit: codePoint }), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(
      fc.letrec((tie) => ({
        value: fc.oneof(
          { maxDepth: 3 },
          leaf,
          fc.array(tie("value")),
          fc.dictionary(fc.string(), tie("value")),
        ),
      })).value,
      (value) => {
        const text = JSON.stringify(value);
        expect(printJson(parseJson(text))).toBe(text);
        expect(printJson(parseJson(text), "indented")).toBe(JSON.stringify(value, null, 2));
      },
    ),
  );
});

it("numbers keep their digits wherever they are, whatever strings look like", () => {
  const leaf = fc.oneof(
    fc.string({ unit: codePoint }),
    fc.stringMatching(/^["\\\\]{0,3}-?[0-9]{1,3}(\.[0-9]+)?[eE+",:-]{0,2}$/),
    fc.constantFrom(null, true),
    fc.bigInt().map((digits) => ({ digits: `${digits}` })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => ({ digits: JSON.stringify(double) })),
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie("value")),
      fc.dictionary(fc.string(), tie("value")).map((object) => ({ object })),
    ),
  })).value;
  fc.assert(
    fc.property(tree, (value) => {
      const text = write(value);
      expect(printJson(parseJson(text))).toBe(printJson(parse(text) as never));
    }),
  );

  function write(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map(write).join(" , ")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    if ("digits" in value) return String(value.digits);
    const { object } = value as { object: Record<string, unknown> };
    return `{${Object.entries(object)
      .map(([key, item]) => `${JSON.stringify(key)}: ${write(item)}`)
      .join(",")}}`;
  }
});

it.each(["", "{", "nul", "[1,]", "{'a':1}", "1 2", "NaN", "[".repeat(200_000)])(
  "%.20s is not JSON",
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

it("a key twice: refused when asked, else the last one stays", () => {
  expect(() => parseJson('{"a":1,"a":2}', { duplicates: "refuse" })).toThrow(SyntaxError);
  expect(printJson(parseJson('{"a":1,"a":2}'))).toBe('{"a":2}');
});
