import { describe, expect, it } from "vitest";
import { TimelineBuilder } from "../../../src/views/reports/timeline.ts";

/** `count` rows, one after the other. */
function send(builder: TimelineBuilder, first: number, count: number, start: number, ms: number): void {
  for (let at = 0; at < count; at++) {
    builder.intent(first + at, start + at * ms, 1);
    builder.result(first + at, start + (at + 1) * ms - 1, at % 10 !== 9);
  }
}

describe("TimelineBuilder", () => {
  it("counts every row, however long the run, in a bounded number of buckets", () => {
    const builder = new TimelineBuilder();
    builder.start(1_000_000);
    send(builder, 1, 20_000, 1_000_000, 1_000);
    const { bucketMs, buckets, totalMs } = builder.timeline();
    expect(buckets.length).toBeLessThanOrEqual(120);
    expect(buckets.reduce((sum, { done }) => sum + done, 0)).toBe(18_000);
    expect(buckets.reduce((sum, { failed }) => sum + failed, 0)).toBe(2_000);
    expect(totalMs).toBe(19_999_999);
    expect(bucketMs * buckets.length).toBeGreaterThanOrEqual(totalMs);
  });

  it("knows latencies to about a tenth", () => {
    const builder = new TimelineBuilder();
    for (let row = 1; row <= 100; row++) {
      builder.intent(row, row * 10, 1);
      builder.result(row, row * 10 + (row > 90 ? 9 : 5), true);
    }
    const slow = new TimelineBuilder();
    for (let row = 1; row <= 100; row++) slow.intent(row, 0, 1);
    for (let row = 1; row <= 100; row++) slow.result(row, 1_000, true);
    expect(slow.timeline().buckets.at(-1)?.medianMs).toBeGreaterThan(900);
    expect(slow.timeline().buckets.at(-1)?.medianMs).toBeLessThan(1_100);
    expect(slow.timeline().buckets[0]?.medianMs).toBeUndefined();
    expect(builder.timeline().buckets[0]?.medianMs).toBe(5);
  });

  it("omits the time between a stop and its resume", () => {
    const builder = new TimelineBuilder();
    builder.start(0);
    send(builder, 1, 10, 0, 100);
    builder.resume(86_400_000);
    send(builder, 11, 10, 86_400_000, 100);
    const { resumes, resumeCount, totalMs } = builder.timeline();
    expect(totalMs).toBe(1_998);
    expect([resumeCount, resumes]).toEqual([1, [{ atMs: 999, gapMs: 86_399_001 }]]);
  });

  it("joins pauses that overlap, counts all of them, and ends them with the run", () => {
    const builder = new TimelineBuilder();
    builder.start(0);
    builder.pause(100, 600, "429");
    builder.pause(300, 900, "429");
    builder.pause(5_000, 60_000, "429");
    builder.end(6_000);
    expect(builder.timeline()).toMatchObject({
      pauseCount: 3,
      pauses: [
        { fromMs: 100, toMs: 900 },
        { fromMs: 5_000, toMs: 6_000 },
      ],
    });
  });

  it("counts retries, and survives a clock that is set back", () => {
    const builder = new TimelineBuilder();
    builder.start(10_000);
    builder.intent(1, 11_000, 1);
    builder.intent(1, 9_000, 2);
    builder.result(1, 8_000, true);
    const { buckets, retries, totalMs } = builder.timeline();
    expect([retries, totalMs]).toEqual([1, 1_000]);
    expect(buckets.at(-1)).toMatchObject({ done: 1 });
  });
});
