import { describe, expect, it } from "vitest";
import { type JsonValue, LosslessNumber } from "../../../src/json.ts";
import { judgeCell, type PlannedCell } from "../../../src/plans/baseline/judgeCell.ts";

const number = (digits: string) => new LosslessNumber(digits);

/** `unchanged`, the code of a refusal, or the value that is set. */
function judged(now: JsonValue | undefined, value: JsonValue, cell: Partial<PlannedCell> = {}): unknown {
  const text = typeof value === "string" ? value : "";
  const verdict = judgeCell({ column: "field", text, accepted: false, ...cell }, value, now, false);
  return verdict.kind === "edit" ? verdict.value : verdict.kind === "refused" ? verdict.code : verdict.kind;
}

describe("a cell without a baseline", () => {
  it.each<[JsonValue | undefined, string, unknown]>([
    [["a"], '["a"]', "unchanged"],
    [["a"], '["b"]', "list_replaced"],
    [{ a: number("1") }, '{ "a": 1 }', "unchanged"],
    [{ a: true }, "text", "list_replaced"],
    ["x".repeat(40_000), "x".repeat(32_767), "damaged_cell"],
    ["Müller", "MÃ¼ller", "damaged_characters"],
    ["Other", "MÃ¼ller GmbH", "damaged_characters"],
    ["MÃ¼ller", "MÃ¼ller GmbH", "MÃ¼ller GmbH"],
    ["Łódź – Biuro", "Lodz - Biuro", "Lodz - Biuro"],
    [null, "Müller", "Müller"],
    [undefined, "Müller", "Müller"],
  ])("of a field that holds %j, with %j: %j", (now, text, expected) => {
    expect(judged(now, text)).toEqual(expected);
  });

  it("is taken as it is in an accepted column", () => {
    expect(judged(["a"], '["b"]', { accepted: true })).toBe('["b"]');
    expect(judged("Other", "MÃ¼ller", { accepted: true })).toBe("MÃ¼ller");
  });
});

describe("a cell of a spreadsheet", () => {
  const one = (digits: string): Partial<PlannedCell> => ({ typed: { kind: "number", digits, exact: true } });
  const yes: Partial<PlannedCell> = { typed: { kind: "boolean", value: true } };

  it("that is 1 or 0 is true or false where the field holds that", () => {
    expect(judged(false, number("1"), one("1"))).toBe(true);
    expect(judged(true, number("1"), one("1"))).toBe("unchanged");
    expect(judged(true, number("5"), one("5"))).toBe("other_type");
  });

  it("of another type than the field is refused, unless it is accepted", () => {
    expect(judged(number("5"), true, yes)).toBe("other_type");
    expect(judged(["a"], number("1"), one("1"))).toBe("other_type");
    expect(judged(number("5"), true, { ...yes, accepted: true })).toBe(true);
    expect(judged(null, true, yes)).toBe(true);
  });
});
