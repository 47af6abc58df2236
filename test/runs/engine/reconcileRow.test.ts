/** A row of unknown outcome: when it is checked, what is believed of it, and when it is sent again. */
import { describe, expect, it } from "vitest";
import type { Settlement } from "../../../src/api/deals.ts";
import { AdaptiveLimiter } from "../../../src/concurrency/adaptiveLimiter.ts";
import { Failure } from "../../../src/failure.ts";
import { LosslessNumber, printJson } from "../../../src/json.ts";
import type { RowTools } from "../../../src/runs/engine/applyRow.ts";
import { CircuitBreaker } from "../../../src/runs/engine/circuitBreaker.ts";
import { JournalWriter } from "../../../src/runs/engine/journalWriter.ts";
import { reconcileRow, SETTLING_TIME_MS } from "../../../src/runs/engine/reconcileRow.ts";
import { changeOf } from "../../../src/runs/failures/intendedChange.ts";
import type { Intent, JournalRecord } from "../../../src/runs/journal/record.ts";
import { JournalState } from "../../../src/runs/journal/replay.ts";
import type { Journal } from "../../../src/runs/journal/write.ts";
import { deal } from "../../plans/scratch.ts";
import { Account, changeOfDeal, dealsTo, idOf, quickClock, START } from "../engine.ts";
import { head } from "../journal/fixtures.ts";

const BEFORE = deal(idOf(1));
const INTENT: Intent = {
  type: "intent",
  row: 1,
  id: idOf(1),
  at: new Date(START).toISOString(),
  set: '{"deal_name":"New 1"}',
  before: '{"deal_name":"Old 1"}',
  before_updated_at: String(BEFORE.updated_at),
  try: 1,
};

/** A journal in memory. */
function memoryJournal(): { readonly journal: Journal; readonly records: JournalRecord[] } {
  const records: JournalRecord[] = [];
  const journal: Journal = {
    append: async (record) => void records.push(record),
    flush: async () => {},
    broken: undefined,
    close: async () => {},
  };
  return { journal, records };
}

/** Settles one row so many milliseconds after it was announced. */
async function settled(
  about: {
    readonly intent?: Intent;
    readonly after?: number;
    /** What has become of the deal since. */
    readonly meanwhile?: (account: Account) => void;
    /** What reading the deal comes to, where not what the account holds. */
    readonly finds?: Settlement;
    readonly stopped?: boolean;
    readonly aborted?: boolean;
    readonly strict?: boolean;
  } = {},
) {
  const { after = 0, aborted = false, finds, intent = INTENT, stopped = false, strict = false } = about;
  const clock = quickClock(START + after);
  const account = new Account(dealsTo(1), quickClock(START + 5));
  about.meanwhile?.(account);
  const { journal, records } = memoryJournal();
  const state = new JournalState();
  for (const record of [head({ rows: 1 }), intent]) state.add(record);
  const breaker = new CircuitBreaker({ rows: 1 });
  const controller = new AbortController();
  if (aborted) controller.abort(new Failure("interrupted", "stopped", { code: "interrupted" }));
  const asked: Parameters<Account["settle"]>[] = [];
  const sent = account.writes.length;
  const tools: RowTools = {
    client: {
      get: account.get,
      update: account.update,
      settle: async (...words) => {
        asked.push(words);
        return finds ?? account.settle(...words);
      },
    },
    journalWriter: new JournalWriter(journal, state, clock),
    limiter: new AdaptiveLimiter({ concurrency: 1, clock, signal: controller.signal }),
    breaker,
    read: true,
    strict,
    stopped: () => stopped || breaker.isTripped,
  };
  const report = await reconcileRow(intent, { ...tools, clock, signal: controller.signal });
  return {
    report,
    records,
    account,
    asked,
    clock,
    breaker,
    state,
    sentAgain: account.writes.length - sent,
  };
}

describe("reconcileRow waits", () => {
  it.each([
    [0, [SETTLING_TIME_MS]],
    [1_000, [SETTLING_TIME_MS - 1_000]],
    [SETTLING_TIME_MS - 1, [1]],
    [SETTLING_TIME_MS, []],
    [SETTLING_TIME_MS * 100, []],
    // A clock that was set back.
    [-3_600_000, [SETTLING_TIME_MS]],
  ])("%i ms after the intent: %j", async (after, waits) => {
    const { clock, asked } = await settled({ after });
    expect(clock.waits).toEqual(waits);
    expect(asked).toHaveLength(1);
  });

  it.each([{ aborted: true }, { stopped: true }])("for nothing when asked to stop: %j", async (how) => {
    const { asked, records, report, sentAgain, state } = await settled(how);
    expect([report, asked, records, sentAgain, state.of(1)]).toEqual([undefined, [], [], 0, "sent"]);
  });

  it("and asks with what was there before, and how long ago it left", async () => {
    const { asked } = await settled({ after: 100_000 });
    expect(asked).toEqual([
      [
        idOf(1),
        { deal_name: "New 1" },
        {
          before: { deal_name: "Old 1", id: idOf(1), updated_at: INTENT.before_updated_at },
          properties: expect.arrayContaining([]),
          sentAgo: 100_000,
        },
      ],
    ]);
  });
});

