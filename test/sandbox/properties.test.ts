import { describe, expect, it } from "vitest";
import { DEFAULT_PROPERTIES, type Deal, SYSTEM_FIELDS } from "../../src/deals/deal.ts";
import { PROPERTIES, project, readProperties } from "../../src/sandbox/rules.ts";
import { KNOWN } from "../../src/sandbox/seed.ts";

const [starter, archived, blank] = KNOWN as readonly [Deal, Deal, Deal];

describe("readProperties", () => {
  it.each([
    [[], { names: [] }],
    [[""], { names: [] }],
    [["phone"], { names: ["phone"] }],
    [["phone,amount"], { names: ["phone", "amount"] }],
    [["phone", "amount,phone"], { names: ["phone", "amount"] }],
    [["id,archived_by"], { names: ["id", "archived_by"] }],
    [["phone,nope,worse"], { unknown: "nope" }],
    [["phone,"], { unknown: "" }],
    [[" phone"], { unknown: " phone" }],
    [["__proto__"], { unknown: "__proto__" }],
  ])("%j", (parameters, read) => {
    expect(readProperties(parameters)).toEqual(read);
  });
});

describe("project", () => {
  it("shows the default properties, and no archived_by of an active deal", () => {
    expect(Object.keys(project(starter, []))).toEqual([
      ...["id", "external_id", "deal_name", "pipeline", "deal_stage", "deal_owner"],
      ...["created_at", "updated_at", "archived"],
    ]);
    expect(project(archived, [])).toMatchObject({ archived_by: "operations@example.com" });
  });

  it("adds what is asked for, in that order and once", () => {
    const names = Object.keys(project(starter, ["tags", "deal_name", "phone", "archived_by"]));
    expect(names.slice(9)).toEqual(["tags", "phone"]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("shows an unset property as null", () => {
    expect(project(blank, ["amount"])).toMatchObject({ deal_name: null, amount: null });
  });
});

it("has the same default and system properties as the domain", () => {
  const named = (places: readonly string[]) =>
    [...PROPERTIES].filter(([, { place }]) => places.includes(place)).map(([name]) => name);
  expect(named(["system", "default"]).sort()).toEqual([...DEFAULT_PROPERTIES].sort());
  expect(named(["system"]).sort()).toEqual([...SYSTEM_FIELDS].sort());
});
