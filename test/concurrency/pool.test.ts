import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { mapInOrder, pool } from "../../src/concurrency/pool.ts";
import { fakeClock } from "../api/testClient.ts";
import { heapInUse } from "../harness/heapInUse.ts";

/** Counts how far a source was read. */
function source(length: number, failAt?: number) {
  const seen = { read: 0, closed: false };
  async function* items() {
    try {
      for (let item = 1; item <= length; item++) {
        if (item === failAt) throw new Error("unreadable");
        seen.read++;
        yield item;
      }
    } finally {
      seen.closed = true;
    }
  }
  return { items: items(), seen };
}

const always = { room: () => 4, stopped: () => false };

describe("pool", () => {
  it("works on everything once, and never on more than there is room for", async () => {
    const { items, seen } = source(500);
    let busy = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, ++busy);
      for (let turns = item % 3; turns >= 0; turns--) await turn();
      busy--;
      return item;
    };
    const results: number[] = [];
    for await (const result of pool(items, work, always)) {
      results.push(result);
      expect(seen.read - results.length).toBeLessThanOrEqual(8);
    }
    expect(results.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
    expect({ most, closed: seen.closed }).toEqual({ most: 4, closed: true });
  });

  it("takes further items together, when so many places are free", async () => {
    const { items } = source(10);
    const begun: number[] = [];
    const finish: (() => void)[] = [];
    const work = (item: number) => {
      begun.push(item);
      return new Promise<number>((resolve) => finish.push(() => resolve(item)));
    };
    const results = pool(items, work, { ...always, batch: 2 });
    const all = (async () => {
      const ended: number[] = [];
      for await (const result of results) ended.push(result);
      return ended;
    })();
    const counts: number[] = [];
    for (let next = 0; next < 10; next++) {
      for (let turns = 0; turns < 5; turns++) await turn();
      counts.push(begun.length);
      finish[next]?.();
    }
    expect(counts).toEqual([4, 4, 6, 6, 8, 8, 10, 10, 10, 10]);
    expect(await all).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("goes on where there is never room for so many", async () => {
    const { items } = source(5);
    const results: number[] = [];
    for await (const result of pool(items, async (item) => item, { ...always, batch: 9 }))
      results.push(result);
    expect(results).toEqual([1, 2, 3, 4, 5]);
  });

  it("takes nothing ahead while no one reads the results", async () => {
    const { items, seen } = source(500);
    const results = pool(items, async (item) => item, always);
    await results.next();
    for (let turns = 0; turns < 50; turns++) await turn();
    expect(seen.read).toBeLessThanOrEqual(5);
    await results.return(undefined);
  });

  it("ends what is at work and starts nothing more when it is stopped", async () => {
    const { items, seen } = source(500);
    const ended: number[] = [];
    let stop = false;
    const work = async (item: number) => {
      await turn();
      ended.push(item);
      return item;
    };
    const results: number[] = [];
    for await (const result of pool(items, work, { room: () => 4, stopped: () => stop })) {
      results.push(result);
      stop = true;
    }
    expect(results.sort()).toEqual(ended.sort());
    expect(seen.read).toBeLessThanOrEqual(6);
    expect(seen.closed).toBe(true);
  });

  it("waits for what is at work when the reader leaves", async () => {
    const { items } = source(500);
    let busy = 0;
    const work = async (item: number) => {
      busy++;
      for (let turns = 0; turns < 5; turns++) await turn();
      busy--;
      return item;
    };
    for await (const _ of pool(items, work, always)) break;
    expect(busy).toBe(0);
  });

  it.each(["source", "work"])(
    "gives the results that are there before it throws what the %s throws",
    async (who) => {
      const { items } = source(20, who === "source" ? 6 : undefined);
      const work = async (item: number) => {
        await turn();
        if (who === "work" && item === 6) throw new Error("unreadable");
        return item;
      };
      const results: number[] = [];
      const reading = async () => {
        for await (const result of pool(items, work, always)) results.push(result);
      };
      await expect(reading()).rejects.toThrow("unreadable");
      expect(results).toEqual(expect.arrayContaining([1, 2, 3, 4, 5]));
    },
  );
});

describe("mapInOrder", () => {
  const limits = { concurrency: 4, clock: fakeClock() };

  it("gives results in the order of the items, each worked on once and never more than the limit at once", async () => {
    const { items, seen } = source(500);
    let busy = 0;
    let most = 0;
    const work = (item: number) =>
      item % 7 === 0
        ? -item
        : async () => {
            most = Math.max(most, ++busy);
            for (let turns = item % 5; turns >= 0; turns--) await turn();
            busy--;
            return item;
          };
    const results: number[] = [];
    for await (const result of mapInOrder(items, work, limits)) {
      results.push(result);
      expect(seen.read - results.length).toBeLessThanOrEqual(16);
    }
    expect(results).toEqual(Array.from({ length: 500 }, (_, at) => ((at + 1) % 7 === 0 ? -at - 1 : at + 1)));
    expect(most).toBe(4);
  });

  it("throws the first error in the order of the items, after the results in front of it", async () => {
    const { items, seen } = source(500);
    const work = (item: number) => async () => {
      if (item === 6) throw new Error("6 failed");
      for (let turns = 0; turns < 5; turns++) await turn();
      if (item === 5) throw new Error("5 failed");
      return item;
    };
    const results: number[] = [];
    const reading = async () => {
      for await (const result of mapInOrder(items, work, limits)) results.push(result);
    };
    await expect(reading()).rejects.toThrow("5 failed");
    expect(results).toEqual([1, 2, 3, 4]);
    expect(seen.read).toBeLessThan(30);
    expect(seen.closed).toBe(true);
  });

  it("waits neither for work under way nor for its turn when it fails", async () => {
    const { items } = source(10);
    const started: number[] = [];
    const clock = {
      ...fakeClock(),
      wait: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((_resolve, reject) =>
          signal?.addEventListener("abort", () => reject(signal.reason)),
        ),
    };
    const work = (item: number) => async () => {
      started.push(item);
      throw new Error(`${item} failed`);
    };
    const reading = async () => {
      for await (const _ of mapInOrder(items, work, { concurrency: 4, rate: 1, clock }));
    };
    await expect(reading()).rejects.toThrow("1 failed");
    await turn();
    expect(started).toEqual([1]);
  });

  it("throws what the source throws after the results in front of it", async () => {
    const { items } = source(20, 6);
    const results: number[] = [];
    const reading = async () => {
      for await (const result of mapInOrder(items, (item) => async () => item, limits)) results.push(result);
    };
    await expect(reading()).rejects.toThrow("unreadable");
    expect(results).toEqual([1, 2, 3, 4, 5]);
  });

  it("keeps nothing of results that were taken", async () => {
    const { items } = source(20_000);
    const work = (item: number) => async () => ({ item, list: Array.from({ length: 50 }, () => item) });
    let early = 0;
    let late = 0;
    for await (const { item } of mapInOrder(items, work, limits)) {
      if (item === 2_000) early = heapInUse();
      if (item === 20_000) late = heapInUse();
    }
    // 18,000 results take 8 MB.
    expect(late - early).toBeLessThan(1_000_000);
  });

  it("spaces what is worked on, and nothing else, at a rate", async () => {
    const { items } = source(6);
    const clock = fakeClock();
    const starts: number[] = [];
    const work = (item: number) => (item % 2 === 0 ? item : async () => starts.push(clock.elapsed()));
    for await (const _ of mapInOrder(items, work, { concurrency: 4, rate: 4, clock }));
    expect(starts).toEqual([0, 250, 500]);
  });
});
