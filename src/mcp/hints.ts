/** Hints for agents: a tool where there is one, else the command that a person types. */
import type { CommandWording } from "../cli/hints.ts";
import {
  type CommandPath,
  type HintedCommand,
  type HintTable,
  type OptionKey,
  type Word,
  wordHint,
  wordsText,
} from "../hint.ts";

/** Options that are arguments of a tool; all others are flags of the command that starts the server, or of another one. */
const ARGUMENTS: { readonly [Key in OptionKey]?: string } = {
  archived: "archived",
  by: "by",
  clear: "null",
  field: "fields",
  fieldFile: "fields",
  fieldJson: "fields",
  fieldsJson: "fields",
  limit: "limit",
  properties: "properties",
  where: "where",
};

/** The call of a tool; undefined where only a person can do it. */
const CALLS: Readonly<Record<CommandPath, ((run: HintedCommand) => string) | undefined>> = {
  "auth login": undefined,
  "auth logout": undefined,
  "auth status": undefined,
  "deals apply": undefined,
  "deals get": ({ operands = [] }) => call("get_deals", "ids", operands, (ids) => ids),
  "deals list": () => "list_deals",
  "deals plan": () => "plan_changes",
  "deals update": () => "plan_changes",
  doctor: undefined,
  "plans show": undefined,
  "profile list": undefined,
  "profile remove": undefined,
  "profile set": undefined,
  "profile show": undefined,
  "profile trust": undefined,
  "profile use": undefined,
  "runs list": () => "list_runs",
  "runs prune": undefined,
  "runs resume": undefined,
  "runs show": ({ operands = [] }) => call("show_run", "run", operands, ([run]) => run),
  "runs undo": ({ operands = [] }) => call("undo_run", "run", operands, ([run]) => run),
  "sandbox serve": undefined,
};

const WRITES: ReadonlySet<CommandPath> = new Set(["runs undo"]);

/** @param canWrite false: the tools that write are not there */
export function agentWording(commandLine: CommandWording, canWrite: boolean): CommandWording {
  const callOf = (run: HintedCommand): string | undefined =>
    WRITES.has(run.command) && !canWrite ? undefined : CALLS[run.command]?.(run);
  const words: CommandWording["words"] = (sentence) =>
    wordsText(sentence, (term) => {
      const name = "option" in term ? ARGUMENTS[term.option] : undefined;
      if ("option" in term && typeof term.value === "string") {
        const { option, value } = term;
        if (option === "ignoreColumn") return `rows without ${literal(value)}`;
        const [key = "", field = ""] = value.split("=");
        if (option === "map") return `rows with ${literal(field)} instead of ${literal(key)}`;
      }
      if (name === undefined || !("option" in term)) return commandLine.words([term]);
      const { value } = term;
      return value === undefined ? name : `${name}: ${value === false ? "false" : literal(value)}`;
    });
  const table: HintTable<ReturnType<CommandWording["hint"]>> = {
    run: (hint) => {
      const named = callOf(hint.run);
      const say = hint.say === undefined ? undefined : words(hint.say);
      if (named !== undefined) {
        return { hint: say === undefined ? named : `${say}: ${named}`, command: undefined };
      }
      return commandLine.hint(say === undefined ? hint : { ...hint, say });
    },
    shell: commandLine.hint,
    help: commandLine.hint,
    logIn: commandLine.hint,
    again: ({ again: { after } }) => ({
      hint: after === undefined ? "call the tool again" : `call the tool again in ${after}`,
      command: undefined,
    }),
    checkAddress: commandLine.hint,
    nameCaFile: commandLine.hint,
    reportBug: commandLine.hint,
    say: (hint) => ({ hint: words(hint.say), command: undefined }),
  };
  return {
    words,
    line: (run) => callOf(run) ?? commandLine.line(run),
    hint: (hint) => wordHint(hint, table),
  };
}

function call(
  name: string,
  argument: string,
  operands: readonly Word[],
  pick: (texts: readonly string[]) => unknown,
): string {
  const texts = operands.filter((word) => typeof word === "string");
  return texts.length === 0 ? name : `${name} ${JSON.stringify({ [argument]: pick(texts) })}`;
}

function literal(word: Word): string {
  return typeof word === "string" ? JSON.stringify(word) : word.placeholder;
}
