/** A command line of other programs → the words of this one, as far as they are known: for the hint of an error. Pure. */
import { FORMAT_NAMES } from "../../config/formats.ts";
import { type FlagMatch, flagNamed, flagsAt } from "../completion/completionContext.ts";
import type { Flags } from "../flag.ts";
import type { Command, Group } from "../tree.ts";
import { flagMeant, type Meaning, meaningOf, OUTPUT_FLAGS, whyNeedless } from "./aliases.ts";

export type Correction =
  /** The command line to type, and what is to be said of it. */
  | { readonly line: readonly string[]; readonly say?: string | undefined }
  /** Paths of the commands that may be meant. */
  | { readonly alternatives: readonly (readonly string[])[] }
  | Extract<Meaning, { reason: string }>;

/** @returns undefined where no other word is known for one of these */
export function correctedLine(tree: Group, argv: readonly string[]): Correction | undefined {
  const { before, words, rest } = splitAtCommand(tree, argv);
  const found = nodeAt(tree, words);
  if (found.path.length > 0 && found.node.kind === "command") {
    return correctedFlags(
      found.node,
      [...before, ...found.path],
      [...words.slice(found.path.length), ...rest],
    );
  }
  const meant = meaningOf(words, (path) => isCommand(tree, path));
  if (meant === undefined) return undefined;
  const { length, meaning } = meant;
  if ("reason" in meaning) return meaning;
  const [command = "", ...others] = meaning.commands;
  if (others.length > 0) return { alternatives: meaning.commands.map((one) => one.split(" ")) };
  if (command.startsWith("-")) return { line: [command] };
  const path = command.split(" ");
  const { node } = nodeAt(tree, path);
  const after = [...words.slice(length), ...rest];
  if (node.kind === "group") return undefined;
  return correctedFlags(node, [...before, ...path], after, true);
}

/** Paths of the commands that the words of a help topic mean. */
export function commandsMeant(tree: Group, words: readonly string[]): readonly (readonly string[])[] {
  const meaning = meaningOf(words, (path) => isCommand(tree, path))?.meaning;
  if (meaning === undefined || "reason" in meaning) return [];
  return meaning.commands.filter((command) => !command.startsWith("-")).map((command) => command.split(" "));
}

type Split = {
  /** Global flags in front of the command, with their values. */
  readonly before: readonly string[];
  /** Words up to the first flag. */
  readonly words: readonly string[];
  readonly rest: readonly string[];
};

function splitAtCommand(tree: Group, argv: readonly string[]): Split {
  const flags = flagsAt(tree);
  let at = 0;
  while (at < argv.length && isFlag(argv[at])) {
    const { known, value } = flagIn(argv[at] ?? "", flags);
    if (known === undefined) break;
    at += known.flag.value !== undefined && value === undefined ? 2 : 1;
  }
  const from = argv.slice(at);
  const end = from.findIndex(isFlag);
  const words = end === -1 ? from : from.slice(0, end);
  return { before: argv.slice(0, at), words, rest: end === -1 ? [] : from.slice(end) };
}

function isCommand(tree: Group, path: readonly string[]): boolean {
  const found = nodeAt(tree, path);
  return found.node.kind === "command" && found.path.length === path.length;
}

/** As deep as the words agree with the tree. */
function nodeAt(
  tree: Group,
  words: readonly string[],
): { readonly node: Group | Command; readonly path: readonly string[] } {
  let node: Group | Command = tree;
  const path: string[] = [];
  for (const word of words) {
    const child: Group | Command | undefined =
      node.kind === "group" ? node.children.find(({ name }) => name === word) : undefined;
    if (child === undefined) break;
    node = child;
    path.push(word);
  }
  return { node, path };
}

