import { expect, it } from "vitest";
import { checkDealId } from "../../src/deals/dealId.ts";

it.each(["550e8400-e29b-41d4-a716-446655440000", "42", "a.b", "…", "a b", "ключ", "...", "a:b@c"])(
  "%j may stand in a path",
  (id) => {
    expect(checkDealId(id)).toBe(id);
  },
);

it.each([
  "",
  ".",
  "..",
  "a/b",
  "/",
  "\\",
  "a\\b",
  "%2e%2e",
  "100%",
  "a?b",
  "a#b",
  "a\nb",
  "a\u0000",
  "\u007f",
  "a\u0085b",
  "a\u2028b",
  " a",
  "a ",
  "\ud800",
  "x".repeat(513),
])("%j is refused before any request", (id) => {
  expect(() => checkDealId(id)).toThrow(expect.objectContaining({ code: "bad_deal_id", exitCode: 2 }));
});
