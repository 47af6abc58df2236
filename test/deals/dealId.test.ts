import { expect, it } from "vitest";
import { checkDealId } from "../../src/deals/deal.ts";

it.each(["550e8400-e29b-41d4-a716-446655440000", "42", "a.b", "…", "a b", "ключ", "...", "a:b@c"])(
  "%j may be in a path",
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

it("512 characters may be in a path", () => {
  expect(checkDealId("x".repeat(512))).toHaveLength(512);
});

it.each([
  ["", '"" is empty'],
  ["x".repeat(513), `"${"x".repeat(80)}…" is longer than 512 characters`],
  ["..", '".." would change the path of the request'],
  ["a/b", '"a/b" contains a slash'],
  ["100%", '"100%" contains a percent sign'],
  ["a?b", '"a?b" contains ? or #'],
  ["\ud800", '"\\ud800" is not valid Unicode'],
  ["a\nb", '"a\\nb" contains a control character'],
  [" a", '" a" starts or ends with white space'],
  [` ${"x".repeat(79)}`, `" ${"x".repeat(79)}" starts or ends with white space`],
])("%j: the message says why", (id, words) => {
  expect(() => checkDealId(id)).toThrow(`the deal ID ${words}`);
});
