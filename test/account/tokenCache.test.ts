import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forgetTokens, tokenCache } from "../../src/account/tokenCache.ts";
import { systemClock } from "../../src/host.ts";
import { currentUid, scratch } from "../config/scratch.ts";

const { path } = scratch();
const OWNER = { baseUrl: "https://api.example", clientId: "me", clientSecret: "secret" };

/** A clock that only moves when someone waits. */
function scene(owner = OWNER) {
  let time = 1_000_000;
  const waits: number[] = [];
  const clock = {
    ...systemClock,
    now: () => time,
    elapsed: () => time,
    wait: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      time += ms;
    },
  };
  const host = { env: { XDG_CACHE_HOME: path() }, platform: process.platform, uid: currentUid, clock };
  const stop = new AbortController();
  return {
    host,
    waits,
    stop,
    keep: tokenCache(host, owner, stop.signal),
    pass: (ms: number) => (time += ms),
  };
}

let made = 0;
const fetch = async () => ({ token: `token-${++made}`, lasts: 60_000 });
const files = () => readdirSync(path("routera/tokens"));

describe("tokenCache", () => {
  it("hands out a token until its end, and not when it was refused", async () => {
    const { keep, pass } = scene();
    const first = await keep.get(fetch, undefined);
    pass(1_000);
    expect(await keep.get(fetch, undefined)).toEqual({ token: first.token, lasts: 59_000 });
    const second = await keep.get(fetch, first.token);
    expect(second.token).not.toBe(first.token);
    expect(await keep.get(fetch, first.token)).toMatchObject({ token: second.token });
    pass(60_000);
    expect((await keep.get(fetch, undefined)).token).not.toBe(second.token);
  });

  it("keeps no token without an end", async () => {
    const { keep } = scene();
    await keep.get(async () => ({ token: "endless", lasts: Number.POSITIVE_INFINITY }), undefined);
    expect(files()).toEqual([]);
  });

  it("asks by itself when another call holds the lock for too long", async () => {
    const { keep, waits } = scene();
    await keep.get(fetch, undefined);
    const [name = ""] = files();
    mkdirSync(path("routera/tokens", `${name}.lock`));
    const { token } = await keep.get(fetch, `token-${made}`);
    expect(token).toBe(`token-${made}`);
    expect(waits.length).toBeGreaterThan(10);
  });

  it("stops waiting when it is asked to", async () => {
    const { keep, stop } = scene();
    await keep.get(fetch, undefined);
    mkdirSync(path("routera/tokens", `${files()[0]}.lock`));
    const reason = new Error("stop");
    stop.abort(reason);
    await expect(keep.get(fetch, `token-${made}`)).rejects.toBe(reason);
  });

  it("a failure to get one is the caller's, and frees the lock", async () => {
    const { keep } = scene();
    const refusal = new Error("refused");
    await expect(keep.get(() => Promise.reject(refusal), undefined)).rejects.toBe(refusal);
    expect(files()).toEqual([]);
    expect((await keep.get(fetch, undefined)).token).toBe(`token-${made}`);
  });

  it("forgets all of one client, and no other's", async () => {
    const other = { ...OWNER, clientId: "other" };
    for (const owner of [
      OWNER,
      { ...OWNER, clientSecret: "new" },
      other,
      { ...OWNER, baseUrl: "https://b.example" },
    ])
      await scene(owner).keep.get(fetch, undefined);
    const { host } = scene();
    expect(files()).toHaveLength(4);
    expect(await forgetTokens(host, [OWNER])).toBe(2);
    expect(files()).toHaveLength(2);
    expect(await forgetTokens({ ...host, env: { XDG_CACHE_HOME: join(path(), "none") } }, [OWNER])).toBe(0);
  });
});
