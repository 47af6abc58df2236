import { describe, expect, it } from "vitest";
import { readDeal, readMessage, readPage } from "../../src/api/response.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const ok = (text: string | Uint8Array) => ({
  status: 200,
  body: typeof text === "string" ? bytes(text) : text,
});

describe("a deal", () => {
  it("is believed with its id, and its numbers keep their digits", () => {
    const read = readDeal(ok('{"id":"a","big":12345678901234567890,"price":1.10,"problem":"none"}'), "a");
    expect(read).toMatchObject({
      deal: { id: "a", big: { value: "12345678901234567890" }, price: { value: "1.10" } },
    });
  });

  it("a UUID may be in capitals", () => {
    const id = "550e8400-e29b-41d4-a716-446655440000";
    expect(readDeal(ok(`{"id":"${id}"}`), id.toUpperCase())).toEqual({ deal: { id } });
  });

  it("another UUID is another deal, also one that is hidden in a longer id", () => {
    const id = "550e8400-e29b-41d4-a716-446655440000";
    const problem = "is a different deal";
    for (const other of [id.replace("5", "6"), `x${id}`, `${id}x`, `X${id.toUpperCase()}`]) {
      expect(readDeal(ok(`{"id":"${other}"}`), id)).toEqual({ problem });
      expect(readDeal(ok(`{"id":"${id}"}`), other)).toEqual({ problem });
    }
    // Only UUIDs are the same in capitals.
    expect(readDeal(ok(`{"id":"X${id}"}`), `x${id}`)).toEqual({ problem });
    expect(readDeal(ok(`{"id":"${id}X"}`), `${id}x`)).toEqual({ problem });
  });

  it("a field of the deal may be called error", () => {
    expect(readDeal(ok('{"id":"a","error":true}'), "a")).toEqual({ deal: { id: "a", error: true } });
  });

  it.each([
    ["empty", ok(""), "is empty"],
    ["null", ok("null"), "is not a deal"],
    ["a list", ok('[{"id":"a"}]'), "is not a deal"],
    ["a number for an id", ok('{"id":1}'), "is not a deal"],
    ["another id", ok('{"id":"b"}'), "is a different deal"],
    ["another id in capitals", ok('{"id":"A"}'), "is a different deal"],
    ["an error", ok('{"error":true,"message":"no"}'), "reports an error with status 200"],
    ["only an error flag", ok('{"error":true}'), "reports an error with status 200"],
    ["HTML", ok(" <!doctype html>"), "is HTML, not JSON"],
    ["text", ok("ok"), "is not JSON"],
    ["cut JSON", ok('{"id":"a"'), "is not JSON"],
    ["two values", ok('{"id":"a"}{}'), "is not JSON"],
    [
      "bad UTF-8",
      ok(new Uint8Array([...bytes('{"id":"a","x":"'), 0xff, ...bytes('"}')])),
      "is not valid UTF-8",
    ],
    ["endless nesting", ok(`{"id":"a","x":${"[".repeat(100_000)}1${"]".repeat(100_000)}}`), "is not JSON"],
    ["201", { status: 201, body: bytes('{"id":"a"}') }, "has status 201"],
    ["204", { status: 204, body: bytes("") }, "has status 204"],
  ])("%s is not believed", (_, answer, problem) => {
    expect(readDeal(answer, "a")).toEqual({ problem });
  });
});

describe("a page", () => {
  const page = (count: number, pagination = "{}") =>
    ok(
      `{"data":[${Array.from({ length: count }, (_, i) => `{"id":"${i}"}`).join()}],"pagination":${pagination}}`,
    );

  it.each([
    ["full", page(10), false],
    ["short", page(9), true],
    ["empty", page(0), true],
    ["a count that says more", page(9, '{"limit":10,"count":999}'), true],
    ["a count that says no more", page(10, '{"limit":10,"count":10}'), false],
    ["full by the server's smaller limit", page(5, '{"limit":5}'), false],
    ["short by the server's smaller limit", page(4, '{"limit":5}'), true],
    ["a limit that is none", page(5, '{"limit":-1}'), true],
    ["a limit of nothing, which would never end", page(5, '{"limit":0}'), true],
    ["a limit of half a deal", page(5, '{"limit":5.5}'), true],
    ["a limit above what was asked for", page(10, '{"limit":50}'), false],
  ])("%s", (_, answer, last) => {
    expect(readPage(answer, 10)).toMatchObject({ last });
  });

  it.each([
    ["[]", "is not a page of deals"],
    ["null", "is not a page of deals"],
    ["{}", "is not a page of deals"],
    ['{"data":{}}', "is not a page of deals"],
    ['{"data":[{}]}', "contains a deal without an ID"],
    ['{"data":[{"id":"1"},{"id":7}]}', "contains a deal without an ID"],
    ['{"error":true}', "reports an error with status 200"],
    ["", "is empty"],
  ])("%j is none", (text, problem) => {
    expect(readPage(ok(text), 10)).toEqual({ problem });
  });
});

describe("Routera's message", () => {
  it.each([
    ['{"message":"Object not found","error":true}', "Object not found"],
    ['{"message":"Unauthorized"}', "Unauthorized"],
    ['{"message":"","error":true}', undefined],
    ['{"message":"no","error":"yes"}', undefined],
    ['{"message":7,"error":true}', undefined],
    ["<h1>no</h1>", undefined],
    ["", undefined],
  ])("%s → %s", (text, message) => {
    expect(readMessage(ok(text))).toBe(message);
  });
});
