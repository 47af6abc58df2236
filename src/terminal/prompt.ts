/** Questions to the person at the terminal, on stderr. The only file that knows @clack/prompts. */

import type { Readable } from "node:stream";
import { Failure, usage } from "../failure.ts";
import type { Hint } from "../hint.ts";
import type { Input, Output } from "../host.ts";
import { safeText } from "../text/escape.ts";
import { terminalStream } from "./terminalStream.ts";

export type Terminal = {
  readonly input: Input;
  /** stderr */
  readonly output: Output;
  /** Ends the question. */
  readonly signal: AbortSignal;
  readonly colors: boolean;
};

/**
 * @param instead what to type where no one can be asked, for the hint
 * @throws Failure `cannot_ask` unless stdin and stderr are terminals
 */
export function checkCanAsk({ input, output }: Terminal, what: string, instead: Hint): void {
  if (input.isTTY && output.isTTY) return;
  throw usage(
    "cannot_ask",
    `cannot prompt for ${what}: ${input.isTTY ? "stderr" : "stdin"} is not a terminal`,
    instead,
  );
}

/** Asks for a text that no one shall see. @throws Failure when it is canceled, or when the terminal goes away */
export async function promptSecret(terminal: Terminal, question: string): Promise<string> {
  const { password } = await import("@clack/prompts");
  return ask(terminal, (io) =>
    password({
      ...io,
      message: safeText(question),
      mask: "•",
      validate: (text) => (text ? undefined : "a value is required"),
    }),
  );
}

/** Asks yes or no; no is the default. @throws Failure when it is canceled, or when the terminal goes away */
export async function promptYesNo(terminal: Terminal, question: string): Promise<boolean> {
  const { confirm } = await import("@clack/prompts");
  return ask(terminal, (io) => confirm({ ...io, message: safeText(question), initialValue: false }));
}

type Io = {
  readonly input: Readable;
  readonly output: ReturnType<typeof terminalStream>;
  readonly signal: AbortSignal;
  readonly withGuide: false;
};

async function ask<T>(terminal: Terminal, show: (io: Io) => Promise<T>): Promise<Exclude<T, symbol>> {
  const { signal, colors } = terminal;
  const input = terminal.input.stream();
  const gone = new AbortController();
  let hasLeft = false;
  const leave = () => {
    gone.abort();
    hasLeft = true;
  };
  // The library waits for ever when the terminal closes, and takes Ctrl-D for nothing at all. Escape changes the selection
  // before it cancels, and the canceled selection is struck through: without colors, "Yes" reads like the answer.
  const onKey = (_text: unknown, key: { ctrl?: boolean; name?: string } | undefined) => {
    if (key?.name === "escape" || (key?.ctrl && /^[cd]$/.test(key.name ?? ""))) leave();
  };
  const output = colors ? terminal.output : colorless(terminal.output);
  // Whoever comes back from Ctrl-Z finds the stream paused: nothing would hold the process any more, and what is typed next
  // would go to the shell.
  const onPause = () => setImmediate(() => asking && input.resume());
  let asking = true;
  input
    .on("pause", onPause)
    .on("keypress", onKey)
    .once("end", leave)
    .once("close", leave)
    .once("error", leave);
  try {
    const answer = await show({
      input,
      // The library still handles the key that has ended the question.
      output: terminalStream(withWrite(output, async (text) => (hasLeft ? undefined : output.write(text)))),
      signal: AbortSignal.any([signal, gone.signal]),
      withGuide: false,
    });
    if (typeof answer !== "symbol") return answer as Exclude<T, symbol>;
  } finally {
    asking = false;
    input
      .off("pause", onPause)
      .off("keypress", onKey)
      .off("end", leave)
      .off("close", leave)
      .off("error", leave);
    input.pause();
  }
  if (signal.aborted) throw signal.reason;
  throw new Failure("interrupted", "canceled; nothing was changed", { code: "canceled" });
}

/** The library asks the process about colors, and does not know of our flags. */
function colorless(output: Output): Output {
  return withWrite(output, (text) => output.write(text.replace(COLOUR, "")));
}

function withWrite(output: Output, write: Output["write"]): Output {
  return {
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
    write,
  };
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
