/** No byte of a PATCH leaves before its intent is on disk. */
import { expect, it } from "vitest";
import type { Change } from "../../../src/plans/plan.ts";
import { applyRow } from "../../../src/runs/engine/applyRow.ts";
import { rowTools } from "./rowTools.ts";

const DEAL = { id: "d1", deal_name: "Old", updated_at: "2026-06-01T12:00:00.000Z" };
const CHANGE: Change = {
  type: "change",
  row: 1,
  id: "d1",
  set: { deal_name: "New" },
  before: { deal_name: "Old" },
};

it("a slow disk keeps the request back for as long as it takes", async () => {
  let synced = () => {};
  const disk = new Promise<void>((resolve) => {
    synced = resolve;
  });
  const { steps, tools } = rowTools({
    now: DEAL.updated_at,
    deal: DEAL,
    sync: (record) => (record.type === "intent" ? disk : Promise.resolve()),
  });
  const done = applyRow(CHANGE, 0, tools);
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(steps).toEqual(["GET"]);
  synced();
  await done;
  expect(steps).toEqual(["GET", "intent", "PATCH", "result applied"]);
});

it("a bug of ours behind a write stops the run: the next row is not sent", async () => {
  const broken = Object.defineProperty({ ...DEAL }, "deal_name", {
    enumerable: true,
    get: () => {
      throw new RangeError("a bug");
    },
  });
  const { breaker, steps, tools } = rowTools({ now: DEAL.updated_at, deal: broken });
  const unread = { ...tools, read: false };
  expect(await applyRow(CHANGE, 0, unread)).toMatchObject({ outcome: "unknown", code: "internal_error" });
  expect([breaker.isTripped, breaker.stopReasons.map(({ code }) => code)]).toEqual([
    true,
    ["internal_error"],
  ]);
  expect(await applyRow({ ...CHANGE, row: 2, id: "d2" }, 0, unread)).toBeUndefined();
  expect(steps).toEqual(["intent", "PATCH", "result unknown"]);
});
