/** The question before anything is written in bulk. */
import type { Context } from "../../context.ts";
import { Failure, usage } from "../../failure.ts";
import { askYes } from "../ask.ts";

const WHAT = "your consent";
const INSTEAD = "add --yes to go without being asked";

/**
 * Finds out before any work is done whether somebody can be asked.
 * @throws Failure `cannot_ask` that names --yes
 */
export async function checkConsent(context: Context, given: boolean): Promise<void> {
  if (given) return;
  const { host } = context;
  const format = await context.format();
  if (format === "json" || format === "ndjson") {
    throw usage(
      "cannot_ask",
      `${WHAT} is not asked for with --${format === "json" ? "json" : "format ndjson"}`,
      INSTEAD,
    );
  }
  const { checkCanAsk } = await import("../../terminal/prompt.ts");
  const { soft: signal } = context.interrupt;
  checkCanAsk({ input: host.stdin, output: host.stderr, signal, colours: false }, WHAT, INSTEAD);
}

/** @throws Failure `declined` (exit 9) for a no */
export async function askConsent(context: Context, given: boolean, question: string): Promise<void> {
  if (given) return;
  if (await askYes(context, { question, what: WHAT, instead: INSTEAD })) return;
  throw new Failure("guard", "not confirmed: nothing was changed", { code: "declined" });
}
