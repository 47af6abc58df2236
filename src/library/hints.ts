/** Failures and hints in the words of the library. */
import { asFailure, describeFailure, Failure, type FailureDetails, type Kind } from "../failure.ts";
import {
  type CommandPath,
  type HintedCommand,
  type HintTable,
  type LoginReason,
  type OptionKey,
  type VariableKey,
  type Word,
  type Wording,
  type Words,
  wordHint,
  wordsText,
} from "../hint.ts";
import { shellWord } from "../text/shellQuote.ts";
import { RouteraFailure } from "./routeraFailure.ts";

/** The option of a function, or of the client, that is meant; where there is none, what it is called in speech. */
const OPTIONS: Readonly<Record<OptionKey, string>> = {
  accept: "accept",
  all: "all",
  annotations: "annotations",
  approve: "approve",
  archived: "archived",
  baseUrl: "baseUrl",
  by: "by",
  clear: "null",
  clientId: "clientId",
  concurrency: "concurrency",
  config: "config",
  decimal: "decimal",
  dryRun: "dryRun",
  emptyCells: "emptyCells",
  failFast: "maxErrors",
  failures: "failures",
  field: "fields",
  fieldFile: "fields",
  fieldJson: "fields",
  fieldsJson: "fields",
  force: "overwrite",
  format: "format",
  from: "from",
  idColumn: "idColumn",
  ignoreBaseline: "ignoreBaseline",
  ignoreColumn: "ignoreColumns",
  inputFormat: "format",
  json: "json",
  jsonColumn: "jsonColumns",
  keep: "keep",
  limit: "limit",
  lint: "lint",
  list: "list",
  map: "map",
  mapping: "mapping",
  maxChanges: "maxChanges",
  maxErrors: "maxErrors",
  olderThan: "olderThan",
  out: "out",
  plan: "plan",
  port: "port",
  profile: "profile",
  properties: "properties",
  rate: "rate",
  read: "read",
  report: "report",
  retries: "retries",
  retry: "retry",
  saveMapping: "saveMapping",
  secretStdin: "clientSecret",
  select: "select",
  shard: "shard",
  sheet: "sheet",
  timeout: "timeout",
  tokenStdin: "token",
  unset: "unset",
  verbose: "onWire",
  where: "where",
  yes: "yes",
};

const VARIABLES: Readonly<Record<VariableKey, string>> = {
  baseUrl: "baseUrl",
  clientId: "clientId",
  clientSecret: "clientSecret",
  config: "config",
  format: "format",
  profile: "profile",
  token: "token",
};

/** The call that does the same; undefined where programs have none. */
const CALLS: Readonly<Record<CommandPath, ((run: HintedCommand) => string) | undefined>> = {
  "auth login": undefined,
  "auth logout": undefined,
  "auth status": undefined,
  "deals apply": () => "apply({ client, plan })",
  "deals get": ({ operands }) => `client.get(${argument(operands, "id")})`,
  "deals list": ({ options }) => (options?.archived ? "client.list({ archived: true })" : "client.list()"),
  "deals plan": () => "plan({ client, rows, out })",
  "deals update": ({ operands }) => `client.update(${argument(operands, "id")}, fields)`,
  doctor: undefined,
  "plans show": undefined,
  "profile list": undefined,
  "profile remove": undefined,
  "profile set": undefined,
  "profile show": undefined,
  "profile trust": undefined,
  "profile use": undefined,
  "runs list": undefined,
  "runs prune": undefined,
  "runs resume": ({ operands, options }) =>
    `resume({ client, run: ${argument(operands, "run")}${retry(options)} })`,
  "runs show": undefined,
  "runs undo": ({ operands }) => `undo({ client, run: ${argument(operands, "run")} })`,
  "sandbox serve": undefined,
};

const RENEW = "create a client with a new token, or pass tokens";

const LOGINS: Readonly<Record<LoginReason, string>> = {
  missing: "pass token, clientId and clientSecret, or tokens",
  malformed: "pass the token only, without `Bearer` and line breaks",
  expired: RENEW,
  refused: RENEW,
  forbidden: "use a token with access",
  client: "check clientId and clientSecret",
};

