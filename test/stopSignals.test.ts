/** Signals → stages of stopping, on a clock of the test's own. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Host, type StopSignalName, systemClock } from "../src/host.ts";
import { listenForStop } from "../src/stopSignals.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening(isTTY = false, platform: NodeJS.Platform = "linux") {
  const left: number[] = [];
  let strike: (signal: StopSignalName) => void = () => {};
  const onStopSignal: Host["onStopSignal"] = (listener) => {
    strike = listener;
    return () => {
      strike = () => {};
    };
  };
  const host = {
    clock: systemClock,
    onStopSignal,
    platform,
    stdin: { isTTY: false },
    stdout: { isTTY: false },
    stderr: { isTTY },
  } as Host;
  const stopping = listenForStop(host, (exitCode) => left.push(exitCode));
  return { stopping, left, strike: (signal: StopSignalName) => strike(signal) };
}

const stages = ({ soft, hard }: { soft: AbortSignal; hard: AbortSignal }) => [soft.aborted, hard.aborted];

it("the first signal lets a write that is under way continue for five seconds", () => {
  const { left, stopping, strike } = listening();
  strike("SIGINT");
  expect(stages(stopping)).toEqual([true, false]);
  vi.advanceTimersByTime(4_999);
  expect(stages(stopping)).toEqual([true, false]);
  vi.advanceTimersByTime(1);
  expect(stages(stopping)).toEqual([true, true]);
  expect(stopping.hard.reason).toMatchObject({ kind: "interrupted", exitCode: 130 });
  expect(stopping.input?.reason).toBe(stopping.hard.reason);
  // There are words to be said yet, but not for ever: others kill a container after 10 s, a CI job after 7.5 s.
  vi.advanceTimersByTime(899);
  expect(left).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(left).toEqual([130]);
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

it("a hang-up stops a command on a terminal", () => {
  const { stopping, strike } = listening(true);
  strike("SIGHUP");
  expect(stages(stopping)).toEqual([true, false]);
  expect(stopping.soft.reason).toMatchObject({ kind: "terminated", exitCode: 143 });
});

it("a hang-up without a terminal ends a wait for input, and nothing else", () => {
  const { left, stopping, strike } = listening();
  for (let times = 0; times < 3; times++) strike("SIGHUP");
  expect(stages(stopping)).toEqual([false, false]);
  expect(stopping.input?.aborted).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(left).toEqual([]);
  strike("SIGTERM");
  expect(stopping.soft.reason).toMatchObject({ kind: "terminated", message: "terminated by SIGTERM" });
});

it("Ctrl-Break of Windows stops as Ctrl-C does", () => {
  const { stopping, strike } = listening(false, "win32");
  strike("SIGBREAK");
  expect(stopping.soft.reason).toMatchObject({ kind: "interrupted", exitCode: 130 });
});

it("a window that is closed on Windows stops a command without a terminal too, within 4 seconds", () => {
  const { left, stopping, strike } = listening(false, "win32");
  strike("SIGHUP");
  expect(stages(stopping)).toEqual([true, false]);
  vi.advanceTimersByTime(3_000);
  expect(stages(stopping)).toEqual([true, true]);
  vi.advanceTimersByTime(1_000);
  expect(left).toEqual([143]);
});
