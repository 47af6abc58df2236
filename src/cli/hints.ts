/** Commands in hints and after a run, with the flags that lead to the same target as this invocation. Pure. */

import { VARIABLES } from "../config/variables.ts";
import {
  type FailureText,
  type Hint,
  type HintedCommand,
  type HintTable,
  type LoginReason,
  type OptionKey,
  option,
  placeholder,
  variable,
  type Word,
  type Wording,
  type Words,
  wordHint,
  words,
  wordsText,
} from "../hint.ts";
import { type Shell, shellWord } from "../text/shellQuote.ts";
import { type Flags, flagName } from "./flag.ts";
import type { Globals } from "./globals.ts";

/** The flags of a call that say where it goes. */
export type TargetFlags = Pick<Globals, "profile" | "baseUrl" | "config">;

export const NO_TARGET_FLAGS: TargetFlags = { profile: undefined, baseUrl: undefined, config: undefined };

/** What a command of a hint is written with. */
export type CommandLine = {
  readonly target: TargetFlags;
  readonly shell: Shell;
  /** The flags, by the options that they are. */
  readonly flags: Flags;
  /** The words of a command, and which of the flags of this call it needs to lead to the same place. */
  readonly commands: Readonly<Record<HintedCommand["command"], CommandWords>>;
};

/** `account`: it goes to the account that the flags of the call name. `config`: it reads the files that they name. */
export type CommandWords = {
  readonly path: readonly string[];
  readonly goesTo: "account" | "config" | "nowhere";
};

export type CommandWording = Wording & {
  /** A command, as it is typed. */
  line(run: HintedCommand): string;
};

export function commandWording(commandLine: CommandLine): CommandWording {
  const text = (sentence: Words): string => sentenceText(sentence, commandLine);
  const line = (run: HintedCommand): string => shellLine(wordsOf(run, commandLine), commandLine.shell);
  const table = tableFor(commandLine, text);
  return { words: text, line, hint: (hint: Hint) => wordHint(hint, table) };
}

type Advice = Pick<FailureText, "hint" | "command">;

function tableFor(commandLine: CommandLine, text: (sentence: Words) => string): HintTable<Advice> {
  /** A sentence that ends in its command, so that it can be pasted. */
  const command = (line: readonly Word[], say: Words | undefined): Advice => {
    const typed = shellLine(line, commandLine.shell);
    return {
      hint: say === undefined ? typed : `${text(say)}: ${typed}`,
      command: line.every((word) => typeof word === "string" && !word.includes("\0"))
        ? (line as readonly string[])
        : undefined,
    };
  };
  const run = (one: HintedCommand, say?: Words): Advice => command(wordsOf(one, commandLine), say);
  const say = (sentence: Words): Advice => ({ hint: text(sentence), command: undefined });
  return {
    run: (hint) => {
      const isTypable =
        hint.otherwise === undefined || (hint.run.operands ?? []).every((word) => hasText(word, commandLine));
      return isTypable ? run(hint.run, hint.say) : say(hint.otherwise ?? "");
    },
    shell: (hint) => {
      if (commandLine.shell === "posix") return command(hint.shell, hint.say);
      const line = windowsLine(hint.shell);
      if (line === undefined)
        return hint.say === undefined ? { hint: undefined, command: undefined } : say(hint.say);
      // cmd and PowerShell run it; it is no program.
      return { ...command(line, hint.say), command: undefined };
    },
    help: ({ help, say: purpose }) => command(["routera", ...help], purpose),
    logIn: ({ logIn }) => {
      const { say: purpose, client } = LOGINS[logIn];
      const options = client ? { clientId: placeholder("ID") } : {};
      return run({ command: "auth login", options }, purpose);
    },
    again: ({ again: { after, more } }) => say(againWords(after, more)),
    checkAddress: ({ checkAddress }) =>
      checkAddress === "network"
        ? run({ command: "doctor" }, "check the network and the base URL")
        : run({ command: "profile show" }, "check the base URL and its source"),
    nameCaFile: () =>
      say(
        "if your network has its own CA, add its certificate file: `caFile` in the profile, or NODE_EXTRA_CA_CERTS",
      ),
    reportBug: () => say(words`run the command again with ${option("verbose")}, and report the output`),
    say: (hint) =>
      say(hint.otherwise === undefined || isTypable(hint.say, commandLine) ? hint.say : hint.otherwise),
  };
}

const TOKEN = variable("token");

const LOGINS: Readonly<Record<LoginReason, { readonly say: Words; readonly client?: true }>> = {
  missing: {
    say: words`set ${TOKEN}, use the sandbox with ${option("profile", "sandbox")}, or log in`,
  },
  malformed: { say: words`set ${TOKEN} to the token only, or log in` },
  expired: { say: words`set ${TOKEN} to a new token, or log in` },
  refused: { say: words`set ${TOKEN} to a valid token, or log in` },
  forbidden: { say: words`use a token with access: set ${TOKEN}, or log in` },
  client: {
    say: words`check ${variable("clientId")} and ${variable("clientSecret")}, or log in`,
    client: true,
  },
};

function againWords(after: string | undefined, more: "retries" | "timeout" | undefined): Words {
  const what = after === undefined ? "run the command again" : `run the command again in ${after}`;
  if (more === "timeout") return words`${what}, with a longer ${option("timeout")} if the network is slow`;
  return more === "retries" ? words`${what} later, or with more retries: ${option("retries", "6")}` : what;
}

