/**
 * Sentences and advice as data. Whoever finds out what is wrong knows which option it is about, and not who asked: the
 * command line and the library each have words of their own for the same data.
 */

/** An option: a flag of the command line, an option of the library. */
export type OptionKey =
  | "accept"
  | "all"
  | "annotations"
  | "approve"
  | "archived"
  | "baseUrl"
  | "by"
  | "clear"
  | "clientId"
  | "concurrency"
  | "config"
  | "decimal"
  | "dryRun"
  | "emptyCells"
  | "failFast"
  | "failures"
  | "field"
  | "fieldFile"
  | "fieldJson"
  | "fieldsJson"
  | "force"
  | "format"
  | "from"
  | "idColumn"
  | "ignoreBaseline"
  | "ignoreColumn"
  | "inputFormat"
  | "json"
  | "jsonColumn"
  | "keep"
  | "limit"
  | "lint"
  | "list"
  | "map"
  | "mapping"
  | "maxChanges"
  | "maxErrors"
  | "olderThan"
  | "out"
  | "plan"
  | "port"
  | "profile"
  | "properties"
  | "rate"
  | "read"
  | "report"
  | "retries"
  | "retry"
  | "saveMapping"
  | "secretStdin"
  | "select"
  | "shard"
  | "sheet"
  | "timeout"
  | "tokenStdin"
  | "unset"
  | "verbose"
  | "where"
  | "yes";

/** A setting that the environment may give. */
export type VariableKey = "baseUrl" | "clientId" | "clientSecret" | "config" | "format" | "profile" | "token";

/** A command, by its words. */
export type CommandPath =
  | "auth login"
  | "auth logout"
  | "auth status"
  | "deals apply"
  | "deals get"
  | "deals list"
  | "deals plan"
  | "deals update"
  | "doctor"
  | "plans show"
  | "profile list"
  | "profile remove"
  | "profile set"
  | "profile show"
  | "profile trust"
  | "profile use"
  | "runs list"
  | "runs prune"
  | "runs resume"
  | "runs show"
  | "runs undo"
  | "sandbox serve";

/** Placeholder for a word that the reader has to choose: `ID`, `FILE`, `plan.jsonl`. Shown as it is. */
export type Placeholder = { readonly placeholder: string };

/** One word of a command: exactly this text, whatever is in it, or a placeholder. */
export type Word = string | Placeholder;

/** A part of a sentence that each face words its own way. `false`: the option that turns it off. */
export type Term =
  | { readonly option: OptionKey; readonly value?: Word | false | undefined }
  | { readonly variable: VariableKey };

/** A sentence. */
export type Words = string | readonly (string | Term)[];

/** A command with what follows it; an option that may be repeated has several words. */
export type HintedCommand = {
  readonly command: CommandPath;
  readonly operands?: readonly Word[];
  readonly options?: { readonly [Key in OptionKey]?: true | Word | readonly Word[] | undefined };
};

/** Why a credential does not do. `client`: the id and the secret that tokens are fetched with. */
export type LoginReason = "missing" | "malformed" | "expired" | "refused" | "forbidden" | "client";

/** Advice, by kind; the first key says which. */
export type HintKinds = {
  /** A command of this program. `say`: what it is for; `otherwise`: where the user's shell has no text for a word of it. */
  readonly run: {
    readonly run: HintedCommand;
    readonly say?: Words | undefined;
    readonly otherwise?: Words | undefined;
  };
  /** A command of the system, as words. */
  readonly shell: { readonly shell: readonly Word[]; readonly say?: Words | undefined };
  /** The help of a command or a group, or of a topic, by its words. */
  readonly help: { readonly help: readonly string[]; readonly say?: Words | undefined };
  readonly logIn: { readonly logIn: LoginReason };
  /** Do the same again: after a while, more often, or with more patience. */
  readonly again: {
    readonly again: {
      readonly after?: string | undefined;
      readonly more?: "retries" | "timeout" | undefined;
    };
  };
  /** The base URL may be wrong, or also the network. */
  readonly checkAddress: { readonly checkAddress: "baseUrl" | "network" };
  /** Name the certificate authority of the network. */
  readonly nameCaFile: { readonly nameCaFile: true };
  readonly reportBug: { readonly reportBug: true };
  /** A sentence that holds no command. `otherwise`: where the user's shell has no text for a value in it. */
  readonly say: { readonly say: Words; readonly otherwise?: Words | undefined };
};

