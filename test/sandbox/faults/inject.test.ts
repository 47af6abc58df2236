import { describe, expect, it } from "vitest";
import { parseFaults } from "../../../src/sandbox/faults/spec.ts";
import type { SandboxEvent } from "../../../src/sandbox/routes.ts";
import { seedDeals } from "../../../src/sandbox/seed.ts";
import { memoryStore } from "../../../src/sandbox/store.ts";
import { get, patch, STARTER, started, stillClock } from "../started.ts";

const PATH = `/deals/${STARTER}`;

/** A sandbox with faults, and what its deal is called in the store itself. */
async function faulty(spec: string, faultSeed = 1) {
  const store = memoryStore(seedDeals(12));
  const clock = stillClock();
  const log: SandboxEvent[] = [];
  const sandbox = await started({
    store,
    clock,
    faults: parseFaults(spec),
    faultSeed,
    log: (event) => log.push(event),
  });
  return {
    ...sandbox,
    clock,
    log,
    rename: () => patch(sandbox.url, PATH, '{"fields":{"deal_name":"Renamed"}}'),
    isApplied: async () => (await store.get(STARTER))?.deal_name === "Renamed",
  };
}

describe("a write that is not done", () => {
  it.each([
    ["status=503", 503, "Sandbox fault: status 503"],
    ["status=401", 401, "Sandbox fault: status 401"],
    ["429=2s", 429, "Too many requests"],
  ])("%s", async (spec, status, message) => {
    const { rename, isApplied } = await faulty(spec);
    const answer = await rename();
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message, error: true });
    expect(await isApplied()).toBe(false);
  });

  it.each([
    ["429=2s", "2"],
    ["429=1d", "86400"],
    ["429=date:90s", "Tue, 24 Nov 2026 12:01:30 GMT"],
    ["429", null],
  ])("%s says Retry-After %s, by the clock of its Date", async (spec, value) => {
    const answer = await (await faulty(spec)).rename();
    expect(answer.headers.get("retry-after")).toBe(value);
    expect(answer.headers.get("date")).toBe("Tue, 24 Nov 2026 12:00:00 GMT");
  });

  it("status=204 has no body", async () => {
    const { rename, isApplied } = await faulty("status=204");
    const answer = await rename();
    expect([answer.status, await answer.text(), await isApplied()]).toEqual([204, "", false]);
  });

  it("reset-before", async () => {
    const { rename, isApplied } = await faulty("reset-before");
    await expect(rename()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(await isApplied()).toBe(false);
  });

  it("html", async () => {
    const { rename, isApplied } = await faulty("html");
    const answer = await rename();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await answer.text()).toContain("<!doctype html>");
    expect(await isApplied()).toBe(false);
  });

  it.each([
    ["redirect=http://127.0.0.1:1/elsewhere", 307],
    ["redirect=308:http://127.0.0.1:1/elsewhere", 308],
  ])("%s", async (spec, status) => {
    const { url, isApplied } = await faulty(spec);
    const answer = await fetch(`${url}${PATH}`, { method: "PATCH", redirect: "manual", body: "{}" });
    expect([answer.status, answer.headers.get("location")]).toEqual([status, "http://127.0.0.1:1/elsewhere"]);
    expect(await isApplied()).toBe(false);
  });
});

