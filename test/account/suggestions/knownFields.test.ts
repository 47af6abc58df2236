import { describe, expect, it } from "vitest";
import {
  type FieldValues,
  fieldCollector,
  type KnownFields,
  MAX_FIELDS,
  mergeFields,
} from "../../../src/account/suggestions/knownFields.ts";
import { suggestFields } from "../../../src/account/suggestions/suggestFields.ts";
import type { Deal } from "../../../src/deals/deal.ts";
import { jsonNumber } from "../../../src/json.ts";

const NONE: KnownFields = new Map();

function learnt(
  deals: readonly Deal[],
  knownFields: KnownFields = NONE,
  secret = "the-token",
): KnownFields | undefined {
  const values: FieldValues = new Map();
  for (const deal of deals) fieldCollector(values)(deal);
  return mergeFields(knownFields, values, secret);
}

function two(properties: Omit<Deal, "id">): readonly Deal[] {
  return [
    { id: "1", ...properties },
    { id: "2", ...properties },
  ];
}

it("keeps names of custom fields and what is chosen from a list", () => {
  const deals = [
    {
      id: "1",
      deal_name: "Name",
      external_id: "e-1",
      deal_stage: "won",
      deal_owner: "jane@example.com",
      amount: jsonNumber(5),
      phase: "a",
    },
    { id: "2", deal_name: "Name", deal_stage: "new", phase: "a", empty: null, done: true },
  ];
  expect([...(learnt(deals) ?? [])]).toEqual([
    ["deal_stage", ["won", "new"]],
    ["deal_owner", ["jane@example.com"]],
    ["amount", []],
    ["phase", ["a"]],
    ["done", []],
  ]);
});

it("keeps a value of a custom field only when two deals share it", () => {
  expect(learnt([{ id: "1", phase: "a" }])).toEqual(new Map([["phase", []]]));
  const twice = [
    { id: "1", phase: "a" },
    { id: "1", phase: "a" },
  ];
  expect(learnt(twice)).toEqual(new Map([["phase", []]]));
  expect(learnt(two({ phase: "a" }))).toEqual(new Map([["phase", ["a"]]]));
});

describe("values that are never kept, even when deals share them", () => {
  it.each([
    ["longer than 80 characters", { phase: "x ".repeat(41).trim() }],
    ["free text", { phase: "We met the board and they liked it" }],
    ["an address", { phase: "zoe@example.com" }],
    ["a link", { phase: "https://example.com" }],
    ["a telephone number", { phase: "+1 (555) 0100" }],
    ["a date", { phase: "2026-11-24T10:00:00Z" }],
    ["an id", { phase: "550e8400-e29b-41d4-a716-446655440000" }],
    ["a JWT", { phase: "eyJhbGciOiJIUzI1NiJ9.e30.x" }],
    ["a long run without a space", { phase: "a1".repeat(16) }],
    ["with a control character", { phase: "a\u001b[31mb" }],
    ["with a bidirectional control", { phase: "a\u202eb" }],
    ["with the token in it", { phase: "x the-token y" }],
    ["of a field that is called so", { api_key: "short" }],
    ["… or so", { home_phone: "private" }],
  ])("%s", (_what, properties) => {
    const [name = ""] = Object.keys(properties);
    expect(learnt(two(properties))).toEqual(new Map([[name, []]]));
  });
});

describe("names that are never kept", () => {
  it.each(["__proto__", "constructor", "a\nb", " a", "x".repeat(81), "the-token", ""])("%j", (name) => {
    expect(learnt([{ id: "1", ...Object.fromEntries([[name, "v"]]) }])).toBeUndefined();
  });
});

describe("bounds", () => {
  it("no more names than that", () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, "v"]));
    expect(learnt([{ id: "1", ...many }])?.size).toBe(MAX_FIELDS);
  });
  it("50 values of a field that Routera fills from a list", () => {
    const deals = Array.from({ length: 90 }, (_, n) => ({ id: `${n}`, deal_stage: `stage ${n}` }));
    expect(learnt(deals)?.get("deal_stage")).toHaveLength(50);
  });
  it("a field with many values is no list of choices, and what was kept of it goes", () => {
    const deals = Array.from({ length: 60 }, (_, n) => ({ id: `${n}`, phase: `phase ${n % 30}` }));
    const knownFields = learnt(deals, new Map([["phase", ["old"]]]));
    expect(knownFields).toEqual(new Map([["phase", null]]));
    expect(learnt(two({ phase: "again" }), knownFields)).toBeUndefined();
  });
  it("only so many deals of a call are checked, however many pass", () => {
    const values: FieldValues = new Map();
    const count = fieldCollector(values);
    for (let n = 0; n < 100_000; n += 1) count({ id: `${n}`, deal_stage: `s${n}`, [`f${n}`]: "x" });
    expect(values.size).toBeLessThanOrEqual(400);
    expect(values.get("deal_stage")?.size).toBeLessThanOrEqual(200);
  });
});

it("says when there is nothing new", () => {
  const knownFields = learnt(two({ phase: "a", deal_stage: "won" }));
  expect(learnt(two({ phase: "a", deal_stage: "won" }), knownFields)).toBeUndefined();
  expect(learnt(two({ phase: "b" }), knownFields)?.get("phase")).toEqual(["a", "b"]);
});

it.each([
  [["amuont"], { amuont: "amount" }],
  [["deal_stge"], { deal_stge: "deal_stage" }],
  [["amount"], {}],
  [["something_else"], {}],
  [["amuont", "amount"], {}],
])("a slip in %j", (names, slips) => {
  expect(Object.fromEntries(suggestFields(names, new Map([["amount", []]])))).toEqual(slips);
});