/** One piece of advice; a text is one that every face says alike. */
export type Hint = string | HintKinds[keyof HintKinds];

/** How a face words each kind. */
export type HintTable<Worded> = {
  readonly [Kind in keyof HintKinds]: (hint: HintKinds[Kind]) => Worded;
};

/** What a face shows of a failure. */
export type FailureText = {
  readonly message: string;
  /** Lines of advice; undefined where there is none. */
  readonly hint: string | undefined;
  /** The words of the command that the advice names, where it can be run as it is. */
  readonly command: readonly string[] | undefined;
};

/** One face's way of wording data. */
export type Wording = {
  words(words: Words): string;
  hint(hint: Hint): Pick<FailureText, "hint" | "command">;
};

/** Puts a sentence together: texts, numbers, terms and other sentences. */
export function words(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Term | Words)[]
): Words {
  const parts: (string | Term)[] = [];
  const add = (part: string | Term): void => {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else if (part !== "") parts.push(part);
  };
  for (const [at, text] of texts.entries()) {
    add(text);
    const value = values[at];
    if (value === undefined) continue;
    if (typeof value === "number") add(String(value));
    else if (isSentence(value)) for (const part of value) add(part);
    else add(value);
  }
  const [only = ""] = parts;
  return parts.length < 2 && typeof only === "string" ? only : parts;
}

/** The same as advice. */
export function say(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Term | Words)[]
): HintKinds["say"] {
  return { say: words(texts, ...values) };
}

function isSentence(value: string | Term | Words): value is readonly (string | Term)[] {
  return Array.isArray(value);
}

export function option(key: OptionKey, value?: Word | false): Term {
  return value === undefined ? { option: key } : { option: key, value };
}

export function variable(key: VariableKey): Term {
  return { variable: key };
}

export function placeholder(name: string): Placeholder {
  return { placeholder: name };
}

/** A command of the system on a path, which never passes for an option of it. */
export function shellOn(path: string, ...command: readonly string[]): HintKinds["shell"]["shell"] {
  return [...command, path.startsWith("-") ? `./${path}` : path];
}

/** A sentence → text. */
export function wordsText(sentence: Words, term: (term: Term) => string): string {
  if (typeof sentence === "string") return sentence;
  return sentence.map((part) => (typeof part === "string" ? part : term(part))).join("");
}

/** A sentence in words of no face, for what only has to be distinguished: options by their keys. */
export function plainText(sentence: Words): string {
  return wordsText(sentence, (term) => {
    if ("variable" in term) return term.variable;
    const { option: key, value } = term;
    if (value === undefined) return key;
    return `${key}: ${typeof value === "object" ? value.placeholder : JSON.stringify(value)}`;
  });
}

/** Looked for in this order: what only adds words to another kind comes last. */
const KINDS = Object.keys({
  run: true,
  shell: true,
  help: true,
  logIn: true,
  again: true,
  checkAddress: true,
  nameCaFile: true,
  reportBug: true,
  say: true,
} satisfies Record<keyof HintKinds, true>) as readonly (keyof HintKinds)[];

export function wordHint<Worded>(hint: Hint, table: HintTable<Worded>): Worded {
  if (typeof hint === "string") return table.say({ say: hint });
  const kind = KINDS.find((one) => one in hint) ?? "say";
  return (table[kind] as (hint: HintKinds[keyof HintKinds]) => Worded)(hint);
}

/** Several pieces of advice → lines, with the first command among them. */
export function describeHints(
  hints: readonly Hint[],
  wording: Wording,
): Pick<FailureText, "hint" | "command"> {
  const told = hints.map((hint) => wording.hint(hint));
  const lines = told.flatMap(({ hint }) => (hint === undefined ? [] : [hint]));
  return {
    hint: lines.length === 0 ? undefined : lines.join("\n"),
    command: told.find(({ command }) => command !== undefined)?.command,
  };
}
