/** What a command may use. Everything is opened at its first use, so that a call pays only for what it needs. */
import type { Account } from "../account/account.ts";
import type { AccountOptions } from "../account/open.ts";
import { FORMAT_NAMES, FORMATS, type Format } from "../config/formats.ts";
import type { Settings } from "../config/settings.ts";
import { describeFailure, type Failure } from "../failure.ts";
import { systemReason } from "../files/systemError.ts";
import type { FailureText, Words } from "../hint.ts";
import type { Host, Output } from "../host.ts";
import type { Interrupt } from "../signals.ts";
import type { Progress } from "../terminal/progress.ts";
import type { Style } from "../terminal/style.ts";
import { type Globals, typedFormat } from "./globals.ts";
import type { CommandWording, TargetFlags } from "./hints.ts";
import { wireLog } from "./report.ts";
import type { Group } from "./tree.ts";

export type Context = {
  readonly host: Host;
  /** The program's own version. */
  readonly version: string;
  /** All commands. */
  readonly tree: Group;
  readonly globals: Globals;
  readonly interrupt: Interrupt;
  /** Settings of this call, from flags, environment, files and defaults. @throws Failure */
  settings(): Promise<Settings>;
  /** The format in use, as far as it can be known now; never throws. */
  format(): Promise<Format>;
  /** The account that the settings name; it connects at its first use. @throws Failure */
  account(): Promise<Account>;
  /**
   * An account of other settings, for a credential on trial: no token is taken from a cache or kept.
   * @param how.anonymous true: no credential is sent
   */
  tryAccount(settings: Settings, how?: { readonly anonymous?: boolean }): Promise<Account>;
  /** The colors for one of the streams. */
  style(stream: Output): Promise<Style>;
  /** How options and commands are spelled for this call. @param place where commands lead, if not where this call goes */
  wording(target?: TargetFlags): Promise<CommandWording>;
  /** A failure in words of this call. */
  tell(failure: Failure): Promise<FailureText>;
  /** Says something on stderr that does not stop the call. @param code stable name of the kind of warning, for programs */
  warn(sentence: Words, code?: string): Promise<void>;
  /** Says something helpful on stderr; not with `--quiet`, not for programs. */
  note(sentence: Words): Promise<void>;
  /** Shows on stderr that something takes a while. */
  progress(text: string): Promise<Progress>;
  /** Reads a whole text file, or stdin for `-`. @param what the flag, for messages @throws Failure of kind usage */
  readText(path: string, what: Words): Promise<string>;
  /** The server for agents, which is loaded at its first use. */
  readonly agentServer: () => Promise<ServeAgents>;
  /** Has something given back when the call ends. */
  onClose(close: () => void | Promise<void>): void;
  /** Gives back what was opened. */
  close(): Promise<void>;
};

/** What an agent may do. */
export type AgentServerOptions = {
  /** True: plans can be applied, and runs undone. */
  readonly allowApply: boolean;
  /** True: a client that cannot ask its user applies plans without a question. */
  readonly yes: boolean;
  /** A plan or an undo with more changes is refused. */
  readonly maxChanges: number;
};

/** Serves until the client has gone or the command is stopped. @throws Failure before the first message */
export type ServeAgents = (context: Context, options: AgentServerOptions) => Promise<void>;

/** A context for one call. */
export function openContext(
  host: Host,
  { agentServer, globals, tree, version }: Pick<Context, "agentServer" | "globals" | "tree" | "version">,
  interrupt: Interrupt,
  makeWording: (target: TargetFlags) => Promise<CommandWording>,
): Context {
  const closers: (() => void | Promise<void>)[] = [];
  const open = async (
    settings: Settings,
    how: Pick<AccountOptions, "cached" | "anonymous"> = {},
  ): Promise<Account> => {
    const { openAccount } = await import("../account/open.ts");
    const asJson = FORMATS[await context.format()].isForPrograms;
    const account = openAccount(settings, {
      host,
      version,
      signals: interrupt,
      ...how,
      ...(globals.verbose && { onWire: wireLog(host, asJson), warn: context.warn }),
      tokenCommandStderr: async () => {
        const { forwardStderr, forwardStderrAsJson } = await import("../terminal/forwardStderr.ts");
        if (!asJson) return forwardStderr(host.stderr, host.env, "tokenCommand");
        const { noteJson } = await import("../views/failure.ts");
        return forwardStderrAsJson(host.stderr, (line) => noteJson(line, "token_command"), host.clock);
      },
    });
    closers.push(account.close);
    return account;
  };
  const inWords = async (sentence: Words): Promise<string> =>
    typeof sentence === "string" ? sentence : (await context.wording()).words(sentence);
  let known: Format | undefined;
  const context: Context = {
    host,
    version,
    tree,
    globals,
    agentServer,
    interrupt,
    settings: memoizeAsync(async () => {
      const { loadSettings } = await import("../config/load.ts");
      const settings = await loadSettings(host, { ...globals, format: typedFormat(globals) });
      known = settings.format.value;
      for (const warning of settings.warnings) await context.warn(warning);
      return settings;
    }),
    format: async () => known ?? typedFormat(globals) ?? spoken(host.env.ROUTERA_FORMAT),
    account: memoizeAsync(async () => open(await context.settings())),
    tryAccount: (settings, how) => open(settings, { ...how, cached: false }),
    style: async (stream) => {
      const { colorLevel, styleFor } = await import("../terminal/style.ts");
      return styleFor(colorLevel({ flag: globals.color, env: host.env, isTTY: stream.isTTY }));
    },
    wording: (target = globals) => makeWording(target),
    tell: async (failure) => describeFailure(failure, await context.wording()),
    warn: async (sentence, code) => {
      const text = await inWords(sentence);
      const { warningJson, warningText } = await import("../views/failure.ts");
      const json = FORMATS[await context.format()].isForPrograms;
      await say(host, json ? warningJson(text, code) : warningText(text, await context.style(host.stderr)));
    },
    note: async (sentence) => {
      if (globals.quiet || FORMATS[await context.format()].isForPrograms) return;
      const text = await inWords(sentence);
      const { noteText } = await import("../views/failure.ts");
      await say(host, noteText(text, await context.style(host.stderr)));
    },
    progress: async (text) => {
      const { startProgress } = await import("../terminal/progress.ts");
      // A program that reads stderr as JSON has no use for it.
      const quiet = globals.quiet || FORMATS[await context.format()].isForPrograms;
      const progress = startProgress({ output: host.stderr, env: host.env, clock: host.clock, quiet }, text);
      closers.push(() => progress.done());
      return progress;
    },
    readText: async (path, what) => {
      const { readText } = await import("./arguments/text.ts");
      return readText(host, interrupt, path, what);
    },
    onClose: (close) => {
      closers.push(close);
    },
    close: async () => {
      for (const close of closers.splice(0).reverse()) {
        try {
          await close();
        } catch (error) {
          // The work is done by now, whatever stays behind.
          await context.warn(`cannot clean up: ${systemReason(error)}`, "cleanup_failed");
        }
      }
    },
  };
  return context;
}

function spoken(format: string | undefined): Format {
  return FORMAT_NAMES.find((known) => known === format) ?? "table";
}

/** stderr that is full or closed must not stop a call. */
async function say(host: Host, text: string): Promise<void> {
  await host.stderr.write(text).catch(() => {});
}

/** The same promise at every call: made at the first one, and again after one that failed. */
function memoizeAsync<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