function sentenceText(sentence: Words, { flags, shell }: CommandLine): string {
  return wordsText(sentence, (term) =>
    "variable" in term
      ? VARIABLES[term.variable]
      : shellLine(flagWords(term.option, term.value, flags), shell),
  );
}

/** Commands of Unix by what cmd and PowerShell both call them. */
const WINDOWS_COMMANDS: Readonly<Record<string, string>> = { cp: "copy", ls: "dir", mv: "move", rm: "del" };

/** The same command for cmd and PowerShell, without flags; undefined where they have none. */
function windowsLine([program, ...words]: readonly Word[]): readonly Word[] | undefined {
  const name = typeof program === "string" ? WINDOWS_COMMANDS[program] : undefined;
  const operands = words.filter((word) => typeof word !== "string" || !word.startsWith("-"));
  return name === undefined ? undefined : [name, ...operands];
}

/** True where the shell has a text for every value in it. */
function isTypable(sentence: Words, line: CommandLine): boolean {
  if (typeof sentence === "string") return true;
  return sentence.every(
    (part) => typeof part === "string" || !("option" in part) || !part.value || hasText(part.value, line),
  );
}

function hasText(word: Word, { shell }: CommandLine): boolean {
  return typeof word !== "string" || shellWord(word, shell) !== undefined;
}

/** All words of a command, the program's name first. A word that looks like a flag is behind `--`. */
function wordsOf(
  { command, operands = [], options = {} }: HintedCommand,
  line: CommandLine,
): readonly Word[] {
  const { path, goesTo } = line.commands[command];
  const own = Object.entries(options).flatMap(([key, value]) =>
    optionWords(key as OptionKey, value, line.flags),
  );
  const place = placeWords(line, goesTo, options);
  const isFlaglike = operands.some(
    (word) => typeof word === "string" && word.startsWith("-") && word !== "-",
  );
  return isFlaglike
    ? ["routera", ...path, ...own, ...place, "--", ...operands]
    : ["routera", ...path, ...operands, ...own, ...place];
}

/** Without them a command would lead to another account, or to another address. One profile's address is not another's. */
function placeWords(
  { target, flags }: CommandLine,
  goesTo: CommandWords["goesTo"],
  options: NonNullable<HintedCommand["options"]>,
): readonly Word[] {
  const { profile, baseUrl, config } = target;
  const needed = {
    account: { profile, baseUrl: options.profile === undefined ? baseUrl : undefined, config },
    config: { config },
    nowhere: {},
  }[goesTo];
  return Object.entries(needed).flatMap(([key, value]) =>
    value === undefined || options[key as OptionKey] !== undefined
      ? []
      : flagWords(key as OptionKey, value, flags),
  );
}

type OptionWords = NonNullable<HintedCommand["options"]>[OptionKey];

function optionWords(key: OptionKey, value: OptionWords, flags: Flags): readonly Word[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? (value as readonly Word[]) : [value as true | Word];
  return values.flatMap((one) => flagWords(key, one === true ? undefined : one, flags));
}

/** @throws Error for an option that is no flag */
function flagWords(key: OptionKey, value: Word | false | undefined, flags: Flags): readonly Word[] {
  if (!Object.hasOwn(flags, key)) throw new Error(`no flag is called ${key}`);
  const name = flagName(key);
  if (value === false) return [`--no-${name}`];
  if (value === undefined) return [`--${name}`];
  // What starts with a dash could pass for the next flag.
  return typeof value === "string" && value.startsWith("-") ? [`--${name}=${value}`] : [`--${name}`, value];
}

/** Words as this user's shell takes them. What it has no text for becomes a placeholder: nothing else is ever run. */
function shellLine(line: readonly Word[], shell: Shell): string {
  return line
    .map((word) => (typeof word === "string" ? (shellWord(word, shell) ?? "VALUE") : word.placeholder))
    .join(" ");
}

/** A command that may follow, and what it does. */
export type Next = {
  readonly does: "Details" | "Resume" | "Retry" | "Undo";
  readonly line: string;
};

/**
 * @param about.applied rows that can be undone: those that were applied and are not undone yet
 * @param about.refused rows that ended, and not well: refused by Routera or changed by others; their turn is once the rest is done
 * @param about.unseen rows did not go well, and what is printed names none of them
 * @param about.read false: what the deals held before is not known
 * @param line writes a command
 */
export function nextCommands(
  about: {
    readonly run: string;
    readonly applied: number;
    /** Rows that a resume would take. */
    readonly left: number;
    readonly refused: number;
    readonly unseen?: boolean | undefined;
    readonly read: boolean;
  },
  line: (run: HintedCommand) => string,
): readonly Next[] {
  const { run, applied, left, read, refused, unseen = false } = about;
  const operands = [run];
  const show: HintedCommand = { command: "runs show", operands };
  const resume: HintedCommand = { command: "runs resume", operands };
  const retry: HintedCommand = { command: "runs resume", operands, options: { retry: "failed" } };
  const undo: HintedCommand = { command: "runs undo", operands };
  return [
    ...(left > 0 ? [{ does: "Resume" as const, line: line(resume) }] : []),
    ...(left === 0 && refused > 0 ? [{ does: "Retry" as const, line: line(retry) }] : []),
    ...(applied > 0 && read ? [{ does: "Undo" as const, line: line(undo) }] : []),
    ...(unseen ? [{ does: "Details" as const, line: line(show) }] : []),
  ];
}
