import { describe, expect, it } from "vitest";
import { everyLevel, nestsTooDeep } from "../../../src/config/file/nesting.ts";

const MOST = 1024 * 1024;

describe("nestsTooDeep", () => {
  it.each(["[", "{a: ", "- ", "? ", "a: ", "[{", "- ? ", '"a":', "-\t", "[ #]\n", "{ #}}}\n"])(
    "stops a file full of %j",
    (piece) => {
      expect(nestsTooDeep(piece.repeat(MOST / piece.length))).toBe(true);
    },
  );

  it("stops a staircase", () => {
    expect(nestsTooDeep(Array.from({ length: 1000 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"))).toBe(
      true,
    );
  });

  it.each([
    "profiles:\n  a: { token: x }\n",
    `token: ${"x".repeat(5000)}`,
    "# -----------\n".repeat(500),
    `# ${"-".repeat(150)}\n`,
    `${" ".repeat(5000)}\n`,
  ])("lets ordinary text through", (text) => {
    expect(nestsTooDeep(text)).toBe(false);
  });
});

describe("everyLevel", () => {
  it("names every object and list", () => {
    const inner = { c: 1 };
    const list = [inner, "x", null];
    const data = { a: list };
    expect([...everyLevel(data)]).toEqual([data, list, inner]);
  });

  it("stops at nesting that no configuration needs", () => {
    const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
    expect([...everyLevel(nested(20))]).toHaveLength(20);
    expect(() => [...everyLevel(nested(500_000))]).toThrow(RangeError);
  });
});
