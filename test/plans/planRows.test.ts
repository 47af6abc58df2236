import { describe, expect, it } from "vitest";
import type { Deal } from "../../src/deals/deal.ts";
import { Failure } from "../../src/failure.ts";
import { systemClock } from "../../src/host.ts";
import { LosslessNumber } from "../../src/json.ts";
import { baselineValueOf } from "../../src/plans/baseline/value.ts";
import type { DealInput } from "../../src/plans/planDeal.ts";
import { planRows } from "../../src/plans/planRows.ts";
import { heapInUse } from "../harness/heapInUse.ts";
import { clientOf, collected, deal, failureOf, queueOptions, streamOf } from "./scratch.ts";

const DEALS = new Map(
  [
    deal("a", { amount: new LosslessNumber("1.10") }),
    deal("b", { archived: "2026-01-01T00:00:00.000Z" }),
    deal("c"),
    deal("d", { tags: ["x"] }),
  ].map((one) => [one.id, one]),
);

const plan = (
  rows: readonly DealInput[],
  client: Parameters<typeof planRows>[0]["client"] = clientOf(DEALS),
) => collected(planRows({ ...queueOptions, rows: streamOf(rows), client }));

describe("planRows", () => {
  it("omits what is so already, and says what cannot be done", async () => {
    const steps = await plan([
      { line: 2, id: "a", fields: { amount: new LosslessNumber("1.1"), deal_stage: "won" } },
      { line: 3, id: "a2", fields: { deal_stage: "won" } },
      { line: 4, id: "b", fields: { deal_stage: "won" } },
      { line: 5, id: "c", fields: { deal_stage: "qualified" } },
      { line: 6, id: "d", fields: { tags: [], phone: "1" } },
    ]);
    expect(steps).toMatchInlineSnapshot(`
      [
        {
          "before": {
            "deal_stage": "qualified",
          },
          "id": "a",
          "line": 2,
          "name": "Deal a",
          "row": 1,
          "set": {
            "deal_stage": "won",
          },
          "type": "change",
          "updated_at": "2026-05-28T12:00:00.000Z",
        },
        {
          "code": "deal_not_found",
          "id": "a2",
          "line": 3,
          "message": "Object not found",
          "set": {
            "deal_stage": "won",
          },
          "type": "blocked",
        },
        {
          "code": "deal_archived",
          "id": "b",
          "line": 4,
          "message": "the deal is archived and cannot be changed",
          "name": "Deal b",
          "set": {
            "deal_stage": "won",
          },
          "type": "blocked",
        },
        {
          "id": "c",
          "line": 5,
          "type": "unchanged",
        },
        {
          "before": {
            "tags": [
              "x",
            ],
          },
          "id": "d",
          "line": 6,
          "name": "Deal d",
          "previous_unknown": [
            "phone",
          ],
          "row": 2,
          "set": {
            "phone": "1",
            "tags": [],
          },
          "type": "change",
          "updated_at": "2026-05-28T12:00:00.000Z",
        },
      ]
    `);
  });

  it("asks for the fields that are set, and does not ask where nothing is wanted", async () => {
    const client = clientOf(DEALS);
    await plan(
      [
        { id: "a", fields: { amount: "1", deal_name: "x", "a,b": "y" } },
        { id: "c", fields: {} },
      ],
      client,
    );
    expect(client.asked).toEqual(["a amount"]);
  });

  it("reads nothing when asked so, and then knows no before", async () => {
    const rows: readonly DealInput[] = [
      { line: 2, id: "a", fields: { x: "1" } },
      { id: "b", fields: {} },
    ];
    expect(await collected(planRows({ ...queueOptions, client: undefined, rows: streamOf(rows) }))).toEqual([
      { type: "change", row: 1, line: 2, id: "a", set: { x: "1" } },
      { type: "unchanged", id: "b" },
    ]);
  });

  it("keeps the order of the rows whatever order the answers come in, and never asks for more at once", async () => {
    const open: (() => void)[] = [];
    let most = 0;
    const client = {
      get: async (id: string): Promise<Deal> => {
        await new Promise<void>((resolve) => {
          open.push(resolve);
          most = Math.max(most, open.length);
          // The latest is answered first, once no one else is going to ask.
          setImmediate(() => setImmediate(() => open.pop()?.()));
        });
        return deal(id);
      },
    };
    const rows = Array.from({ length: 50 }, (_, at) => ({ id: `deal-${at}`, fields: { deal_stage: "won" } }));
    const steps = await plan(rows, client);
    expect(steps.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect(steps.map((step) => step.type === "change" && step.row)).toEqual(rows.map((_, at) => at + 1));
    expect(most).toBe(queueOptions.concurrency);
  });

  it.each([
    ["try_later", "connection_refused"],
    ["credentials", "token_refused"],
    ["not_routera", "redirected"],
  ] as const)("ends at a failure of kind %s", async (kind, code) => {
    const client = {
      get: async (id: string): Promise<Deal> => {
        if (id === "c") throw new Failure(kind, "no", { code });
        return deal(id);
      },
    };
    const rows = ["a", "b", "c", "d"].map((id) => ({ id, fields: { x: "1" } }));
    expect((await failureOf(() => plan(rows, client))).code).toBe(code);
  });

  it("takes a refused reading for a deal that cannot change, but not ten of them in a row", async () => {
    const client = {
      get: async (id: string): Promise<Deal> => {
        if (id.startsWith("bad"))
          throw new Failure("rejected", "unknown property: color", { code: "values_refused" });
        return deal(id);
      },
    };
    const rows = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ id: `bad-${at}`, fields: { x: "1" } }));
    expect(await plan(rows(9), client)).toHaveLength(9);
    expect(await plan([...rows(9), { id: "good", fields: { x: "1" } }, ...rows(9)], client)).toHaveLength(19);
    const failure = await failureOf(() => plan(rows(10), client));
    expect(failure).toMatchObject({
      code: "values_refused",
      exitCode: 7,
      hint: expect.stringContaining("--map"),
    });
  });

  it("spaces the requests evenly where a rate is given", async () => {
    const waits: number[] = [];
    let now = 0;
    const clock = {
      ...systemClock,
      now: () => now,
      elapsed: () => now,
      wait: async (ms: number) => {
        waits.push(ms);
        now += ms;
      },
    };
    const rows = ["a", "c", "d"].map((id) => ({ id, fields: { x: "1" } }));
    await collected(
      planRows({ concurrency: 1, rate: 4, clock, client: clientOf(DEALS), rows: streamOf(rows) }),
    );
    expect(waits).toEqual([250, 250]);
  });
});

