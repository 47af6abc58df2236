import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, parseWhere, whereProperties } from "../../src/deals/where.ts";
import { type JsonObject, parseJson } from "../../src/json.ts";

const deal = parseJson(`{
  "id": "d1", "deal_name": "Enterprise plan", "deal_stage": "qualified", "amount": 10.50, "big": 12345678901234567890,
  "text_number": "007", "empty": "", "none": null, "won": true, "tags": ["red", "Blue, dark"], "no_tags": [],
  "archived": false, "updated_at": "2026-05-28T12:00:00.000Z", "close_date": "2026-05-01", "small": 1e-7,
  "zone": "2026-05-28T14:00:00+02:00", "box": {"a": 1}
}`) as JsonObject;

describe("where", () => {
  it.each<[string, boolean]>([
    ["deal_stage=qualified", true],
    ["deal_stage=Qualified", false],
    ["deal_stage!=qualified", false],
    ["deal_stage!=won", true],
    ["deal_stage = qualified", true],
    [" deal_stage =qualified", true],
    ["deal_stage= qualified", false],
    ["deal_name=Enterprise plan", true],
    ["deal_name~ENTER", true],
    ["deal_name~plans", false],
    ["none~x", false],
    ["empty=", true],
    ["none=", true],
    ["missing=", true],
    ["toString=", true],
    ["no_tags=", true],
    ["deal_name=", false],
    ["deal_name!=", true],
    ["missing!=", false],
    ["missing!=x", true],
    ["archived=false", true],
    ["won=true", true],
    ["amount=10.5", true],
    ["amount=10.50", true],
    ["amount=1.05e1", true],
    ["amount!=10.5", false],
    ["amount=10.51", false],
    ["amount<10.6", true],
    ["amount<9", false],
    ["amount>9", true],
    ["amount>=10.5", true],
    ["amount<=10.5", true],
    ["amount>10.5", false],
    ["amount>-20", true],
    ["amount>ten", false],
    ["amount<ten", false],
    ["big=12345678901234567890", true],
    ["big=12345678901234567891", false],
    ["big<12345678901234567891", true],
    ["big>12345678901234567889", true],
    ["big>=12345678901234567891", false],
    ["small<0.0000002", true],
    ["small>0", true],
    ["text_number=7", false],
    ["text_number=007", true],
    ["none<5", false],
    ["none>=0", false],
    ["empty<x", false],
    ["missing>a", false],
    ["deal_stage>=q", true],
    ["deal_stage<p", false],
    ["deal_stage>5", false],
    ["updated_at>2026-05-28", false],
    ["updated_at>=2026-05-28", true],
    ["updated_at<=2026-05-28", true],
    ["updated_at<2026-05-29", true],
    ["updated_at>2026-04", true],
    ["updated_at>2025", true],
    ["updated_at>2026", false],
    ["updated_at<2026-05-28T12:00:00.001Z", true],
    ["updated_at<=2026-05-28T12:00:00Z", true],
    ["updated_at<2026-05-28T12:00:00Z", false],
    ["updated_at>2026-05-28T13:59+02:00", true],
    ["updated_at>=2026-05-28T12:00", true],
    ["zone<=2026-05-28T12:00:00Z", true],
    ["zone<2026-05-28T12:00:00Z", false],
    ["close_date<2026-05-02", true],
    ["close_date>2026-05-01", false],
    ["close_date<2026-05-01T10:00:00Z", true],
    ["deal_stage in won,qualified", true],
    ["deal_stage IN won , qualified ", true],
    ["deal_stage in won,lost", false],
    ["deal_name in 'x',Enterprise plan", true],
    ['deal_name in "Enterprise plan"', true],
    ["amount in 1,10.5", true],
    ['none in a,""', true],
    ["tags=red", true],
    ["tags=green", false],
    ["tags!=red", false],
    ["tags~BLUE", true],
    ['tags in green,"Blue, dark"', true],
    ['box={"a":1}', true],
    ["deal_stage=in", false],
  ])("%s → %s", (text, expected) => {
    expect(matches(parseWhere([text]), deal)).toBe(expected);
  });

  it("needs all conditions", () => {
    expect(matches(parseWhere(["deal_stage=qualified", "amount>5"]), deal)).toBe(true);
    expect(matches(parseWhere(["deal_stage=qualified", "amount>50"]), deal)).toBe(false);
    expect(matches(parseWhere([]), deal)).toBe(true);
  });

  it("keeps the text behind the operator as it is", () => {
    expect(parseWhere(['a="x"', "b=x=y", "c=x in y", "d= x "])).toEqual([
      { field: "a", operator: "=", values: ['"x"'] },
      { field: "b", operator: "=", values: ["x=y"] },
      { field: "c", operator: "=", values: ["x in y"] },
      { field: "d", operator: "=", values: [" x "] },
    ]);
    expect(parseWhere(['a in "say ""hi""", b=c'])).toEqual([
      { field: "a", operator: "in", values: ['say "hi"', "b=c"] },
    ]);
  });

  it("asks for what an answer does not hold anyway, once", () => {
    const where = parseWhere([
      "amount>5",
      "deal_stage=won",
      "archived=false",
      "amount<9",
      "region in a,b",
      "id=x",
    ]);
    expect(whereProperties(where)).toEqual(["amount", "region"]);
  });

  it.each([
    ["", 1, /missing field name/],
    ["=x", 1, /missing field name/],
    ["deal_stage", 11, /missing operator/],
    ["deal_stage qualified", 11, /missing operator/],
    ["deal_stage!qualified", 11, /missing operator/],
    ["deal_stage==won", 11, /unknown operator ==/],
    ["deal_name=~x", 10, /unknown operator =~/],
    ["amount=>5", 7, /unknown operator =>/],
    ["amount<>5", 7, /unknown operator <>/],
    ["amount>", 8, /missing value after >/],
    ["name~", 6, /missing value after ~/],
    ["a,b=c", 2, /missing operator/],
    ["deal_stage in", 14, /missing list item/],
    ["deal_stage in a,,b", 17, /missing list item/],
    ["deal_stage in a,", 17, /missing list item/],
    ["deal_stage in (a,b)", 15, /write a list without parentheses/],
    ['deal_stage in "a', 15, /invalid list item/],
    ['deal_stage in a"b', 15, /invalid list item/],
    ["__proto__=x", 1, /not a valid field name/],
    [" constructor in a", 2, /not a valid field name/],
  ])("refuses %j at character %i", (text, place, message) => {
    const parse = () => parseWhere([text]);
    expect(parse).toThrow(expect.objectContaining({ code: "bad_where", exitCode: 2 }));
    expect(parse).toThrow(message);
    expect(parse).toThrow(`(at character ${place})`);
  });

  it("orders numbers as exact arithmetic does", () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 20 }))
      .map(([digits, places]) => ({
        scaled: digits * 10n ** BigInt(20 - places),
        text: `${digits}e-${places}`,
      }));
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const value = parseJson(`{"n":${a.text}}`) as JsonObject;
        expect(matches(parseWhere([`n<${b.text}`]), value)).toBe(a.scaled < b.scaled);
        expect(matches(parseWhere([`n>=${b.text}`]), value)).toBe(a.scaled >= b.scaled);
        expect(matches(parseWhere([`n=${b.text}`]), value)).toBe(a.scaled === b.scaled);
      }),
    );
  });
});
