/** Help texts, drawn from the same declarations that parsing uses. Pure. */

import { withNotes } from "./catalogue.ts";
import { type Flags, flagName } from "./flag.ts";
import { globalFlags } from "./globals.ts";
import type { Command, Example, Group } from "./tree.ts";

const LEFT = 28;

/** Help of one command: usage, examples first, then arguments and flags. */
export function commandHelp(command: Command, path: readonly string[]): string {
  const words = command.arguments.map(({ name, optional, many }) => {
    const spelled = many ? `${name}...` : name;
    return optional ? `[${spelled}]` : `<${spelled}>`;
  });
  return paragraphs([
    command.description ?? `${upperFirst(command.summary)}.`,
    section("Usage", [`  ${["routera", ...path, ...words, "[flags]"].join(" ")}`]),
    examplesSection(command.examples),
    section(
      "Arguments",
      command.arguments.map((one) => entry(one.name, one.summary)),
    ),
    ...flagSections(command.flags),
    section("Global flags", [...flagLines(globalFlags), entry("-h, --help", "Show this help")]),
    "Run `routera help exit-codes` for the exit codes.",
  ]);
}

const HEADING = /^[A-Z][A-Za-z ]{0,40}:$/gm;

/** The same help with its headings in bold. */
export function boldHeadings(text: string, { bold }: { readonly bold: (text: string) => string }): string {
  return text.replace(HEADING, (heading) => bold(heading));
}

/** Commands with fewer flags have one list of them. */
const MANY_FLAGS = 8;

/** Headings for the flags of commands that have many, and what belongs below them. */
const FLAG_GROUPS: readonly (readonly [title: string, flags: readonly string[]])[] = [
  [
    "Input flags",
    [
      ...["inputFormat", "sheet", "idColumn", "by", "mapping", "saveMapping", "map", "jsonColumn"],
      ...["ignoreColumn", "decimal", "accept", "ignoreBaseline", "emptyCells", "lint"],
    ],
  ],
  ["Filter flags", ["where", "allowIncomplete", "archived", "retry", "shard"]],
  ["Field flags", ["field", "fieldJson", "fieldFile", "clear", "fieldsJson"]],
  ["Confirmation flags", ["yes", "approve", "dryRun", "strict"]],
  ["Limit flags", ["limit", "maxChanges", "maxErrors", "failFast", "concurrency", "rate", "read"]],
  ["Output flags", ["out", "force", "failures", "exitCode", "properties", "report", "annotations"]],
];

function flagSections(flags: Flags): readonly string[] {
  const entries = Object.entries(flags);
  if (entries.length < MANY_FLAGS) return [section("Flags", flagLines(flags))];
  const grouped = new Set(FLAG_GROUPS.flatMap(([, names]) => names));
  const among = (isAmong: (name: string) => boolean): Flags =>
    Object.fromEntries(entries.filter(([name]) => isAmong(name)));
  return [
    ...FLAG_GROUPS.map(([title, names]) => section(title, flagLines(among((name) => names.includes(name))))),
    section("Other flags", flagLines(among((name) => !grouped.has(name)))),
  ];
}

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Help of a group, examples first, or of the program itself for an empty path. */
export function groupHelp(group: Group, path: readonly string[]): string {
  const usage = ["routera", ...path, "<command>", "[flags]"].join(" ");
  const commands =
    path.length > 0
      ? [
          section(
            "Commands",
            group.children.map((child) => entry(child.name, child.summary)),
          ),
        ]
      : group.children.map((child) =>
          child.kind === "group"
            ? section(
                child.summary,
                child.children.map((leaf) => entry(`${child.name} ${leaf.name}`, leaf.summary)),
              )
            : "",
        );
  const alone = path.length > 0 ? [] : group.children.filter((child) => child.kind === "command");
  return paragraphs([
    path.length > 0 ? group.summary : `${group.summary}.`,
    section("Usage", [`  ${usage}`]),
    examplesSection(path.length > 0 ? examplesOf(group) : [FIRST]),
    ...commands,
    section(
      "Other commands",
      alone.map((child) => entry(child.name, child.summary)),
    ),
    `Run \`${["routera", ...path, "<command>", "--help"].join(" ")}\` for help with a command.`,
  ]);
}

/** The first line to type of all. */
const FIRST: Example = {
  line: 'routera --profile sandbox deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_name="Enterprise plan"',
  does: "Update a deal in the sandbox; no account needed",
};

/** What each command of the group is for; of a lone command all that it can do. */
function examplesOf({ children }: Group): readonly Example[] {
  const most = children.length === 1 ? undefined : 1;
  return children.flatMap((child) =>
    child.kind === "group" ? examplesOf(child) : child.examples.slice(0, most),
  );
}

function examplesSection(examples: readonly Example[]): string {
  return section(
    "Examples",
    examples.flatMap(({ does, line }) => [`  # ${does}`, `  ${line}`]),
  );
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`${title}:`, ...lines].join("\n");
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function entry(left: string, right: string): string {
  return left.length < LEFT ? `  ${left.padEnd(LEFT)}${right}` : `  ${left}\n  ${" ".repeat(LEFT)}${right}`;
}

function flagLines(flags: Flags): readonly string[] {
  return Object.entries(flags).map(([key, flag]) => {
    const short = flag.short ? `-${flag.short}, ` : "    ";
    const name = flag.negatable ? `--${flagName(key)}, --no-${flagName(key)}` : `--${flagName(key)}`;
    const notes = [flag.choices ? `one of ${flag.choices.join(", ")}` : "", flag.repeat ? "repeatable" : ""];
    return entry(`${short}${name}${flag.value ? ` <${flag.value}>` : ""}`, withNotes(flag.summary, notes));
  });
}