describe("a write that is done", () => {
  it("reset-after", async () => {
    const { rename, isApplied } = await faulty("reset-after");
    await expect(rename()).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(await isApplied()).toBe(true);
  });

  it("502-after", async () => {
    const { rename, isApplied } = await faulty("502-after");
    const answer = await rename();
    expect([answer.status, await answer.json()]).toEqual([502, { message: "Bad gateway", error: true }]);
    expect(await isApplied()).toBe(true);
  });

  it("cut-body", async () => {
    const { url, rename, isApplied } = await faulty("cut-body@PATCH");
    const answer = await rename();
    const whole = await (await get(url, PATH)).text();
    expect([answer.status, Number(answer.headers.get("content-length"))]).toEqual([200, whole.length]);
    await expect(answer.text()).rejects.toThrow();
    expect(await isApplied()).toBe(true);
  });

  it("slow-body", async () => {
    const { rename, isApplied, clock } = await faulty("slow-body=100ms");
    const text = await (await rename()).text();
    expect(JSON.parse(text)).toMatchObject({ id: STARTER, deal_name: "Renamed" });
    expect(clock.waits).toEqual(Array.from(text, () => 100));
    expect(await isApplied()).toBe(true);
  });

  it("empty", async () => {
    const { rename, isApplied } = await faulty("empty");
    const answer = await rename();
    expect([answer.status, await answer.text(), await isApplied()]).toEqual([200, "", true]);
  });

  it("wrong-id", async () => {
    const { rename, isApplied } = await faulty("wrong-id");
    expect(await (await rename()).json()).toMatchObject({
      id: "00000000-0000-4000-8000-000000000000",
      deal_name: "Renamed",
    });
    expect(await isApplied()).toBe(true);
  });

  it.each(["endless", "bomb"])("%s: more than anyone wants", async (spec) => {
    const { rename, isApplied } = await faulty(spec);
    const { body } = await rename();
    let size = 0;
    for await (const chunk of body ?? []) {
      size += chunk.length;
      if (size > 4 * 1024 * 1024) break;
    }
    expect(size).toBeGreaterThan(4 * 1024 * 1024);
    expect(await isApplied()).toBe(true);
  });
});

describe("what is struck", () => {
  it("waits before and after, and adds up", async () => {
    const { rename, clock } = await faulty("latency=200ms,latency=1s,latency-after=3s");
    expect((await rename()).status).toBe(200);
    expect(clock.waits).toEqual([1200, 3000]);
  });

  it("only the given method", async () => {
    const { url, rename } = await faulty("status=503@PATCH,status=500@POST");
    expect((await rename()).status).toBe(503);
    expect((await get(url, PATH)).status).toBe(200);
    expect((await fetch(`${url}/oauth2/token`, { method: "POST" })).status).toBe(500);
  });

  it("the first two, then no more", async () => {
    const { url } = await faulty("status=503x2");
    const statuses = [];
    for (let count = 0; count < 4; count++) statuses.push((await get(url, PATH)).status);
    expect(statuses).toEqual([503, 503, 200, 200]);
  });

  it("by the first fault that strikes; one behind it keeps its times", async () => {
    const { url } = await faulty("status=500x1,status=502x1");
    const statuses = [];
    for (let count = 0; count < 3; count++) statuses.push((await get(url, PATH)).status);
    expect(statuses).toEqual([500, 502, 200]);
  });

  it("a share of them, the same on every run", async () => {
    const strikes = async (spec: string, seed: number) => {
      const { url } = await faulty(spec, seed);
      const statuses: number[] = [];
      for (let count = 0; count < 60; count++) {
        const { status } = await get(url, PATH);
        statuses.push(status);
      }
      return statuses;
    };
    const first = await strikes("status=503%30", 1);
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(8);
    expect(first.filter((status) => status === 503).length).toBeLessThan(30);
    expect(await strikes("status=503%30", 1)).toEqual(first);
    expect(await strikes("status=503%30,status=502@POST", 1)).toEqual(first);
    expect(await strikes("status=503%30", 2)).not.toEqual(first);
  });

  it("is reported to the log", async () => {
    const { rename, log, close } = await faulty("latency=1ms,reset-after@PATCHx1");
    await expect(rename()).rejects.toThrow();
    await (await rename()).text();
    await close();
    expect(log).toEqual([
      {
        type: "answer",
        method: "PATCH",
        path: PATH,
        status: undefined,
        ms: 0,
        faults: ["latency", "reset-after"],
      },
      { type: "answer", method: "PATCH", path: PATH, status: 200, ms: 0, faults: ["latency"] },
    ]);
  });
});
