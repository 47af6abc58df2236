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
    ["__proto__", "forbidden_field", '"__proto__" is not a valid field name'],
    ["constructor", "forbidden_field", '"constructor" is not a valid field name'],
    ["prototype", "forbidden_field", '"prototype" is not a valid field name'],
    ["id", "system_field", '"id" is read-only'],
    ["archived_by", "system_field", '"archived_by" is read-only'],
    ["x".repeat(257), "bad_field_name", `"${"x".repeat(80)}…" is not a valid field name`],
    [" a", "bad_field_name", '" a" is not a valid field name'],
    [`${"x".repeat(79)} `, "bad_field_name", `"${"x".repeat(79)} " is not a valid field name`],
    ["a\nb", "bad_field_name", '"a\\nb" is not a valid field name'],
    ["a\u2028b", "bad_field_name", "is not a valid field name"],
    ["\ud800", "bad_field_name", '"\\ud800" is not a valid field name'],
  ])("%j", (name, code, words) => {
    expect(() => checkFieldName(name)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
    expect(() => checkFieldName(name)).toThrow(words);
  });

  it("says where deals are archived", () => {
    expect(() => checkFieldName("archived")).toThrow(
      expect.objectContaining({ hint: "archive and restore deals in Routera" }),
    );
    expect(() => checkFieldName("updated_at")).toThrow(
      expect.objectContaining({ hint: "remove it; other fields can be set" }),
    );
  });
});
