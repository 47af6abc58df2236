/** No file imports itself through others: neither eagerly, nor lazily, nor by type. */
import { describe, expect, it } from "vitest";
import { type Import, inner } from "./sources.ts";

describe("circles", () => {
  it("are found where there are some", () => {
    const edges = ["a b", "b c", "c a", "c d", "d d", "e a"].map((edge) => {
      const [from = "", to = ""] = edge.split(" ");
      return { from, to, kind: "eager" as const };
    });
    expect(circlesIn(edges)).toEqual(["a ↔ b ↔ c", "d"]);
    expect(circlesIn(edges.filter(({ to }) => to !== "a" && to !== "d"))).toEqual([]);
  });

  it("of eager imports do not exist", () => {
    expect(circlesIn(inner.filter(({ kind }) => kind === "eager"))).toEqual([]);
  });

  it("of lazy and type imports do not exist either", () => {
    expect(circlesIn(inner)).toEqual([]);
  });
});

/** Tarjan's algorithm: files that reach each other. */
function circlesIn(imports: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const found: string[] = [];
  const visit = (file: string): number => {
    const at = order.size;
    order.set(file, at);
    path.push(file);
    let low = at;
    for (const to of targets.get(file) ?? []) {
      if (!order.has(to)) low = Math.min(low, visit(to));
      else if (path.includes(to)) low = Math.min(low, order.get(to) ?? low);
    }
    lowest.set(file, low);
    if (low < at) return low;
    const circle = path.splice(path.indexOf(file));
    if (circle.length > 1 || targets.get(file)?.includes(file)) found.push(circle.sort().join(" ↔ "));
    return low;
  };
  for (const file of [...targets.keys()].sort()) if (!order.has(file)) visit(file);
  return found.sort();
}
