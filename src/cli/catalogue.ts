/** The tree of commands as plain facts, for programs, the manual page and the list of everything that can be typed. Pure. */
import type { Argument, Command, Example, Group } from "./command.ts";
import { type Flag, type Flags, flagName } from "./flag.ts";

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
export function argumentWord({ name, required, repeatable }: ArgumentFacts): string {
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