describe("changed after the export", () => {
  it("refuses the field that another user changed too, and changes the others", async () => {
    const marks = new Map([
      ["deal_stage", baselineValueOf("new")],
      ["amount", baselineValueOf(new LosslessNumber("1.1"))],
    ]);
    const steps = await plan([
      { id: "a", fields: { deal_stage: "won", amount: new LosslessNumber("5") }, baseline: marks },
      { id: "c", fields: { deal_stage: "won" }, baseline: marks },
      { id: "d", fields: { deal_stage: "qualified" }, baseline: marks },
    ]);
    expect(steps).toMatchObject([
      { type: "change", row: 1, id: "a", set: { amount: { value: "5" } } },
      { type: "blocked", id: "a", field: "deal_stage", code: "changed_since_export" },
      { type: "blocked", id: "c", field: "deal_stage" },
      // Another user made the same change.
      { type: "unchanged", id: "d" },
    ]);
  });
});

describe("memory", () => {
  it("does not grow with the number of rows", async () => {
    let taken = 0;
    async function* rows(): AsyncGenerator<DealInput> {
      for (let at = 0; at < 100_000; at += 1) {
        taken += 1;
        yield {
          line: at + 2,
          id: `deal-${at}`,
          fields: { deal_stage: `stage ${at}`, next_step: "x".repeat(100) },
        };
      }
    }
    const client = { get: async (id: string) => deal(id, { next_step: "y".repeat(100) }) };
    let early = 0;
    let steps = 0;
    let waiting = 0;
    for await (const _ of planRows({ ...queueOptions, rows: rows(), client })) {
      steps += 1;
      waiting = Math.max(waiting, taken - steps);
      if (steps === 20_000) early = heapInUse();
    }
    expect(steps).toBe(100_000);
    // Rows are not read far ahead of the answers.
    expect(waiting).toBeLessThan(queueOptions.concurrency * 10);
    // Had the steps been kept, 80,000 of them would take 20 MB and more.
    expect(heapInUse() - early).toBeLessThan(4_000_000);
  });
});