const TABLE: HintTable<string | undefined> = {
  run: ({ run, say }) => {
    const call = CALLS[run.command]?.(run);
    if (call === undefined) return say === undefined ? undefined : text(say);
    return say === undefined ? call : `${text(say)}: ${call}`;
  },
  shell: ({ shell, say }) => {
    const line = shell.map((word) =>
      typeof word === "string" ? (shellWord(word) ?? "FILE") : word.placeholder,
    );
    return say === undefined ? line.join(" ") : `${text(say)}: ${line.join(" ")}`;
  },
  help: ({ say }) => (say === undefined ? undefined : text(say)),
  logIn: ({ logIn }) => LOGINS[logIn],
  again: ({ again: { after, more } }) => {
    const again = after === undefined ? "try again" : `try again in ${after}`;
    if (more === "timeout") return `${again}, with a longer timeout if the network is slow`;
    return more === "retries" ? `${again} later, or with more retries: retries: 6` : again;
  },
  checkAddress: () => "check the network and baseUrl",
  nameCaFile: () => "if your network has its own CA, pass caFile or ca, or set NODE_EXTRA_CA_CERTS",
  reportBug: () => "report the error with its stack",
  say: ({ say }) => text(say),
};

export const libraryWording: Wording = {
  words: text,
  hint: (hint) => ({ hint: wordHint(hint, TABLE), command: undefined }),
};

function text(sentence: Words): string {
  return wordsText(sentence, (term) => {
    if ("variable" in term) return VARIABLES[term.variable];
    const { option, value } = term;
    const name = OPTIONS[option];
    return value === undefined ? name : `${name}: ${value === false ? "false" : literal(value)}`;
  });
}

function argument(operands: HintedCommand["operands"], name: string): string {
  const [word] = operands ?? [];
  return word === undefined || typeof word !== "string" ? name : literal(word);
}

function retry(options: HintedCommand["options"]): string {
  const value = options?.retry;
  return typeof value === "string" ? `, retry: ${literal(value)}` : "";
}

function literal(word: Word): string {
  return typeof word === "string" ? JSON.stringify(word) : word.placeholder;
}

/** @throws what the call throws, in words of options */
export async function withLibraryWording<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw toLibraryWording(error);
  }
}

/** The same for anything that was thrown: an error that is not planned is the cause of a failure of kind bug. */
export function toLibraryWording(thrown: unknown): RouteraFailure {
  if (thrown instanceof RouteraFailure) return thrown;
  const failure = thrown instanceof Failure ? thrown : asFailure(thrown).with({ cause: thrown });
  const { message, hint } = describeFailure(failure, libraryWording);
  // Where it went wrong, not where it was worded.
  const told = new RouteraFailure(failure.kind, message, { ...failure, hint, cause: failure.cause });
  const trace = /(?:\n {4}at [^\n]*)+$/.exec(failure.stack ?? "");
  return trace === null ? told : Object.assign(told, { stack: `${told.name}: ${message}${trace[0]}` });
}

/**
 * Runs code of the caller: a callback, an iterable, a getter of an option.
 * @throws Failure `caller_failed` with the thrown error as its cause; a failure of this package as it is
 */
export function ofCaller<Value>(what: string, call: () => Value, more: CallerFailed = {}): Value {
  try {
    return call();
  } catch (thrown) {
    throw callerFailure(what, thrown, more);
  }
}

export type CallerFailed = { readonly kind?: Kind } & Partial<Pick<FailureDetails, "hint" | "outcome">>;

/** The message never repeats the words of the caller's error, which may hold a secret. */
export function callerFailure(what: string, thrown: unknown, more: CallerFailed = {}): Failure {
  if (thrown instanceof RouteraFailure) return toFailure(thrown);
  if (thrown instanceof Failure) return thrown;
  const { kind = "usage", hint = "see the cause of this error", outcome } = more;
  return new Failure(kind, `${what} failed`, { code: "caller_failed", hint, outcome, cause: thrown });
}

/** What a function of the caller throws of ours, as a failure of this call. */
export function toFailure(failure: RouteraFailure): Failure {
  return new Failure(failure.kind, failure.message, failure);
}
