/** How a command is declared: data, a pure request builder, a run and a view. Knows nothing of commander. */
import type { Outcome } from "../failure.ts";
import type { View } from "../views/view.ts";
import type { Context } from "./context.ts";
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
export type Words<F extends Flags> = {
  /** By the argument's name; undefined for an optional one that was left out. */
  readonly arguments: Readonly<Record<string, string | undefined>>;
  /** The words of the argument that takes many. */
  readonly rest: readonly string[];
  readonly flags: ValuesOf<F>;
};

/** What a command does once it is asked to: loaded at its first use, so that other calls do not pay for it. */
export type Action<Request, Result> = {
  readonly run: (context: Context, request: Request) => Promise<Result>;
  /** How the result is drawn; may depend on what came out. */
  readonly view: (result: Result) => View<Result>;
  /** The exit code of a result, where it is not always 0. */
  readonly exitCode?: (result: Result) => number;
  /** What became of the change, in Routera or here, where the command makes one: a full disk on stdout does not undo it. */
  readonly outcome?: (result: Result) => Outcome;
  /** True for a command that works whatever the configuration says: its format comes from flags and environment alone. */
  readonly withoutSettings?: boolean;
  /** True for a text that another program reads as it is (a script, a manual page): only flags change its format. */
  readonly verbatim?: boolean;
  /** What goes on once the result is printed, for a command that stays (a server). */
  readonly after?: (context: Context, result: Result) => Promise<void>;
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
  /** Pure: words → what is asked, checked. @throws Failure of kind usage */
  readonly request: (words: Words<Flags>) => unknown;
  readonly action: () => Promise<Action<unknown, unknown>>;
};

/** Commands under one word. */
export type Group = {
  readonly kind: "group";
  readonly name: string;
  readonly summary: string;
  readonly children: readonly (Command | Group)[];
};

/** Checks the types of a command's parts against each other, then forgets them, but for the names of its flags. */
export function command<const F extends Flags, Request, Result>(
  parts: Omit<Command, "kind" | "flags" | "request" | "action"> & {
    readonly flags: F;
    readonly request: (words: Words<F>) => Request;
    readonly action: () => Promise<Action<Request, Result>>;
  },
): Command & { readonly flags: F } {
  return { kind: "command", ...parts } as unknown as Command & { readonly flags: F };
}

export function group(name: string, summary: string, children: readonly (Command | Group)[]): Group {
  return { kind: "group", name, summary, children };
}
