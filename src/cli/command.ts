/** How a command is declared: data, a pure request builder, and an action that is loaded when it is asked for. Knows nothing of commander. */
import type { Outcome } from "../failure.ts";
import type { View } from "../views/view.ts";
import type { Context } from "./context.ts";
import type { Flags } from "./flag.ts";
import type { Command, Words } from "./tree.ts";

/** What a command does once it is asked to: loaded at its first use, so that other calls do not pay for it. */
export type Action<Request, Result> = {
  readonly run: (context: Context, request: Request) => Promise<Result>;
  /** How the result is drawn; may depend on what came out. Undefined: nothing is printed. */
  readonly view: (result: Result) => View<Result> | undefined;
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
