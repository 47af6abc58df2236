/** Views of a failure and of a warning. */
import { type Failure, failureObject } from "../failure.ts";
import type { FailureText } from "../hint.ts";
import { type JsonObject, jsonNumber, printJson } from "../json.ts";
import type { Style } from "../terminal/style.ts";
import { safeJson, safeLines, safeText } from "../text/escape.ts";

/**
 * For people: a line `error: …`, a line `note: …` where no one knows whether a change was made, a line `hint: …` for each
 * line of the hint, and with `verbose` the detail. Every line starts with words of ours. Ends in a newline.
 */
export function failureText(
  failure: Failure,
  text: FailureText,
  style: Style,
  options: { readonly verbose?: boolean } = {},
): string {
  const lines = [
    `${style.red("error:")} ${reason(failure, text)}`,
    ...(isInDoubt(failure)
      ? [`${style.yellow("note:")} unknown outcome; the change may have been applied`]
      : []),
    ...hintLines(text.hint, style),
    ...(options.verbose ? linesOf(failure.detail).map((line) => style.dim(`  | ${line}`)) : []),
  ];
  return safeLines(`${lines.join("\n")}\n`);
}

/** What to type next, alone: nothing has gone wrong that would have to be reported. */
export function hintText(hint: string, style: Style): string {
  return safeLines(`${hintLines(hint, style).join("\n")}\n`);
}

/**
 * For programs: null for what there is not. Routera's own message stays word for word. `command` holds the words of the command
 * that the hint ends in, for running it without a shell.
 */
export function failureObjectJson(failure: Failure, text: FailureText): JsonObject {
  const { hint, ...rest } = failureObject(failure, text);
  const { exit_code, status, ...facts } = rest;
  return {
    code: facts.code,
    message: facts.message,
    status: status === null ? null : jsonNumber(status),
    retryable: facts.retryable,
    outcome: facts.outcome,
    hint,
    command: text.command ?? null,
    exit_code: jsonNumber(exit_code),
  };
}

/** The same as one line of JSON. */
export function failureJson(failure: Failure, text: FailureText): string {
  return `${safeJson(printJson({ error: failureObjectJson(failure, text) }))}\n`;
}

function reason({ status, verbatim }: Failure, { message }: FailureText): string {
  const safe = safeText(message);
  if (!verbatim) return safe;
  return status === undefined ? `Routera: ${safe}` : `Routera returned ${status}: ${safe}`;
}

/** Of a failure that is about something else: the others say so themselves. */
function isInDoubt({ kind, outcome }: Failure): boolean {
  return outcome === "unknown" && kind !== "outcome_unknown" && kind !== "bug";
}

function hintLines(hint: string | undefined, style: Style): readonly string[] {
  return linesOf(hint).map((line) => `${style.cyan("hint:")} ${line}`);
}

function linesOf(text: string | undefined): readonly string[] {
  return text ? text.split("\n").map((line) => safeText(line)) : [];
}

/** One line `warning: …`, safe for a terminal, with its newline. */
export function warningText(text: string, style: Style): string {
  return safeLines(`${style.yellow("warning:")} ${safeText(text)}\n`);
}

/** A warning for programs: `{"warning":{"message":…}}` on one line. */
export function warningJson(text: string, code = "notice"): string {
  return `${safeJson(JSON.stringify({ warning: { code, message: text } }))}\n`;
}

/** Anything else that is said on stderr, for programs: `{"note":{"code":…,"message":…}}` on one line. */
export function noteJson(message: string, code: string): string {
  return `${safeJson(JSON.stringify({ note: { code, message } }))}\n`;
}

/** One line `note: …`, safe for a terminal, with its newline. */
export function noteText(text: string, style: Style): string {
  return safeLines(`${style.dim("note:")} ${safeText(text)}\n`);
}
