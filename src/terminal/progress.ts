/** Progress on stderr while a person or a log waits. The only file that knows ora. */
import type { Clock, Output } from "../host.ts";
import { clip, rulerFor } from "../text/displayWidth.ts";
import { safeLines, safeText } from "../text/escape.ts";
import { plainStyle, type Style } from "./style.ts";
import { terminalStream } from "./terminalStream.ts";

export type Progress = {
  /** The latest state, in a few words. Cheap: it may be called for every row, and few texts are asked for. */
  update(text: () => string): void;
  /** Takes the spinner away; nothing is printed afterwards. May be called twice. */
  done(): void;
};

export type ProgressOptions = {
  /** stderr */
  readonly output: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** For the spinner. Default: no color. */
  readonly style?: Style;
  /** True: says nothing at all. */
  readonly quiet?: boolean | undefined;
  /** Milliseconds between two lines where there is no spinner. Default 5000. */
  readonly interval?: number;
};

/** A call that is over before this (milliseconds) never loads or shows a spinner. */
const PATIENCE = 300;
const LINE_INTERVAL = 5_000;
const BRAILLE = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const BARS = ["-", "\\", "|", "/"];

/**
 * A spinner on a terminal that can show one, after 300 ms; elsewhere a plain line every 5 seconds. Never fails
 * a call: what can't be written is dropped. Must be ended with `done`: the spinner itself keeps the process alive.
 * @param text what is running at the start
 */
export function startProgress(options: ProgressOptions, text: string): Progress {
  if (options.quiet) return { update: () => {}, done: () => {} };
  return canSpin(options.output, options.env) ? startSpinner(options, text) : startLines(options, text);
}

/** ora never returns on a terminal of 0 columns, and makes a mess of logs. */
export function canSpin(output: Output, env: Readonly<Record<string, string | undefined>>): boolean {
  const inCI = env.CI !== undefined && env.CI !== "" && env.CI !== "false";
  return output.isTTY && (output.columns ?? 0) > 0 && !inCI && env.TERM !== "dumb";
}

function startLines({ output, clock, interval = LINE_INTERVAL }: ProgressOptions, text: string): Progress {
  const start = clock.elapsed();
  let latest = () => text;
  const stop = clock.every(interval, () => {
    const seconds = Math.round((clock.elapsed() - start) / 1000);
    // Every text starts with a word of ours, never with text from outside.
    output.write(safeLines(`${safeText(latest())} (${seconds}s)\n`)).catch(() => {});
  });
  return {
    update: (next) => {
      latest = next;
    },
    done: stop,
  };
}

function startSpinner({ output, env, clock, style = plainStyle }: ProgressOptions, text: string): Progress {
  let latest = () => text;
  let over = false;
  let spinner: Spinner | undefined;
  const start = async () => {
    const made = await loadSpinner(output, env, style).catch(() => undefined);
    if (over || made === undefined) return;
    spinner = made;
    await spinner.show(latest());
    if (!over) spinner.start();
  };
  const cancel = clock.after(PATIENCE, () => void start(), { background: true });
  return {
    update: (next) => {
      latest = next;
      spinner?.show(next()).catch(() => {});
    },
    done: () => {
      // ora's stop writes each time, and by the second one the result may be on the screen.
      if (over) return;
      over = true;
      cancel();
      spinner?.stop();
    },
  };
}

type Spinner = { show(text: string): Promise<void>; start(): void; stop(): void };

async function loadSpinner(output: Output, env: ProgressOptions["env"], style: Style): Promise<Spinner> {
  const { default: ora } = await import("ora");
  const frames = (env.TERM === "linux" ? BARS : BRAILLE).map(style.cyan);
  const spinner = ora({
    stream: terminalStream(output),
    spinner: { frames, interval: 80 },
    // ora would ask chalk, which ignores NO_COLOR: the frames are colored already.
    color: false,
    isEnabled: true,
    // stdin may be data or a prompt's, and a killed process could not give a hidden cursor back.
    discardStdin: false,
    hideCursor: false,
  });
  let wanted = "";
  return {
    show: async (text) => {
      wanted = text;
      const safe = safeText(text);
      const ruler = await rulerFor([safe]);
      // A later text may have been measured faster.
      if (text === wanted) spinner.text = clip(safe, (output.columns ?? 0) - 3, ruler);
    },
    start: () => {
      spinner.start();
    },
    stop: () => {
      spinner.stop();
    },
  };
}
