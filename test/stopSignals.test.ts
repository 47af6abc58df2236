/** Signals → stages of stopping, on a clock of the test's own. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Host, type StopSignal, systemClock } from "../src/host.ts";
import { listenForStop } from "../src/stopSignals.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening() {
  const left: number[] = [];
  let strike: (signal: StopSignal) => void = () => {};
  const onStopSignal: Host["onStopSignal"] = (listener) => {
    strike = listener;
    return () => {
      strike = () => {};
    };
  };
  const stopping = listenForStop({ clock: systemClock, onStopSignal }, (exitCode) => left.push(exitCode));
  return { stopping, left, strike: (signal: StopSignal) => strike(signal) };
}

const stages = ({ soft, hard }: { soft: AbortSignal; hard: AbortSignal }) => [soft.aborted, hard.aborted];

it("the first signal lets a write that is under way go on for ten seconds", () => {
  const { left, stopping, strike } = listening();
  strike("SIGINT");
  expect(stages(stopping)).toEqual([true, false]);
  vi.advanceTimersByTime(9_999);
  expect(stages(stopping)).toEqual([true, false]);
  vi.advanceTimersByTime(1);
  expect(stages(stopping)).toEqual([true, true]);
  expect(stopping.hard.reason).toMatchObject({ kind: "interrupted", exitCode: 130 });
  // There are words to be said yet.
  vi.advanceTimersByTime(60_000);
  expect(left).toEqual([]);
});

it("the second one ends that write, and leaves half a second for the last words", () => {
  const { left, stopping, strike } = listening();
  strike("SIGTERM");
  strike("SIGTERM");
  expect(stages(stopping)).toEqual([true, true]);
  vi.advanceTimersByTime(499);
  expect(left).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(left).toEqual([143]);
});

it("the third one leaves at once", () => {
  const { left, strike } = listening();
  for (let times = 0; times < 3; times++) strike("SIGINT");
  expect(left).toEqual([130]);
});

it("a call that is over hears no more", () => {
  const { left, stopping, strike } = listening();
  strike("SIGINT");
  stopping.release();
  strike("SIGINT");
  vi.advanceTimersByTime(60_000);
  expect([stages(stopping), left]).toEqual([[true, false], []]);
});
