/**
 * The command tree as plain data for programs and the manual page, and as one sorted line for everything that can be
 * typed.
 */

import { type Flag, type Flags, flagName } from "./flag.ts";
import { globalFlags } from "./globals.ts";
import type { Argument, Command, Example, Group } from "./tree.ts";

export type CommandFacts = {
  /** `["deals", "update"]` */
  readonly path: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly ArgumentFacts[];
  readonly flags: readonly FlagFacts[];
  readonly examples: readonly Example[];
};

export type ArgumentFacts = {
  readonly name: string;
  readonly summary: string;
  readonly required: boolean;
  /** Takes all remaining words. */
  readonly repeatable: boolean;
  readonly choices: readonly string[] | null;
};

export type FlagFacts = {
  /** `--dry-run` */
  readonly name: string;
  /** `-n` */
  readonly short: string | null;
  /** `--no-color`, for a switch that can be turned off, too. */
  readonly negated: string | null;
  readonly type: "switch" | "choice" | "text";
  /** Name of the value in usage lines: `key=value`, `n`. */
  readonly value: string | null;
  readonly summary: string;
  readonly repeatable: boolean;
  readonly choices: readonly string[] | null;
  /** What counts when it is not typed, as far as that does not come from the settings or from Routera. */
  readonly default: boolean | null;
};

/** Every command, in the order of the tree. */
export function catalogue(group: Group, path: readonly string[] = []): readonly CommandFacts[] {
  return group.children.flatMap((child) => {
    const here = [...path, child.name];
    return child.kind === "group" ? catalogue(child, here) : [commandFacts(child, here)];
  });
}

export function flagFacts(flags: Flags): readonly FlagFacts[] {
  return Object.entries(flags).map(([key, flag]) => factsOf(flagName(key), flag));
}

/** `routera deals update <id> [flags]` without the flags. */
export function usageLine({ path, arguments: words }: Pick<CommandFacts, "path" | "arguments">): string {
  return ["routera", ...path, ...words.map(argumentWord)].join(" ");
}

/** `<id>`, `[topic]`, `[key=value...]` */
function argumentWord({ name, required, repeatable }: ArgumentFacts): string {
  const spelled = repeatable ? `${name}...` : name;
  return required ? `<${spelled}>` : `[${spelled}]`;
}

function commandFacts(command: Command, path: readonly string[]): CommandFacts {
  return {
    path,
    summary: command.summary,
    description: command.description ?? `${command.summary}.`,
    arguments: command.arguments.map(argumentFacts),
    flags: flagFacts(command.flags),
    examples: command.examples,
  };
}

function argumentFacts({ name, summary, optional, many, choices }: Argument): ArgumentFacts {
  return { name, summary, required: !optional, repeatable: many === true, choices: choices ?? null };
}

function factsOf(name: string, flag: Flag<unknown>): FlagFacts {
  const untyped = flag.read(undefined, name);
  return {
    name: `--${name}`,
    short: flag.short === undefined ? null : `-${flag.short}`,
    negated: flag.negatable ? `--no-${name}` : null,
    type: flag.value === undefined ? "switch" : flag.choices ? "choice" : "text",
    value: flag.value ?? null,
    summary: flag.summary,
    repeatable: flag.repeat,
    choices: flag.choices ?? null,
    default: typeof untyped === "boolean" ? untyped : null,
  };
}

export function surface(tree: Group): string {
  const commands = catalogue(tree).flatMap((command) => {
    const name = ["routera", ...command.path].join(" ");
    return [
      name,
      ...command.arguments.map((one, at) => `${name} ${at + 1}: ${argumentWord(one)}${choicesOf(one)}`),
      ...command.flags.map((flag) => `${name} ${spelled(flag)}`),
    ];
  });
  const globals = flagFacts(globalFlags).map((flag) => `routera ${spelled(flag)}`);
  const lines = [...commands, ...globals, "routera --help, -h", "routera --version, -V"];
  return `${lines.sort().join("\n")}\n`;
}

function spelled(flag: FlagFacts): string {
  const names = [flag.name, flag.short, flag.negated].filter((name) => name !== null).join(", ");
  const value = flag.value === null ? "" : ` <${flag.value}>`;
  return `${names}${value}${choicesOf(flag)}${flag.repeatable ? " (repeatable)" : ""}`;
}

function choicesOf({ choices }: { readonly choices: readonly string[] | null }): string {
  return choices === null ? "" : ` {${choices.join(",")}}`;
}

/** The summary of a flag with further notes in its parentheses. Empty notes are dropped. */
export function withNotes(summary: string, notes: readonly string[]): string {
  const note = notes.filter((one) => one !== "").join("; ");
  if (note === "") return summary;
  return summary.endsWith(")") ? `${summary.slice(0, -1)}; ${note})` : `${summary} (${note})`;
}
