/** kill -9 at random moments over a server that misbehaves; the long loop is test/bench/kills.mjs. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildChildBundle, killLoop } from "./killLoop.ts";

let dir = "";
let script = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "routera-kills-build-"));
  script = await buildChildBundle(dir, join(import.meta.dirname, "killedCall.ts"));
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

it("loses no row, and writes none twice, however often the process dies", async () => {
  const so = await killLoop({ script, kills: 15, rows: 40, seed: 1 + Math.floor(Math.random() * 1e6) });
  expect(so.kills).toBeGreaterThanOrEqual(15);
  expect(so.runs).toBeGreaterThan(0);
  expect(so.applied + so.refused).toBe(so.rows);
  expect(so.twice).toBe(0);
}, 180_000);
