import { Terminal } from "@xterm/headless";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Output, systemClock } from "../../src/host.ts";
import { canSpin, startProgress } from "../../src/terminal/progress.ts";

/** An Output that remembers, and can be waited for. */
function recorder(options: { isTTY?: boolean; columns?: number | undefined; fails?: boolean } = {}) {
  const { isTTY = false, columns, fails = false } = options;
  const waiting: (() => void)[] = [];
  const recorded = {
    text: "",
    output: {
      isTTY,
      columns,
      write: async (text: string) => {
        recorded.text += text;
        for (const check of waiting) check();
        if (fails) throw new Error("EPIPE");
      },
    } satisfies Output,
    until: (part: string) =>
      new Promise<void>((resolve) => {
        const check = () => recorded.text.includes(part) && resolve();
        waiting.push(check);
        check();
      }),
  };
  return recorded;
}

const clock = { ...systemClock, elapsed: () => Date.now() };

describe("canSpin", () => {
  it.each([
    [true, 80, {}, true],
    [true, 80, { CI: "" }, true],
    [true, 80, { CI: "false" }, true],
    [true, 80, { CI: "true" }, false],
    [true, 80, { CI: "1" }, false],
    [true, 80, { TERM: "dumb" }, false],
    [true, 0, {}, false],
    [true, undefined, {}, false],
    [false, undefined, {}, false],
  ])("TTY %s, %s columns, %j → %s", (isTTY, columns, env, expected) => {
    expect(canSpin(recorder({ isTTY, columns }).output, env)).toBe(expected);
  });
});

describe("without a spinner", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("writes a line with the latest text every five seconds, until it is done", async () => {
    const log = recorder();
    const progress = startProgress({ output: log.output, env: {}, clock }, "Reading deals");
    vi.advanceTimersByTime(4_999);
    expect(log.text).toBe("");
    vi.advanceTimersByTime(1);
    progress.update(() => "Reading deals: 100\u001b[2J");
    progress.update(() => "Reading deals: 200 ##[group]\u001b[2J");
    vi.advanceTimersByTime(5_000);
    progress.done();
    progress.update(() => "late");
    vi.advanceTimersByTime(60_000);
    expect(log.text).toBe("Reading deals (5s)\nReading deals: 200 \\x23#[group]\\x1b[2J (10s)\n");
  });

  it("keeps to the interval it is given, and survives a closed stderr", () => {
    const log = recorder({ fails: true });
    const progress = startProgress({ output: log.output, env: {}, clock, interval: 1_000 }, "x");
    vi.advanceTimersByTime(2_000);
    progress.done();
    expect(log.text).toBe("x (1s)\nx (2s)\n");
  });

  it("says nothing when it should be quiet", () => {
    const log = recorder();
    const progress = startProgress({ output: log.output, env: {}, clock, quiet: true }, "x");
    vi.advanceTimersByTime(60_000);
    progress.done();
    expect(log.text).toBe("");
  });

  it("shows no spinner for a call that is over before 300 ms", () => {
    const log = recorder({ isTTY: true, columns: 80 });
    const progress = startProgress({ output: log.output, env: {}, clock }, "x");
    vi.advanceTimersByTime(299);
    progress.done();
    progress.done();
    vi.advanceTimersByTime(60_000);
    expect(log.text).toBe("");
  });
});

describe("with a spinner", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("shows the latest text on one line, then takes it away and stays silent", async () => {
    const log = recorder({ isTTY: true, columns: 40 });
    const progress = startProgress({ output: log.output, env: { TERM: "xterm" }, clock }, "Reading deals");
    await log.until("Reading deals");
    progress.update(() => "updating 日本の\u001b]0;title\u0007 with a text that is far too long for it");
    await log.until("updating");
    expect(await screen(log.text)).toEqual([
      expect.stringMatching(/^. updating 日本の\\x1b]0;title\\x07 with…$/),
    ]);
    progress.done();
    const text = log.text;
    expect(await screen(text)).toEqual([]);
    expect(text).not.toContain("\u001b[?25l");
    progress.update(() => "late");
    await systemClock.wait(0);
    expect(log.text).toBe(text);
  });

  it("leaves nothing that keeps the process alive once it is done", async () => {
    const timers = [vi.spyOn(globalThis, "setInterval"), vi.spyOn(globalThis, "setTimeout")];
    const cleared = vi.spyOn(globalThis, "clearInterval");
    const log = recorder({ isTTY: true, columns: 40 });
    const progress = startProgress({ output: log.output, env: {}, clock }, "Reading deals");
    await log.until("Reading deals");
    const ours = [300, 80];
    const made = timers.flatMap(({ mock }) =>
      mock.results
        .filter((_, call) => ours.includes(mock.calls[call]?.[1] ?? 0))
        .map(({ value }) => value as NodeJS.Timeout),
    );
    progress.done();
    expect(made.length).toBe(2);
    const ended = cleared.mock.calls.map(([timer]) => timer);
    expect(made.filter((timer) => timer.hasRef() && !ended.includes(timer))).toEqual([]);
  });

  it("never starts when it is done while the spinner is being loaded", async () => {
    const log = recorder({ isTTY: true, columns: 40 });
    vi.useFakeTimers();
    const progress = startProgress({ output: log.output, env: {}, clock }, "x");
    vi.advanceTimersByTime(300);
    vi.useRealTimers();
    progress.done();
    await import("ora");
    await systemClock.wait(0);
    expect(log.text).toBe("");
  });
});

/** What a terminal shows after this text: its lines, without the empty ones at the end. */
async function screen(text: string): Promise<string[]> {
  const terminal = new Terminal({ cols: 40, rows: 5, allowProposedApi: true });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const lines = Array.from(
    { length: 5 },
    (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? "",
  );
  terminal.dispose();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}
