import { expect, it } from "vitest";
import { isArchived, isDeal } from "../../src/deals/deal.ts";
import type { JsonValue } from "../../src/json.ts";

it.each<[JsonValue | undefined, boolean]>([
  [undefined, false],
  [null, false],
  [false, false],
  ["2026-05-28T12:00:00.000Z", true],
  [true, true],
])("archived: %j → %s", (archived, expected) => {
  expect(isArchived(archived === undefined ? {} : { archived })).toBe(expected);
});

it.each<[JsonValue | undefined, boolean]>([
  [{ id: "a" }, true],
  [{ id: null }, false],
  [{}, false],
  [["a"], false],
  ["a", false],
  [null, false],
  [undefined, false],
])("%j is a deal: %s", (value, expected) => {
  expect(isDeal(value)).toBe(expected);
});
