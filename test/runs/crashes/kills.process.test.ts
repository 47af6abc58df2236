/** kill -9 at random moments over a server that misbehaves; the long loop is test/bench/kills.mjs. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { killLoop } from "./killLoop.ts";

const script = join(import.meta.dirname, "killedCall.cjs");

it("loses no row, and writes none twice, however often the process dies", async () => {
  const so = await killLoop({ script, kills: 15, rows: 40, seed: 1 + Math.floor(Math.random() * 1e6) });
  expect(so.kills).toBeGreaterThanOrEqual(15);
  expect(so.runs).toBeGreaterThan(0);
  expect(so.applied + so.refused).toBe(so.rows);
  expect(so.twice).toBe(0);
}, 180_000);