/** Behind a flag that no one knows nothing is repeated: it may be the value of one, and a secret. */
function correctedFlags(
  command: Command,
  path: readonly string[],
  words: readonly string[],
  isOtherCommand = false,
): Correction | undefined {
  const flags = flagsAt(command);
  const line: string[] = [...path];
  let say: string | undefined;
  let operands = 0;
  let isCorrected = isOtherCommand;
  const most = command.arguments.some(({ many }) => many)
    ? Number.POSITIVE_INFINITY
    : command.arguments.length;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (!isFlag(word)) {
      const flag =
        operands >= most || /^[\w.-]+=/.test(word) ? operandFlag(word, flags, operands >= most) : undefined;
      if (flag !== undefined) line.push(flag, word);
      else if (operands >= most) return finish();
      else line.push(word);
      if (flag === undefined) operands++;
      else isCorrected = true;
      continue;
    }
    const { known, name, value } = flagIn(word, flags);
    const next = value ?? words[at + 1];
    if (known !== undefined) {
      line.push(word);
      if (known.flag.value !== undefined && value === undefined && next !== undefined)
        line.push(words[++at] ?? "");
      continue;
    }
    const meant = meantFlag(name, next, flags);
    if (meant === undefined) return finish();
    isCorrected = true;
    say = meant.say ?? say;
    line.push(...meant.words);
    if (meant.takesNext && value === undefined) at++;
  }
  return finish();

  function finish(): Correction | undefined {
    return isCorrected ? { line, say } : undefined;
  }
}

type MeantFlag = { readonly words: readonly string[]; readonly takesNext: boolean; readonly say?: string };

function meantFlag(name: string, value: string | undefined, flags: Flags): MeantFlag | undefined {
  if (OUTPUT_FLAGS.has(name)) return outputFlag(value, flags);
  const format = FORMAT_NAMES.find((one) => name === `--${one}`);
  if (format !== undefined) return { words: ["--format", format], takesNext: false };
  if (name === "--jq") return { words: ["--json"], takesNext: true, say: "print JSON and pipe it to jq" };
  const meant = flagMeant(name, flags);
  if (meant !== undefined) {
    const takes = flagNamed(meant, flags)?.flag.value !== undefined && meant !== "--no-color";
    if (!takes || value === undefined) return { words: [meant], takesNext: takes };
    return { words: [meant, meant === "--where" ? conditionOf(value) : value], takesNext: true };
  }
  const why = whyNeedless(name);
  return why === undefined ? undefined : { words: [], takesNext: false, say: why };
}

/** A text to search for is no condition. */
function conditionOf(value: string): string {
  return /[=!~<>]|\sin\s/.test(value) ? value : `deal_name~${value}`;
}

function outputFlag(value: string | undefined, flags: Flags): MeantFlag | undefined {
  if (value === undefined || isFlag(value)) return { words: ["--json"], takesNext: false };
  const format = FORMAT_NAMES.find((one) => one === value.toLowerCase());
  if (format !== undefined) return { words: ["--format", format], takesNext: true };
  if (flagNamed("--out", flags) !== undefined) return { words: ["--out", value], takesNext: true };
  return { words: ["--json"], takesNext: true, say: `formats are ${FORMAT_NAMES.join(", ")}` };
}

/** The flag that an operand such as `name=x` or `amount>=5` belongs to. */
function operandFlag(word: string, flags: Flags, isExcess: boolean): string | undefined {
  if (
    /^[\w.-]+=/.test(word) &&
    flagNamed("--field", flags) !== undefined &&
    flagNamed("--where", flags) === undefined
  )
    return "--field";
  if (isExcess && /^[\w.-]+\s*(?:[=!~<>])/.test(word) && flagNamed("--where", flags) !== undefined)
    return "--where";
  return undefined;
}

function isFlag(word: string | undefined): boolean {
  return word !== undefined && /^-./s.test(word) && word !== "--";
}

function flagIn(
  word: string,
  flags: Flags,
): { readonly name: string; readonly known: FlagMatch | undefined; readonly value: string | undefined } {
  const at = word.indexOf("=");
  const name = at === -1 ? word : word.slice(0, at);
  const short = /^-[^-]$/.test(name)
    ? Object.entries(flags).find(([, { short }]) => short === name[1])
    : undefined;
  const known = short === undefined ? flagNamed(name, flags) : { key: short[0], flag: short[1] };
  return { name, known, value: at === -1 ? undefined : word.slice(at + 1) };
}
