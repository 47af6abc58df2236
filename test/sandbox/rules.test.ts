import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Deal } from "../../src/deals/deal.ts";
import { type JsonObject, LosslessNumber, parseJson } from "../../src/json.ts";
import { changeDeal, readFields, type UpdateResult } from "../../src/sandbox/rules.ts";
import { KNOWN } from "../../src/sandbox/seed.ts";

const [starter, archived] = KNOWN as readonly [Deal, Deal];
const surroundings = {
  now: Date.parse("2026-11-24T12:00:00.000Z"),
  isTaken: (id: string) => id === "ext-taken",
};

function changed(deal: Deal, fields: string, now = surroundings.now): UpdateResult {
  return changeDeal(deal, parseJson(fields) as JsonObject, { ...surroundings, now });
}

function dealOf(change: UpdateResult): Deal {
  if ("refusal" in change) throw new Error(change.refusal.message);
  return change.deal;
}

describe("readFields", () => {
  it.each([
    ["[]", "The body must be a JSON object with a fields property"],
    ["null", "The body must be a JSON object with a fields property"],
    ["5", "The body must be a JSON object with a fields property"],
    ["{}", "fields is required"],
    ['{"fields":null}', "fields must be an object"],
    ['{"fields":[]}', "fields must be an object"],
    ['{"fields":1}', "fields must be an object"],
    ['{"fields":{},"deal_name":"x"}', 'Unexpected property "deal_name": values belong inside fields'],
    ['{"fields":{},"__proto__":{}}', 'Unexpected property "__proto__": values belong inside fields'],
  ])("refuses %s", (body, message) => {
    expect(readFields(parseJson(body))).toEqual({ refusal: { status: 400, message } });
  });

  it("reads fields", () => {
    expect(readFields(parseJson('{"fields":{"deal_name":"x"}}'))).toEqual({ fields: { deal_name: "x" } });
  });
});

describe("changeDeal", () => {
  it.each([
    ['{"id":"x"}', 400, "id is a system field and cannot be set"],
    ['{"created_at":null}', 400, "created_at is a system field and cannot be set"],
    ['{"updated_at":"2026-01-01T00:00:00Z"}', 400, "updated_at is a system field and cannot be set"],
    ['{"archived":true}', 400, "archived is a system field and cannot be set"],
    ['{"archived_by":"x"}', 400, "archived_by is a system field and cannot be set"],
    ['{"no_such":1}', 400, 'Unknown field "no_such"'],
    ['{"__proto__":1}', 400, 'Unknown field "__proto__"'],
    ['{"constructor":"x"}', 400, 'Unknown field "constructor"'],
    ['{"":"x"}', 400, 'Unknown field ""'],
    ['{"amount":"12"}', 400, "amount must be a number"],
    ['{"amount":true}', 400, "amount must be a number"],
    ['{"deal_name":5}', 400, "deal_name must be text"],
    ['{"deal_name":{}}', 400, "deal_name must be text"],
    ['{"priority":"urgent"}', 400, "priority must be one of low, medium, high"],
    ['{"priority":1}', 400, "priority must be one of low, medium, high"],
    ['{"renewal":"true"}', 400, "renewal must be true or false"],
    ['{"tags":"a"}', 400, "tags must be an array of strings"],
    ['{"tags":["a",1]}', 400, "tags must be an array of strings"],
    ['{"amount":"1","nope":2}', 400, 'amount must be a number; Unknown field "nope"'],
    [
      '{"external_id":"ext-taken"}',
      409,
      'Duplicate active record: external_id "ext-taken" is already in use',
    ],
  ])("refuses %s", (fields, status, message) => {
    expect(changed(starter, fields)).toEqual({ refusal: { status, message } });
  });

  it("refuses every update of an archived deal", () => {
    for (const fields of ["{}", '{"deal_name":"x"}', '{"id":"x"}']) {
      expect(changed(archived, fields)).toEqual({
        refusal: { status: 409, message: "Cannot update an archived object" },
      });
    }
  });

  it("changes the given fields and updated_at, nothing else", () => {
    const deal = dealOf(changed(starter, '{"deal_name":"Enterprise plan","amount":1.10,"tags":[]}'));
    expect(deal).toEqual({
      ...starter,
      deal_name: "Enterprise plan",
      amount: new LosslessNumber("1.10"),
      tags: [],
      updated_at: "2026-11-24T12:00:00.000Z",
    });
    expect(starter.deal_name).toBe("Starter plan");
  });

  it.each([["deal_name"], ["external_id"], ["amount"], ["priority"], ["renewal"], ["tags"]])(
    "clears %s with null",
    (name) => {
      expect(dealOf(changed(starter, `{"${name}":null}`))).toMatchObject({ [name]: null });
    },
  );

  it.each([["{}"], ['{"deal_name":"Starter plan"}'], ['{"external_id":"ext-001"}'], ['{"amount":1200.00}']])(
    "leaves the very deal when %s changes nothing",
    (fields) => {
      expect(dealOf(changed(starter, fields))).toBe(starter);
    },
  );

  it("takes other digits of the same number as a change", () => {
    expect(dealOf(changed(starter, '{"amount":1200.0}')).amount).toEqual(new LosslessNumber("1200.0"));
  });

  it("keeps a repeated tag once", () => {
    expect(dealOf(changed(starter, '{"tags":["b","a","b"]}')).tags).toEqual(["b", "a"]);
  });

  it("moves updated_at on even when the clock stops or goes back", () => {
    const first = dealOf(changed(starter, '{"deal_name":"a"}', 0));
    const second = dealOf(changed(first, '{"deal_name":"b"}', 0));
    expect([first.updated_at, second.updated_at]).toEqual([
      "2026-05-28T12:00:00.001Z",
      "2026-05-28T12:00:00.002Z",
    ]);
  });

  it("is undone by setting the values from before", () => {
    const text = fc.option(fc.string({ unit: "grapheme" }), { nil: null });
    const fields = fc.record(
      {
        deal_name: text,
        pipeline: text,
        external_id: text.filter((id) => id !== "ext-taken"),
        next_step: text,
        amount: fc.option(
          fc.bigInt().map((digits) => new LosslessNumber(String(digits))),
          { nil: null },
        ),
        priority: fc.constantFrom("low", "medium", "high", null),
        renewal: fc.option(fc.boolean(), { nil: null }),
        tags: fc.option(fc.array(fc.string()), { nil: null }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, fc.constantFrom(...KNOWN.filter((deal) => deal !== archived)), (set, deal) => {
        const after = dealOf(changeDeal(deal, set, surroundings));
        const inverse = Object.fromEntries(Object.keys(set).map((name) => [name, deal[name] ?? null]));
        const restored = dealOf(changeDeal(after, inverse, surroundings));
        expect({ ...restored, updated_at: deal.updated_at }).toEqual(deal);
      }),
      { numRuns: 200 },
    );
  });
});
