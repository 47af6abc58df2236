/** A row that someone announced and never answered for: when it is read, and what becomes of it. */
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/failure.ts";
import { reconcileRow, SETTLING_TIME_MS } from "../../../src/runs/engine/reconcileRow.ts";
import { AT, intent } from "../journal/fixtures.ts";
import { rowTools } from "./rowTools.ts";

const at = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();
const LATER = at(3_600_000);
const SENT = intent(1, { id: "d1", set: '{"deal_name":"New"}', before: '{"deal_name":"Old"}' });
const OLD = { id: "d1", deal_name: "Old", updated_at: AT };
const NEW = { id: "d1", deal_name: "New", updated_at: AT };

describe("a write may still arrive for 45 seconds after it was announced", () => {
  it.each([
    ["at once", at(0), [45_000]],
    ["after 10 s", at(10_000), [35_000]],
    ["after 44.9 s", at(44_900), [100]],
    ["after 45 s", at(45_000), []],
    ["an hour later", LATER, []],
    ["on a clock that was set back by an hour", at(-3_600_000), [45_000]],
  ])("%s", async (_when, now, waits) => {
    const { clock, steps, tools } = rowTools({ now, settlement: { verdict: "applied", deal: NEW } });
    expect(await reconcileRow(SENT, tools)).toMatchObject({ outcome: "applied" });
    expect(clock.waits).toEqual(waits);
    expect(steps).toEqual(["settle", "result applied"]);
    expect(SETTLING_TIME_MS).toBe(45_000);
  });

  it("asked to stop in the meantime, it stays as it was", async () => {
    const { soft, steps, tools } = rowTools({ now: at(0) });
    soft.abort(new Failure("interrupted", "stopped", { code: "interrupted" }));
    expect(await reconcileRow(SENT, tools)).toBeUndefined();
    expect(steps).toEqual([]);
  });
});

describe("what the deal says", () => {
  it("holds the new values: applied, and not written again", async () => {
    const { steps, tools } = rowTools({ now: LATER, settlement: { verdict: "applied", deal: NEW } });
    expect(await reconcileRow(SENT, tools)).toMatchObject({ row: 1, id: "d1", outcome: "applied" });
    expect(steps).toEqual(["settle", "result applied"]);
  });

  it("is as it was: a row like any other, read and announced again", async () => {
    const { steps, tools } = rowTools({
      now: LATER,
      deal: OLD,
      settlement: { verdict: "unapplied", deal: OLD },
    });
    await reconcileRow(SENT, tools);
    expect(steps).toEqual(["settle", "GET", "intent", "PATCH", "result applied"]);
  });

  it("holds something else: a conflict, whose deal is left alone", async () => {
    const other = { ...OLD, deal_name: "Another" };
    // The plan's own comparison would find nothing wrong with it.
    const { steps, tools } = rowTools({
      now: LATER,
      deal: OLD,
      settlement: { verdict: "conflict", deal: other },
    });
    expect(await reconcileRow(SENT, tools)).toMatchObject({
      outcome: "conflict",
      code: "changed_meanwhile",
    });
    expect(steps).toEqual(["settle", "result conflict"]);
  });

  it.each([
    ["try_later", "server_error", "unknown", "result unknown", 0],
    ["try_later", "connection_reset", "unknown", "result unknown", 0],
    // Gone for good: whatever was sent, nothing of it is left.
    ["not_found", "deal_not_found", "rejected", "result rejected", 0],
  ] as const)(
    "can't be read (%s, %s): nothing is written",
    async (kind, code, outcome, step, stopReasons) => {
      const failure = new Failure(kind, "no", { code });
      const { breaker, steps, tools } = rowTools({
        now: LATER,
        deal: OLD,
        settlement: { verdict: "unknown", failure },
      });
      expect(await reconcileRow(SENT, tools)).toMatchObject({ outcome, code });
      expect([steps, breaker.stopReasons.length]).toEqual([["settle", step], stopReasons]);
    },
  );

  it.each([
    ["credentials", "token_refused"],
    ["not_routera", "redirected"],
  ] as const)(
    "can't be read by anyone (%s): the run stops, the outcome stays unknown",
    async (kind, code) => {
      const failure = new Failure(kind, "no", { code });
      const { breaker, steps, tools } = rowTools({ now: LATER, settlement: { verdict: "unknown", failure } });
      expect(await reconcileRow(SENT, tools)).toBeUndefined();
      expect([steps, breaker.stopReasons.map((stop) => stop.code)]).toEqual([["settle"], [code]]);
    },
  );
});