describe("reconcileRow believes", () => {
  it("a deal that holds what was sent: applied, and nothing is sent", async () => {
    const { report, records, sentAgain, state } = await settled({
      meanwhile: (account) => account.write(idOf(1), { deal_name: "New 1" }),
    });
    expect([report?.outcome, sentAgain, state.of(1)]).toEqual(["applied", 0, "applied"]);
    expect(records).toMatchObject([{ type: "result", outcome: "applied", updated_at: expect.any(String) }]);
  });

  it("a deal that no one touched: it is sent again, announced as the next try", async () => {
    const { account, report, records, sentAgain } = await settled();
    expect([report?.outcome, sentAgain, account.deals.get(idOf(1))?.deal_name]).toEqual([
      "applied",
      1,
      "New 1",
    ]);
    expect(records).toMatchObject([
      { type: "intent", row: 1, try: 2, set: INTENT.set, before: INTENT.before },
      { type: "result", outcome: "applied" },
    ]);
  });

  it("a deal with a third value: conflict, and nothing is sent", async () => {
    const { report, records, sentAgain } = await settled({
      meanwhile: (account) => account.write(idOf(1), { deal_name: "Somebody else's" }),
    });
    expect([report?.outcome, report?.code, sentAgain]).toEqual(["conflict", "changed_meanwhile", 0]);
    expect(records).toMatchObject([{ type: "result", outcome: "conflict", code: "changed_meanwhile" }]);
  });

  it("a deal with the old values that someone touched: conflict, for it may have been written and put back", async () => {
    const { report, sentAgain } = await settled({
      meanwhile: (account) => account.write(idOf(1), { deal_name: "Old 1" }),
    });
    expect([report?.outcome, sentAgain]).toEqual(["conflict", 0]);
  });

  it("nothing where the deal was not read before, and leaves it", async () => {
    const { before: _, before_updated_at: __, ...unread } = INTENT;
    const { asked, report, sentAgain } = await settled({ intent: unread });
    expect(asked[0]?.[2]?.before).toBeUndefined();
    expect([report?.outcome, sentAgain]).toEqual(["conflict", 0]);
  });
});

describe("reconcileRow cannot read the deal", () => {
  const failing = (failure: Failure) => settled({ finds: { verdict: "unknown", failure } });

  it("because it is gone: it failed for good", async () => {
    const gone = new Failure("not_found", "Object not found", { code: "deal_not_found", status: 404 });
    const { report, sentAgain, breaker } = await failing(gone);
    expect([report?.outcome, report?.code, sentAgain, breaker.stopReasons]).toEqual([
      "rejected",
      "deal_not_found",
      0,
      [],
    ]);
  });

  it("for now: its outcome is not known, and it stays to be settled", async () => {
    const busy = new Failure("try_later", "Service unavailable", { code: "server_error", status: 503 });
    const { report, sentAgain, state } = await failing(busy);
    expect([report?.outcome, sentAgain, state.unknown.has(1)]).toEqual(["unknown", 0, true]);
  });

  it("for a reason that meets every row: the run stops, and the row is as it was", async () => {
    const refused = new Failure("credentials", "the token is refused", {
      code: "token_refused",
      status: 401,
    });
    const { breaker, records, report, state } = await failing(refused);
    expect([report, records, breaker.stopReasons, state.of(1)]).toEqual([undefined, [], [refused], "sent"]);
  });
});

describe("changeOf", () => {
  it("is what was announced, to the last digit", () => {
    const set = { amount: new LosslessNumber("1.10"), tags: ["ü", "\u2028"], next_step: null };
    const change = changeOf({ ...INTENT, set: printJson(set), before: '{"amount":12345678901234567890}' });
    expect(change).toEqual({
      type: "change",
      row: 1,
      id: idOf(1),
      set,
      before: { amount: new LosslessNumber("12345678901234567890") },
      updated_at: INTENT.before_updated_at,
    });
    expect(Object.keys(changeOf(INTENT)).includes("line")).toBe(false);
    expect(changeOf(INTENT).set).toEqual(changeOfDeal(1).set);
  });
});
