/** Words → what was asked. Commander reads, it does not run; this is the only file that knows it. */
import { Command as Commander, CommanderError, Option } from "commander";
import { asFailure, type Failure, usage } from "../failure.ts";
import { correctedLine } from "./aliases/correctedLine.ts";
import { type Flag, type Flags, flagName, type Typed } from "./flag.ts";
import {
  type Globals,
  globalFlags,
  parseSelect,
  type TellingFlags,
  tellingFlags,
  typedFormat,
  typedWords,
} from "./globals.ts";
import { commandHelp, groupHelp } from "./help.ts";
import { commandsNamed, joinAlternatives, resolveCommand } from "./resolveCommand.ts";
import type { Command, Group, TypedWords } from "./tree.ts";

/** What one command line asks for: a text to print, or a command to run. */
export type ParsedCommandLine =
  | { readonly kind: "text"; readonly text: string }
  /** The words mean nothing; the flags say how that is reported. */
  | { readonly kind: "refused"; readonly failure: Failure; readonly globals: TellingFlags }
  | {
      readonly kind: "call";
      /** `["deals", "update"]` */
      readonly path: readonly string[];
      readonly command: Command;
      readonly input: unknown;
      readonly globals: Globals;
    };

/**
 * Reads a command line against the tree of commands.
 * @param version the program's version, for `--version`
 */
export function parse(tree: Group, argv: readonly string[], version: string): ParsedCommandLine {
  try {
    const asked = read(tree, argv, version);
    if (asked.kind === "call") {
      // Contradictions among the flags are found before anything is done.
      typedFormat(asked.globals);
      parseSelect(asked.globals.select);
    }
    return asked;
  } catch (error) {
    return { kind: "refused", failure: asFailure(error), globals: tellingFlags(argv) };
  }
}

/** @throws Failure of kind usage */
function read(tree: Group, argv: readonly string[], version: string): ParsedCommandLine {
  refuseSecrets(argv);
  let asked: ParsedCommandLine | undefined;
  const root = build(tree, [], argv, (found) => {
    asked = found;
  });
  root.option("-V, --version", "Print the version");
  root.on("option:version", () => {
    throw new Printed(`${version}\n`);
  });
  try {
    root.parse([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof Printed) return { kind: "text", text: error.text };
    if (!(error instanceof CommanderError)) throw error;
    const here = resolveCommand(tree, argv);
    // Commander shows help where a command is missing; a script that forgot one must not pass for done.
    if (error.code === "commander.unknownCommand" && here.stray !== undefined)
      throw withCorrection(tree, argv, unknownCommand(tree, here.path, here.stray, error));
    if (error.code !== "commander.help") {
      const failure = refusal(error, here.path);
      throw CORRECTABLE.has(failure.code) ? withCorrection(tree, argv, failure) : failure;
    }
    if (here.node.kind === "group" && argv.length > 0) throw noCommand(here.node, here.path);
  }
  return asked ?? { kind: "text", text: groupHelp(tree, []) };
}

/** Thrown out of commander's walk when a text is all that is wanted. */
class Printed extends Error {
  readonly text: string;
  constructor(text: string) {
    super("printed");
    this.text = text;
  }
}

function build(
  node: Group | Command,
  path: readonly string[],
  argv: readonly string[],
  found: (asked: ParsedCommandLine) => void,
): Commander {
  const reader = new Commander(node.name || "routera")
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} })
    .helpOption(false)
    .helpCommand(false)
    .enablePositionalOptions();
  addFlags(reader, globalFlags);
  reader.option("-h, --help", "Show this help");
  reader.on("option:help", () => {
    throw new Printed(node.kind === "group" ? groupHelp(node, path) : commandHelp(node, path));
  });
  if (node.kind === "group") {
    for (const child of node.children) {
      // Only what is spoken of is built; the others are there to be suggested.
      const spoken = argv.includes(child.name);
      reader.addCommand(
        spoken ? build(child, [...path, child.name], argv, found) : new Commander(child.name),
      );
    }
    return reader;
  }
  addFlags(reader, node.flags);
  for (const argument of node.arguments) {
    const name = argument.many ? `${argument.name}...` : argument.name;
    const spelled = argument.optional ? `[${name}]` : `<${name}>`;
    const made = reader.createArgument(spelled, argument.summary);
    if (argument.choices) made.choices(argument.choices);
    reader.addArgument(made);
  }
  reader.action((...given: unknown[]) => {
    found(call(node, path, reader, given.slice(0, node.arguments.length) as Given[]));
  });
  return reader;
}

/** What commander hands over for one argument. */
type Given = string | readonly string[] | undefined;

