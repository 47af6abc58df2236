/** How a command is declared: data, a pure builder of its input, and an action that is loaded when it is asked for. Knows nothing of commander. */
import type { Outcome } from "../failure.ts";
import type { View } from "../views/view.ts";
import type { Context } from "./context.ts";
import type { Flags } from "./flag.ts";
import type { Command, TypedWords } from "./tree.ts";

/** What a command does: a module that is loaded at its first use, so that other commands do not pay for it. */
export type Action<Input> = {
  readonly execute: (context: Context, input: Input) => Promise<CommandResult>;
};

/** What came out, and how it is drawn. A value may continue while it is drawn, so the rest is asked for afterwards. */
export type CommandResult = {
  /** Undefined: nothing is printed. */
  readonly view: View<unknown> | undefined;
  readonly value: unknown;
} & Effects;

type Effects = {
  /** Outcome of the change, in Routera or here: a full disk on stdout does not undo it. */
  readonly outcome: () => Outcome;
  readonly exitCode: () => number;
  /** What continues once the result is printed, for a command that stays (a server). */
  readonly after: () => Promise<void>;
};

/** The result of a command. @param effects for one that changes something, or that can end with another exit code than 0 */
export function result<Value>(
  view: View<Value>,
  value: Value,
  effects: Partial<Effects> = {},
): CommandResult {
  return { ...NO_EFFECTS, ...effects, view, value };
}

/** The result of a command that had stdout for itself. */
export function noResult(): CommandResult {
  return { ...NO_EFFECTS, view: undefined, value: undefined };
}

const NO_EFFECTS: Effects = { outcome: () => "not_applied", exitCode: () => 0, after: async () => {} };

/** Checks the types of a command's parts against each other, then forgets them, but for the names of its flags. */
export function command<const F extends Flags, Input>(
  parts: Omit<Command, "kind" | "flags" | "input" | "action"> & {
    readonly flags: F;
    readonly input: (words: TypedWords<F>) => Input;
    readonly action: () => Promise<Action<Input>>;
  },
): Command & { readonly flags: F } {
  return { kind: "command", ...parts } as unknown as Command & { readonly flags: F };
}
