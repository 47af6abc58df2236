import { describe, expect, it } from "vitest";
import { checkFieldName } from "../../src/deals/fieldName.ts";

it.each(["deal_name", "amount", "Größe", "a.b", "a b", "archived_reason", "x".repeat(256)])(
  "%j may be set",
  (name) => {
    expect(checkFieldName(name)).toBe(name);
  },
);

describe("refused", () => {
  it.each([
    ["", "empty_field_name", "a field name is empty"],
    ["  ", "empty_field_name", "a field name is empty"],
    ["__proto__", "forbidden_field", '"__proto__" cannot be the name of a field'],
    ["constructor", "forbidden_field", '"constructor" cannot be the name of a field'],
    ["prototype", "forbidden_field", '"prototype" cannot be the name of a field'],
    ["id", "system_field", 'the field "id" is kept by Routera and cannot be set'],
    ["archived_by", "system_field", 'the field "archived_by" is kept by Routera and cannot be set'],
    [
      "x".repeat(257),
      "bad_field_name",
      `the field name "${"x".repeat(80)}…" is not one that Routera can have`,
    ],
    [" a", "bad_field_name", 'the field name " a" is not one that Routera can have'],
    [
      `${"x".repeat(79)} `,
      "bad_field_name",
      `the field name "${"x".repeat(79)} " is not one that Routera can have`,
    ],
    ["a\nb", "bad_field_name", 'the field name "a\\nb" is not one that Routera can have'],
    ["a\u2028b", "bad_field_name", "is not one that Routera can have"],
    ["\ud800", "bad_field_name", 'the field name "\\ud800" is not one that Routera can have'],
  ])("%j", (name, code, words) => {
    expect(() => checkFieldName(name)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
    expect(() => checkFieldName(name)).toThrow(words);
  });

  it("says where deals are archived", () => {
    expect(() => checkFieldName("archived")).toThrow(
      expect.objectContaining({ hint: "deals are archived and restored in Routera itself" }),
    );
    expect(() => checkFieldName("updated_at")).toThrow(
      expect.objectContaining({ hint: "leave it out; the other fields can be set" }),
    );
  });
});