function call(
  command: Command,
  path: readonly string[],
  reader: Commander,
  values: readonly Given[],
): ParsedCommandLine {
  const levels = [reader.opts()];
  for (let parent = reader.parent; parent; parent = parent.parent) levels.unshift(parent.opts());
  const words: TypedWords<Flags> = {
    arguments: Object.fromEntries(command.arguments.map(({ name }, index) => [name, oneWord(values[index])])),
    rest: values.flatMap((value) => (Array.isArray(value) ? (value as readonly string[]) : [])),
    flags: readFlags(command.flags, levels.slice(-1)) as TypedWords<Flags>["flags"],
  };
  const globals = readFlags(globalFlags, levels) as Globals;
  return { kind: "call", path, command, input: command.input(words), globals };
}

function oneWord(given: Given): string | undefined {
  return typeof given === "string" ? given : undefined;
}

function addFlags(reader: Commander, flags: Flags): void {
  for (const [key, flag] of Object.entries(flags)) {
    const name = flagName(key);
    const spelled = `${flag.short ? `-${flag.short}, ` : ""}--${name}${flag.value ? ` <${flag.value}>` : ""}`;
    const option = new Option(spelled, flag.summary);
    if (flag.choices) option.choices(flag.choices);
    if (flag.value) {
      const check = option.parseArg;
      // `check` is commander's own test of the choices, there only where choices were declared.
      option.argParser((text: string, earlier: unknown) => {
        if (flag.choices && check) check.call(option, text, undefined);
        return [...(Array.isArray(earlier) ? earlier : []), text];
      });
    }
    reader.addOption(option);
    if (flag.negatable) reader.addOption(new Option(`--no-${name}`, flag.summary).default(undefined));
  }
}

function readFlags(flags: Flags, levels: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([key, flag]) => [key, flag.read(typedFor(key, flag, levels), flagName(key))]),
  );
}

/** A global flag may be before the command or behind it; both are collected here. */
function typedFor(key: string, flag: Flag<unknown>, levels: readonly Record<string, unknown>[]): Typed {
  const all = levels.map((level) => level[key]).filter((typed) => typed !== undefined);
  if (all.every((typed) => typeof typed === "boolean")) return all.at(-1) as boolean | undefined;
  const texts = all.flat() as string[];
  if (!flag.repeat && new Set(texts).size > 1) {
    throw usage(
      "duplicate_flag",
      `--${flagName(key)} is given more than once with different values`,
      "remove one of them",
    );
  }
  return texts;
}

function refuseSecrets(argv: readonly string[]): void {
  if (typedWords(argv).some((word) => /^--(access-)?token(=|$)/.test(word))) {
    throw usage(
      "no_token_flag",
      "there is no --token flag: other users and the shell history can see command lines",
      { say: "set ROUTERA_TOKEN in the environment, or log in", run: { command: "auth login" } },
    );
  }
}

function noCommand(group: Group, path: readonly string[]): Failure {
  const words = ["routera", ...path].join(" ");
  const verbs = group.children.map((child) => child.name).join(", ");
  return usage("no_command", `${words} requires a command: ${verbs}`, { help: [...path, "--help"] });
}

const CORRECTABLE: ReadonlySet<string> = new Set(["unknown_option", "excess_arguments"]);

/** Words of other programs get the words of this one as the hint, and no guess from their letters. */
function withCorrection(tree: Group, argv: readonly string[], failure: Failure): Failure {
  const correction = correctedLine(tree, argv);
  if (correction === undefined) return failure;
  if ("reason" in correction) return usage(failure.code, correction.reason, correction.advice);
  const message = failure.message.replace(/ \(Did you mean .*\?\)$/, "");
  return usage(
    failure.code,
    message,
    "line" in correction
      ? { help: correction.line, say: correction.say }
      : joinAlternatives(correction.alternatives, "routera"),
  );
}

/** A command may be in another group than where it was typed. */
function unknownCommand(tree: Group, path: readonly string[], word: string, error: CommanderError): Failure {
  const failure = refusal(error, path);
  const others = commandsNamed(tree, word);
  const isOwn = others.some((other) => path.join(" ") === other.slice(0, -1).join(" "));
  return others.length === 0 || isOwn
    ? failure
    : usage(failure.code, `unknown command '${word}'`, joinAlternatives(others, "routera"));
}

function refusal(error: CommanderError, path: readonly string[]): Failure {
  // `--tokn=secret` must not be echoed: the name of an unknown flag is enough.
  const message =
    error.code === "commander.unknownOption" ? error.message.replace(/=.*'/s, "'") : error.message;
  if (error.code === "commander.excessArguments") {
    // Commander names the words that are too many in some versions; one of them may be a secret.
    const [counts = ""] = /Expected.*but got \d+/.exec(message) ?? [];
    return usage(
      "excess_arguments",
      `too many arguments for '${path.at(-1) ?? "routera"}'.${counts && ` ${counts}.`}`,
      { help: [...path, "--help"] },
    );
  }
  const [fact = "", ...rest] = message.replace(/^error: /, "").split("\n");
  const suggestion = rest.join(" ").trim();
  return usage(
    error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    suggestion ? `${fact} ${suggestion}` : fact,
    { help: [...path, "--help"] },
  );
}
