/** The tree of commands, as data: all that parser, help, completion and manual know. */
import type { Flags, Offer, ValuesOf } from "./flag.ts";

/** A positional argument. */
export type Argument = {
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
  /** True for the last one only: it takes all remaining words, at least one unless it is optional. */
  readonly many?: boolean;
  /** The only values allowed, where there are such. */
  readonly choices?: readonly string[];
  /** What TAB may offer for it. */
  readonly offers?: Offer;
};

/** A command line that works, and what it does. */
export type Example = { readonly line: string; readonly does: string };

/** What was typed, cut into words. */
export type TypedWords<F extends Flags> = {
  /** By the argument's name; undefined for an optional one that was omitted. */
  readonly arguments: Readonly<Record<string, string | undefined>>;
  /** The words of the argument that takes many. */
  readonly rest: readonly string[];
  readonly flags: ValuesOf<F>;
};

/** One command, its types kept inside. */
export type Command = {
  readonly kind: "command";
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly arguments: readonly Argument[];
  readonly flags: Flags;
  readonly examples: readonly Example[];
  /**
   * Where the format of the result comes from; by default the settings, which may come from files. `environment`: flags and
   * environment alone, for a command that works whatever the configuration says. `flags`: for a text that another program
   * reads as it is (a script, a manual page).
   */
  readonly formatFrom?: "environment" | "flags";
  /** Pure: words → what is asked, checked. @throws Failure of kind usage */
  readonly input: (words: TypedWords<Flags>) => unknown;
  /** What it does; its type is known where it is declared. */
  readonly action: () => Promise<unknown>;
};

/** Commands under one word. */
export type Group = {
  readonly kind: "group";
  readonly name: string;
  readonly summary: string;
  readonly children: readonly (Command | Group)[];
};

export function group(name: string, summary: string, children: readonly (Command | Group)[]): Group {
  return { kind: "group", name, summary, children };
}
