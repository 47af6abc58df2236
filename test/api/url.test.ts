import { describe, expect, it } from "vitest";
import { dealPath, dealsPath, tokenPath } from "../../src/api/url.ts";

const BASE = "https://api.routera.io";

describe("the address of a deal", () => {
  it.each([
    [BASE, "550e8400", [], "https://api.routera.io/deals/550e8400"],
    [`${BASE}/`, "a", ["phone", "amount"], "https://api.routera.io/deals/a?properties=phone,amount"],
    [`${BASE}/eu/v1/`, "a", [], "https://api.routera.io/eu/v1/deals/a"],
    [BASE, "a b", [], "https://api.routera.io/deals/a%20b"],
    [BASE, "café&=+'", [], "https://api.routera.io/deals/caf%C3%A9%26%3D%2B%27"],
    [BASE, "...", [], "https://api.routera.io/deals/..."],
    [BASE, "a", ["x&limit=1", "o'k"], "https://api.routera.io/deals/a?properties=x%26limit%3D1,o%27k"],
  ])("%s, %s, %j → %s", (base, id, properties, url) => {
    expect(dealPath(base, id, properties)).toBe(url);
  });

  it.each(["", ".", "..", "a/b", "..\\x", "%2e%2e", "a\nb", "a?b", "a#b", "\ud800"])(
    "id %j is refused",
    (id) => {
      expect(() => dealPath(BASE, id)).toThrow(expect.objectContaining({ code: "bad_deal_id" }));
    },
  );

  it.each(["", "a,b", "a\nb", "\udc00"])("property %j is refused", (name) => {
    expect(() => dealPath(BASE, "a", [name])).toThrow(expect.objectContaining({ code: "bad_property" }));
  });
});

describe("the address of a page", () => {
  it.each([
    [{ limit: 10, offset: 0 }, "limit=10&offset=0"],
    [{ limit: 100, offset: 200, archived: false }, "limit=100&offset=200"],
    [
      { limit: 50, offset: 0, archived: true, properties: ["a"] },
      "limit=50&offset=0&archived=true&properties=a",
    ],
  ])("%j → %s", (query, search) => {
    expect(dealsPath(`${BASE}/v1`, query)).toBe(`${BASE}/v1/deals?${search}`);
  });

  it.each([
    { limit: 9, offset: 0 },
    { limit: 101, offset: 0 },
    { limit: 10.5, offset: 0 },
    { limit: 10, offset: -1 },
    { limit: 10, offset: Number.NaN },
  ])("%j is refused", (query) => {
    expect(() => dealsPath(BASE, query)).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});

it("the token's address keeps the prefix", () => {
  expect(tokenPath(`${BASE}/eu/`)).toBe(`${BASE}/eu/oauth2/token`);
});
