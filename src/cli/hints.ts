/** Commands in hints and after a run, with the flags that lead to the same target as this invocation. Pure. */
import type { Failure } from "../failure.ts";
import { shellWord } from "../text/shellQuote.ts";
import type { Globals } from "./globals.ts";

/** Whoever throws knows no flags: a hint without them leads to another account, or to another address. */
export function hereHint(hint: string, place: Place): string {
  return hint.replace(COMMAND, (all, words: string, rest: string) => {
    const missing = placeFlags(placeFor(words, rest, place)).filter(([flag]) => !hasFlag(rest, flag));
    return missing.length === 0 ? all : `routera ${words} ${missing.flat().join(" ")}${rest}`;
  });
}

/** The same for the hint of a failure. */
export function hereFailure(failure: Failure, place: Place): Failure {
  return failure.hint === undefined ? failure : failure.with({ hint: hereHint(failure.hint, place) });
}

/** The commands that go somewhere, each with what follows on its line; a backtick or a semicolon ends it. */
const COMMAND =
  /routera (deals [a-z]+|auth [a-z]+|runs (?:resume|undo)(?: \d[0-9a-f-]*)?|profile show(?=`)|doctor)(?![a-z-])([^`;\n]*)/g;

/** A profile that the hint names has an address of its own; help is the same everywhere. */
function placeFor(words: string, rest: string, place: Place): Place {
  if (/--help\b/.test(rest)) return NOWHERE;
  const namesAnother = hasFlag(rest, "--profile") && !words.startsWith("runs ");
  return namesAnother ? { ...place, baseUrl: undefined } : place;
}

const NOWHERE: Place = { profile: undefined, baseUrl: undefined, config: undefined };

function hasFlag(text: string, flag: string): boolean {
  return new RegExp(`(?:^|\\s)${flag}(?:[\\s=]|$)`).test(text);
}

/** The flags of a call that say where it goes. */
export type Place = Pick<Globals, "profile" | "baseUrl" | "config">;

type Next = { readonly line: string; readonly does: string };

/**
 * @param about.applied rows that can be taken back: those that were applied and have not been taken back already
 * @param about.refused rows that ended, and not well: refused by Routera or changed by others; their turn is once the rest is done
 * @param about.unseen rows did not go well, and what is printed names none of them
 * @param about.read false: what the deals held before is not known
 */
export function nextCommands(about: {
  readonly run: string;
  readonly applied: number;
  /** Rows that a resume would take. */
  readonly left: number;
  readonly refused: number;
  readonly unseen?: boolean | undefined;
  readonly read: boolean;
  readonly globals: Place;
}): readonly Next[] {
  const { run, applied, left, read, refused, unseen = false, globals } = about;
  const show = { does: "see which", line: `routera runs show ${run}` };
  const resume = { does: "do the rest", line: runCommand("resume", run, globals) };
  const retry = {
    does: "try those again",
    line: hereCommand(["runs", "resume", run, "--retry", "failed"], globals),
  };
  const undo = { does: "take it back", line: runCommand("undo", run, globals) };
  return [
    ...(unseen ? [show] : []),
    ...(left > 0 ? [resume] : []),
    ...(left === 0 && refused > 0 ? [retry] : []),
    ...(applied > 0 && read ? [undo] : []),
  ];
}

/** The words of a command about a run, at the same place as this call. */
export function runCommand(verb: string, run: string, globals: Place): string {
  return hereCommand(["runs", verb, run], globals);
}

/** A command at the same place as this call. @param words as a shell takes them */
export function hereCommand(words: readonly string[], place: Place): string {
  return ["routera", ...words, ...placeFlags(place).flat()].join(" ");
}

/** The flags that say where a call goes, each with its value as a shell takes it. */
function placeFlags({ profile, baseUrl, config }: Place): readonly (readonly [string, string])[] {
  const flags = [
    ["--profile", profile],
    ["--base-url", baseUrl],
    ["--config", config],
  ] as const;
  return flags.flatMap(([flag, value]) => (value === undefined ? [] : [[flag, shellWord(value)] as const]));
}
