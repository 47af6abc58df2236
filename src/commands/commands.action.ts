/** `routera commands`: what it does. */
import {
  type ArgumentFacts,
  type CommandFacts,
  catalogue,
  type FlagFacts,
  flagFacts,
  usageLine,
} from "../cli/catalogue.ts";
import { type CommandResult, result } from "../cli/command.ts";
import type { Context } from "../cli/context.ts";
import { globalFlags } from "../cli/globals.ts";
import { FORMAT_NAMES } from "../config/formats.ts";
import { type JsonObject, jsonNumber } from "../json.ts";
import { BASELINE_VERSION } from "../plans/baseline/baseline.ts";
import { PLAN_VERSION } from "../plans/plan.ts";
import { JOURNAL_VERSION } from "../runs/journal/record.ts";
import { layoutTable } from "../terminal/table.ts";
import type { View } from "../views/view.ts";
import { exitCodeTable, TOPICS, VARIABLE_FACTS } from "./topics/index.ts";

/** The version of what `routera commands --json` prints; it changes when a key changes its meaning or goes away. */
const COMMANDS_VERSION = 1;

type Listing = { readonly version: string; readonly commands: readonly CommandFacts[] };

export async function execute({ tree, version }: Context): Promise<CommandResult> {
  return result(commandsView, { version, commands: catalogue(tree) });
}

const commandsView: View<Listing> = {
  table: ({ commands }, page) =>
    layoutTable(
      [{ title: "Command", keep: true }, { title: "Description" }],
      commands.map((facts) => [usageLine(facts), facts.summary]),
      page,
    ),
  value: ({ version, commands }) => ({
    one: {
      program: "routera",
      version,
      versions: {
        commands: jsonNumber(COMMANDS_VERSION),
        plan: jsonNumber(PLAN_VERSION),
        journal: jsonNumber(JOURNAL_VERSION),
        stamp: jsonNumber(BASELINE_VERSION),
      },
      commands: commands.map(commandJson),
      global_flags: flagFacts(globalFlags).map(flagJson),
      exit_codes: exitCodeTable().map(({ code, means }) => ({ code: jsonNumber(code), means })),
      formats: [...FORMAT_NAMES],
      topics: Object.entries(TOPICS).map(([name, { summary }]) => ({ name, summary })),
      environment: VARIABLE_FACTS.flatMap(([names, means]) => names.map((name) => ({ name, means }))),
    },
  }),
};

function commandJson(facts: CommandFacts): JsonObject {
  return {
    name: facts.path.join(" "),
    path: [...facts.path],
    usage: `${usageLine(facts)} [flags]`,
    summary: facts.summary,
    description: facts.description,
    arguments: facts.arguments.map(argumentJson),
    flags: facts.flags.map(flagJson),
    examples: facts.examples.map(({ line, does }) => ({ line, does })),
  };
}

function argumentJson(facts: ArgumentFacts): JsonObject {
  return { ...facts, choices: facts.choices && [...facts.choices] };
}

function flagJson(facts: FlagFacts): JsonObject {
  return { ...facts, choices: facts.choices && [...facts.choices] };
}
