import { describe, expect, it } from "vitest";
import { parseColumnMap } from "../../../src/cli/arguments/columns.ts";

describe("parseColumnMap", () => {
  it("cuts at the last =", () => {
    expect([...parseColumnMap(["Deal name=deal_name", "a=b=amount"])]).toEqual([
      ["Deal name", "deal_name"],
      ["a=b", "amount"],
    ]);
  });

  it.each([
    [["deal_name"], "bad_map"],
    [["=deal_name"], "bad_map"],
    [["Name="], "bad_map"],
    [["Deal ID=id"], "bad_map"],
    [["Made=created_at"], "system_field"],
    [["x=__proto__"], "forbidden_field"],
    [["a=x", "a=y"], "duplicate_map"],
    [["a=x", "b=x"], "duplicate_map"],
  ])("refuses %j", (texts, code) => {
    expect(() => parseColumnMap(texts)).toThrow(expect.objectContaining({ code }));
  });
});
