/** What a run applied → the steps that undo it, and those that are blocked. */
import { describe, expect, it } from "vitest";
import type { Deal } from "../../../src/deals/deal.ts";
import { Failure } from "../../../src/failure.ts";
import { LosslessNumber } from "../../../src/json.ts";
import { undoSteps } from "../../../src/runs/engine/undoSteps.ts";
import type { Intent, RowResultRecord } from "../../../src/runs/journal/record.ts";
import type { SentChange as Sent } from "../../../src/runs/journal/replay.ts";
import { clientOf, collected, deal, queueOptions, streamOf } from "../../plans/scratch.ts";

const WRITTEN = "2026-11-24T03:15:02.345Z";
const AT = "2026-11-24T03:15:02.000Z";

function sent(id: string, intent: Partial<Intent> = {}, result: Partial<RowResultRecord> = {}): Sent {
  return {
    intent: {
      type: "intent",
      row: 7,
      id,
      at: AT,
      set: '{"deal_name":"New"}',
      before: '{"deal_name":"Old"}',
      before_updated_at: AT,
      try: 1,
      ...intent,
    },
    result: { type: "result", row: 7, id, at: AT, outcome: "applied", updated_at: WRITTEN, ...result },
  };
}

/** As the run left it. */
const left = (id: string, fields: Omit<Deal, "id"> = {}) =>
  deal(id, { deal_name: "New", updated_at: WRITTEN, ...fields });

async function steps(done: readonly Sent[], deals: readonly Deal[]) {
  const client = clientOf(new Map(deals.map((one) => [one.id, one])));
  const back = await collected(undoSteps(streamOf(done), { ...queueOptions, client }));
  return { back, asked: client.asked };
}

describe("undoSteps", () => {
  it("go from what the run left to what was there, in the order given", async () => {
    const { back, asked } = await steps([sent("b"), sent("a")], [left("a"), left("b")]);
    expect(back).toEqual(
      ["b", "a"].map((id, at) => ({
        type: "change",
        row: at + 1,
        id,
        name: "New",
        before: { deal_name: "New" },
        updated_at: WRITTEN,
        set: { deal_name: "Old" },
      })),
    );
    expect(asked.map((one) => one.split(" ")[0])).toEqual(["b", "a"]);
  });

  it("bring digits back, and clear what was empty", async () => {
    const one = sent("a", {
      set: '{"amount":1.5,"tags":["x"],"next_step":null}',
      before: '{"amount":12345678901234567890.10,"tags":null,"next_step":"Call"}',
    });
    const now = left("a", { amount: new LosslessNumber("1.50"), tags: ["x"], next_step: null });
    const { back } = await steps([one], [now]);
    expect(back).toMatchObject([
      { set: { amount: new LosslessNumber("12345678901234567890.10"), tags: null, next_step: "Call" } },
    ]);
  });

  it("start from what Routera kept, where that is not what was sent", async () => {
    const one = sent("a", { set: '{"tags":["x","x"]}', before: '{"tags":[]}' }, { after: '{"tags":["x"]}' });
    const { back } = await steps([one], [left("a", { tags: ["x"] })]);
    expect(back).toMatchObject([{ type: "change", before: { tags: ["x"] }, set: { tags: [] } }]);
  });

  it.each<[string, Deal | undefined, string, RegExp]>([
    [
      "has another value",
      left("a", { deal_name: "Other" }),
      "changed_since",
      /^deal_name changed after the run$/,
    ],
    [
      "was touched in any way",
      left("a", { updated_at: "2026-11-25T00:00:00.000Z" }),
      "changed_since",
      /^the deal changed after the run, at 2026-11-25/,
    ],
    ["is archived", left("a", { archived: "2026-11-25T00:00:00.000Z" }), "deal_archived", /archived/],
    ["is gone", undefined, "deal_not_found", /not found/],
  ])("cannot be done for a deal that %s", async (_name, now, code, message) => {
    const { back } = await steps([sent("a")], now === undefined ? [] : [now]);
    const set = { deal_name: "Old" };
    // For people; the name is that of now, which no one compares with anything.
    const name = now === undefined ? {} : { name: now.deal_name };
    const reason = { code, message: expect.stringMatching(message) };
    expect(back).toEqual([{ type: "blocked", id: "a", ...name, set, ...reason }]);
  });

  it("omit a deal that holds what it held, whoever brought that back", async () => {
    const restored = left("a", { deal_name: "Old", updated_at: "2026-11-25T00:00:00.000Z" });
    expect((await steps([sent("a")], [restored])).back).toEqual([{ type: "restored", id: "a" }]);
  });

  it("cannot be reported for a deal that was not read, and it is not read now", async () => {
    const { before: _, before_updated_at: __, ...unread } = sent("a").intent;
    const { back, asked } = await steps([{ ...sent("a"), intent: unread }], [left("a")]);
    expect([back, asked]).toEqual([
      [
        {
          type: "blocked",
          id: "a",
          code: "not_read",
          message: "the run did not read the deal first: the previous values are unknown",
        },
      ],
      [],
    ]);
  });

  it("say which field is lost, and take the others back", async () => {
    const one = sent("a", { set: '{"deal_name":"New","odd, name":"x"}' });
    const { back } = await steps([one], [left("a")]);
    expect(back).toMatchObject([
      { type: "change", row: 1, set: { deal_name: "Old" } },
      { type: "blocked", id: "a", field: "odd, name", code: "previous_unknown" },
    ]);
    const all = sent("a", { set: '{"odd, name":"x"}', before: "{}" });
    expect((await steps([all], [left("a")])).back).toMatchObject([{ code: "previous_unknown" }]);
  });

  it("number the changes alone", async () => {
    const done = [sent("a"), sent("gone"), sent("b")];
    const { back } = await steps(done, [left("a"), left("b")]);
    expect(back.map((step) => ("row" in step ? step.row : step.type))).toEqual([1, "blocked", 2]);
  });

  it("end where deals can't be read at all", async () => {
    const refused = new Failure("credentials", "the token is refused", { code: "token_refused" });
    const client = {
      get: async () => {
        throw refused;
      },
    };
    await expect(collected(undoSteps(streamOf([sent("a")]), { ...queueOptions, client }))).rejects.toBe(
      refused,
    );
  });
});
