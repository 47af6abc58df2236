import { describe, expect, it } from "vitest";
import { parseShard } from "../../src/runs/shard.ts";
import { isInShard } from "../../src/runs/shards/shardOfId.ts";
import { seedDeals } from "../../src/sandbox/seed.ts";

describe("shards", () => {
  it.each(["1/1", "1/4", "4/4", "10000/10000"])("takes %s", (text) => {
    const { index, count } = parseShard(text);
    expect(`${index}/${count}`).toBe(text);
  });
  it.each(["0/4", "5/4", "1", "1/0", "a/b", "-1/2", "1/2/3", " 1/2", "1/10001", ""])("refuses %j", (text) => {
    expect(() => parseShard(text)).toThrow(expect.objectContaining({ code: "bad_shard", exitCode: 2 }));
  });

  it("puts every deal into exactly one part, and the parts are about as large", () => {
    const ids = [...seedDeals(4000)].map(({ id }) => id);
    const parts = [1, 2, 3, 4].map((index) => ids.filter((id) => isInShard(id, { index, count: 4 })));
    expect(parts.flat().sort()).toEqual([...ids].sort());
    for (const part of parts) expect(part.length).toBeGreaterThan(850);
  });

  it("is the same in every version of the program", () => {
    const ids = [...seedDeals(6)].map(({ id }) => id);
    expect(
      ids.map((id) => [1, 2, 3].find((index) => isInShard(id, { index, count: 3 }))),
    ).toMatchInlineSnapshot(`
      [
        2,
        1,
        1,
        2,
        1,
        3,
      ]
    `);
  });
});
