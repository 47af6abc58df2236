/** What can be typed once a run has ended. Pure. */
import type { Globals } from "../../cli/globals.ts";
import { shellWord } from "../../profile/shellWord.ts";

type Place = Pick<Globals, "profile" | "baseUrl" | "config">;

type Next = { readonly line: string; readonly does: string };

/** @param about.read false: what the deals held before is not known */
export function nextCommands(about: {
  readonly run: string;
  readonly applied: number;
  /** Rows that a resume would take. */
  readonly left: number;
  readonly read: boolean;
  readonly globals: Place;
}): readonly Next[] {
  const { run, applied, left, read, globals } = about;
  const resume = { does: "do the rest", line: runCommand("resume", run, globals) };
  const undo = { does: "take it back", line: runCommand("undo", run, globals) };
  return [...(left > 0 ? [resume] : []), ...(applied > 0 && read ? [undo] : [])];
}

/** The words of a command about a run, at the same place as this call. */
export function runCommand(verb: string, run: string, globals: Place): string {
  return hereCommand(["runs", verb, run], globals);
}

/** A command at the same place as this call. @param words as a shell takes them */
export function hereCommand(words: readonly string[], { profile, baseUrl, config }: Place): string {
  const place = [
    ...(profile === undefined ? [] : ["--profile", shellWord(profile)]),
    ...(baseUrl === undefined ? [] : ["--base-url", shellWord(baseUrl)]),
    ...(config === undefined ? [] : ["--config", shellWord(config)]),
  ];
  return ["routera", ...words, ...place].join(" ");
}
