/** Questions of commands; where no one can be asked, a failure that says what to type instead. */

import { FORMATS } from "../config/formats.ts";
import { usage } from "../failure.ts";
import type { Hint } from "../hint.ts";
import type { Context } from "./context.ts";

/** How to go without the question. */
export type Question = {
  readonly question: string;
  /** What is asked for, to begin a sentence: `the token`. */
  readonly what: string;
  /** What to type instead. */
  readonly instead: Hint;
};

/** A text that is not shown. @throws Failure */
export async function askSecret(context: Context, { question, what, instead }: Question): Promise<string> {
  const { promptSecret: ask, checkCanAsk } = await import("../terminal/prompt.ts");
  const terminal = await terminalOf(context, what, instead);
  checkCanAsk(terminal, what, instead);
  return ask(terminal, question);
}

/** Yes or no. @throws Failure */
export async function confirm(context: Context, { question, what, instead }: Question): Promise<boolean> {
  const { promptYesNo: ask, checkCanAsk } = await import("../terminal/prompt.ts");
  const terminal = await terminalOf(context, what, instead);
  checkCanAsk(terminal, what, instead);
  return ask(terminal, question);
}

async function terminalOf(context: Context, what: string, instead: Hint) {
  const { host, globals, interrupt } = context;
  const format = await context.format();
  if (FORMATS[format].isForPrograms)
    throw usage("cannot_ask", `cannot prompt for ${what} with --json`, instead);
  const { colorLevel } = await import("../terminal/style.ts");
  const level = colorLevel({ flag: globals.color, env: host.env, isTTY: host.stderr.isTTY });
  return { input: host.stdin, output: host.stderr, signal: interrupt.soft, colors: level > 0 };
}
