/** Commands inside a hint → the same commands at the place of this call. Pure. */
import type { Failure } from "../failure.ts";
import { type Place, placeFlags } from "./runs/nextCommands.ts";

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
