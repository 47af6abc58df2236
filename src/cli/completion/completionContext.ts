/** What was typed in front of the cursor, read against the tree: where a shell's user is. Pure, and never refuses. */

import { type Flag, type Flags, flagName } from "../flag.ts";
import { globalFlags } from "../globals.ts";
import type { Command, Group } from "../tree.ts";

export type CompletionContext = {
  /** As deep as the words agree with the tree; undefined behind a word that it does not know. */
  readonly node: Group | Command | undefined;
  /** All flags that may be here, by their camelCase names. */
  readonly flags: Flags;
  /** Texts given so far for each flag; none for a switch. By camelCase name. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Words that are arguments of the command. */
  readonly words: readonly string[];
  /** The flag whose value comes next. */
  readonly open: FlagMatch | undefined;
  /** True behind `--`: no flags any more. */
  readonly ended: boolean;
};

/** A flag with its camelCase name. */
export type FlagMatch = { readonly key: string; readonly flag: Flag<unknown> };

/** @param before the words between the program's name and the one under the cursor */
export function readCompletionContext(tree: Group, before: readonly string[]): CompletionContext {
  let node: Group | Command | undefined = tree;
  let open: FlagMatch | undefined;
  let ended = false;
  const given = new Map<string, readonly string[]>();
  const words: string[] = [];
  const give = ({ key }: FlagMatch, text?: string) =>
    given.set(key, [...(given.get(key) ?? []), ...(text === undefined ? [] : [text])]);

  for (const word of before) {
    if (open) {
      give(open, word);
      open = undefined;
    } else if (!ended && word === "--") ended = true;
    else if (!ended && /^-./s.test(word)) {
      for (const { spelled, value } of flagsIn(word, flagsAt(node))) {
        give(spelled, value);
        open = spelled.flag.value !== undefined && value === undefined ? spelled : undefined;
      }
    } else if (node?.kind === "group") node = node.children.find((child) => child.name === word);
    else words.push(word);
  }
  return { node, flags: flagsAt(node), given, words, open, ended };
}

/** The flag that `--name` or `--no-name` means. */
export function flagNamed(name: string, flags: Flags): FlagMatch | undefined {
  for (const [key, flag] of Object.entries(flags)) {
    const spelled = flagName(key);
    if (name === `--${spelled}` || (flag.negatable && name === `--no-${spelled}`)) return { key, flag };
  }
  return undefined;
}

/** All flags that may be here. */
export function flagsAt(node: Group | Command | undefined): Flags {
  return node?.kind === "command" ? { ...node.flags, ...globalFlags } : globalFlags;
}

type Found = { readonly spelled: FlagMatch; readonly value: string | undefined };

/** `--name`, `--name=value`, `-v`, `-nv`; what is not known is passed over. */
function flagsIn(word: string, flags: Flags): readonly Found[] {
  if (word.startsWith("--")) {
    const at = word.indexOf("=");
    const spelled = flagNamed(at === -1 ? word : word.slice(0, at), flags);
    return spelled ? [{ spelled, value: at === -1 ? undefined : word.slice(at + 1) }] : [];
  }
  return [...word.slice(1)].flatMap((letter) => {
    const found = Object.entries(flags).find(([, flag]) => flag.short === letter);
    return found ? [{ spelled: { key: found[0], flag: found[1] }, value: undefined }] : [];
  });
}
