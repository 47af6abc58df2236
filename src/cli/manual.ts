/** All commands and topics as a manual page in roff's `man` macros. Pure, and the same at every run: it holds no date. */
import { type CommandFacts, type FlagFacts, usageLine, withNotes } from "./catalogue.ts";
import type { Example } from "./tree.ts";

export type Manual = {
  readonly version: string;
  readonly summary: string;
  readonly commands: readonly CommandFacts[];
  /** Flags of every command. */
  readonly flags: readonly FlagFacts[];
  readonly topics: readonly { readonly name: string; readonly summary: string; readonly text: string }[];
};

export function manualPage({ version, summary, commands, flags, topics }: Manual): string {
  const lines = [
    `.TH ROUTERA 1 "" "routera ${inline(version)}" "User Commands"`,
    ".SH NAME",
    `routera \\- ${inline(lowerFirst(summary))}`,
    ".SH SYNOPSIS",
    ".B routera",
    inline("<command> [flags]"),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH GLOBAL FLAGS",
    ...flags.flatMap(flagLines),
    ...entry("-h, --help", "Show help"),
    ...entry("-V, --version", "Print the version"),
    ...topics.flatMap((topic) => [`.SH ${inline(heading(topic.name))}`, ...literal(topic.text)]),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(command: CommandFacts): readonly string[] {
  return [
    `.SS ${inline(usageLine(command))} [flags]`,
    ...command.description.split("\n").map(textLine),
    ...command.arguments.flatMap(({ name, summary, choices }) =>
      entry(name, choices ? `${summary} (one of ${choices.join(", ")})` : summary),
    ),
    ...command.flags.flatMap(flagLines),
    ...(command.examples.length > 0
      ? [".PP", "Examples:", ".PP", ...literal(examplesText(command.examples))]
      : []),
  ];
}

function examplesText(examples: readonly Example[]): string {
  return examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join("\n");
}

function flagLines(flag: FlagFacts): readonly string[] {
  const names = [flag.short, flag.name, flag.negated].filter((name) => name !== null).join(", ");
  const notes = [
    flag.choices ? `one of ${flag.choices.join(", ")}` : "",
    flag.repeatable ? "repeatable" : "",
  ];
  const text = withNotes(flag.summary, notes);
  return entry(flag.value === null ? names : `${names} <${flag.value}>`, text);
}

function entry(tag: string, text: string): readonly string[] {
  return [".TP", `.B ${inline(tag)}`, textLine(text)];
}

/** Lines as they are, in a fixed font. */
function literal(text: string): readonly string[] {
  return [".nf", ...text.trimEnd().split("\n").map(textLine), ".fi"];
}

/** A line of text that roff cannot take for a request. */
function textLine(text: string): string {
  if (text.trim() === "") return ".sp";
  return /^[.']/.test(text) ? `\\&${inline(text)}` : inline(text);
}

/** Text in which nothing means anything to roff. What is not ASCII is named by its number: any roff reads that. */
function inline(text: string): string {
  return text
    .replace(/[\\"'`^~-]/g, (found) => ESCAPES[found] ?? found)
    .replace(
      /[^\n -~]/gu,
      (found) => `\\[u${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\e",
  '"': "\\(dq",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  "-": "\\-",
};

function heading(name: string): string {
  return name.replaceAll("-", " ").toUpperCase();
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
