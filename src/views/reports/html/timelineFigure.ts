/** A run over time: rows per second above, latency below, pauses as bands, resumes as lines. */
import type { Timeline } from "../timeline.ts";
import { durationText } from "../valueText.ts";
import { escapeCut } from "./escape.ts";

const WIDTH = 960;
const LEFT = 56;
const RIGHT = WIDTH - 12;
const RATE = { top: 16, base: 120 };
const LATENCY = { top: 148, base: 212 };
const HEIGHT = 240;

export function timelineFigure(timeline: Timeline): string {
  const { buckets, bucketMs, pauses, resumes, totalMs } = timeline;
  if (buckets.length === 0) return "";
  const length = Math.max(totalMs, buckets.length * bucketMs);
  const x = (ms: number): number => LEFT + (ms / length) * (RIGHT - LEFT);
  const rates = buckets.map(({ done, failed }) => ((done + failed) * 1000) / bucketMs);
  const fastest = Math.max(...rates);
  const slowest = Math.max(1, ...buckets.map(({ p95Ms }) => p95Ms ?? 0));
  const latency = (ms: number): number => LATENCY.base - (ms / slowest) * (LATENCY.base - LATENCY.top);
  const bars = buckets.map((bucket, at) => {
    const [from, width] = [x(at * bucketMs), x((at + 1) * bucketMs) - x(at * bucketMs)];
    const height = (count: number): number =>
      ((count * 1000) / bucketMs / (fastest || 1)) * (RATE.base - RATE.top);
    const [done, failed] = [height(bucket.done), height(bucket.failed)];
    const bar = (name: string, y: number, size: number): string =>
      size <= 0
        ? ""
        : `<rect class=${name} x=${n(from + 0.5)} y=${n(y)} width=${n(Math.max(1, width - 1))} height=${n(size)} />`;
    return bar("done", RATE.base - done, done) + bar("failed", RATE.base - done - failed, failed);
  });
  const line = (key: "medianMs" | "p95Ms", name: string): string => {
    let isOpen = false;
    const path = buckets.map((bucket, at) => {
      const value = bucket[key];
      const step =
        value === undefined ? "" : `${isOpen ? "L" : "M"}${n(x((at + 0.5) * bucketMs))} ${n(latency(value))}`;
      isOpen = value !== undefined;
      return step;
    });
    return `<path class=${name} d="${path.join("")}" />`;
  };
  const bands = pauses.map(
    ({ fromMs, toMs, reason }) =>
      `<rect class=pause x=${n(x(fromMs))} y=${RATE.top} width=${n(Math.max(2, x(toMs) - x(fromMs)))} height=${LATENCY.base - RATE.top}><title>paused ${durationText(toMs - fromMs)}: ${escapeCut(reason, 100)}</title></rect>`,
  );
  const stops = resumes.map(
    ({ atMs, gapMs }) =>
      `<line class=resume x1=${n(x(atMs))} x2=${n(x(atMs))} y1=${RATE.top - 8} y2=${LATENCY.base}><title>resumed after ${durationText(gapMs)}</title></line>`,
  );
  const text = (at: number, y: number, anchor: string, content: string): string =>
    `<text x=${n(at)} y=${y} text-anchor=${anchor}>${content}</text>`;
  const label = `Up to ${rateText(fastest)} rows per second, 95% of requests within ${durationText(slowest)}, ${timeline.pauseCount} pauses, ${timeline.retries} retries, ${timeline.resumeCount} resumes, in ${durationText(totalMs)}`;
  return [
    `<svg class=timeline viewBox="0 0 ${WIDTH} ${HEIGHT}" role=img aria-label="${label}">`,
    ...bands,
    ...bars,
    line("p95Ms", "p95"),
    line("medianMs", "median"),
    `<line class=axis x1=${LEFT} x2=${RIGHT} y1=${RATE.base} y2=${RATE.base} /><line class=axis x1=${LEFT} x2=${RIGHT} y1=${LATENCY.base} y2=${LATENCY.base} />`,
    ...stops,
    text(LEFT - 8, RATE.top + 5, "end", `${rateText(fastest)}/s`),
    text(LEFT - 8, RATE.base, "end", "0"),
    text(LEFT - 8, LATENCY.top + 5, "end", durationText(slowest)),
    text(LEFT - 8, LATENCY.base, "end", "0"),
    text(LEFT, HEIGHT - 8, "start", "0s"),
    text(RIGHT, HEIGHT - 8, "end", durationText(length)),
    "</svg>",
  ].join("");
}

function rateText(rate: number): string {
  return rate >= 10 ? String(Math.round(rate)) : String(Number(rate.toFixed(1)));
}

function n(value: number): string {
  return String(Number(value.toFixed(1)));
}
