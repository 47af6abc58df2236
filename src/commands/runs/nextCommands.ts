/** What can be typed once a run has ended. Pure. */
import type { Globals } from "../../cli/globals.ts";
import { shellWord } from "../../profile/shellWord.ts";

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
export function placeFlags({ profile, baseUrl, config }: Place): readonly (readonly [string, string])[] {
  const flags = [
    ["--profile", profile],
    ["--base-url", baseUrl],
    ["--config", config],
  ] as const;
  return flags.flatMap(([flag, value]) => (value === undefined ? [] : [[flag, shellWord(value)] as const]));
}
