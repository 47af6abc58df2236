/** Runs the command of a profile that prints a token. */
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { BearerTokens } from "../api/deals.ts";
import { checkToken, expiryOf } from "../api/tokens/token.ts";
import { VARIABLES } from "../config/variables.ts";
import { Failure } from "../failure.ts";
import { lstat, open } from "../files/operations.ts";
import { type Clock, type Processes, withoutLineEnd } from "../host.ts";
import type { WindowsProgram } from "./windowsProgram.ts";

export type TokenCommand = {
  /** The program and its arguments. Only the program is ever named: arguments may hold what is no one's business. */
  readonly command: readonly string[];
  /** Where it runs: the directory of the file that names it, so that nothing in the current directory can get in between. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, "now" | "after">;
  readonly processes: Pick<Processes, "endGroup">;
  readonly platform: NodeJS.Platform;
  /** Ends a command that is under way. */
  readonly signal: AbortSignal;
  /** Takes what the command says on stderr, as it comes. */
  readonly say: (text: string) => void;
  /** The longest that it may take, in milliseconds. Default 30 s. */
  readonly timeout?: number;
};

const TIMEOUT = 30_000;
const LARGEST = 64 * 1024;
/** How long a command that was asked to end may take, in milliseconds; and one that ended, to hand over its output. */
const GRACE = 1_000;

/** Runs the command at the first use, again when its token has ended, and again when one that it printed was refused. */
export function tokenCommand(options: TokenCommand): BearerTokens {
  let held: Promise<string> | undefined;
  /** The token that was printed last. */
  let latest: string | undefined;
  // Only a success gives back what a refresh took: a command whose every token is refused is not run for ever.
  let refreshed = false;
  let goodUntil = Number.POSITIVE_INFINITY;
  const run = () => {
    latest = undefined;
    const running: Promise<string> = runCommand(options).then(
      (token) => {
        if (held !== running) return token;
        latest = token;
        const end = expiryOf(token) ?? Number.POSITIVE_INFINITY;
        // One that was printed after its end means a wrong clock: Routera decides about it.
        goodUntil = options.clock.now() < end ? end : Number.POSITIVE_INFINITY;
        return token;
      },
      (error: unknown) => {
        if (held === running) held = undefined;
        throw error;
      },
    );
    held = running;
    return running;
  };
  return {
    token: async () => {
      const mine = held ?? run();
      const token = await mine;
      if (options.clock.now() < goodUntil) return token;
      // Only the first of those that find it ended runs the command again.
      return held === mine ? run() : (held ?? run());
    },
    refresh: async (refused) => {
      // Another user may have renewed it while the refused request was on its way.
      const mine = held;
      const current = await mine;
      if (current !== undefined && current !== refused) return current;
      if (held !== mine && held !== undefined) return held;
      if (refreshed) return undefined;
      refreshed = true;
      return run();
    },
    taken: (token) => {
      // What an older token could still do says nothing of the one that is being asked for.
      if (token === latest) refreshed = false;
    },
  };
}

async function runCommand(options: TokenCommand): Promise<string> {
  const output = await outputOf(options);
  const [program = ""] = options.command;
  try {
    return checkToken(withoutLineEnd(output));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw failed(program, `printed an invalid token: ${error.message}`, error.code);
  }
}

/** All of its stdout. @throws Failure of kind credentials; the reason of the signal */
async function outputOf(options: TokenCommand): Promise<string> {
  const { clock, signal, say, timeout = TIMEOUT } = options;
  const [program = ""] = options.command;
  signal.throwIfAborted();
  const { child, kill } = await startCommand(options).catch((error: NodeJS.ErrnoException) => {
    // Node's own words would quote the argument.
    throw error instanceof Failure ? error : failed(program, spawnReason(error));
  });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onAbort = () => end(signal.reason);
    const endTimeout = clock.after(timeout, () => end(failed(program, `timed out after ${timeout / 1000}s`)));
    signal.addEventListener("abort", onAbort, { once: true });

    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST) end(failed(program, "printed more than 64 KiB, which is not a token"));
      else chunks.push(chunk);
    });
    const decoder = new StringDecoder("utf8");
    child.stderr.on("data", (chunk: Buffer) => say(decoder.write(chunk)));
    child.on("error", (error: NodeJS.ErrnoException) => end(failed(program, spawnReason(error))));
    child.on("exit", () => {
      // Something that it left running may hold the pipes open for ever.
      const destroy = () => {
        child.stdout.destroy();
        child.stderr.destroy();
      };
      clock.after(GRACE, destroy, { background: true });
    });
    child.on("close", (code, by) => {
      if (code === 0) settle(() => resolve(Buffer.concat(chunks).toString("utf8")));
      else end(failed(program, code === null ? `was terminated by ${by}` : `exited with code ${code}`));
    });

    if (signal.aborted) onAbort();

    function end(reason: unknown): void {
      settle(() => reject(reason));
      if (child.exitCode !== null || child.signalCode !== null) return;
      kill("SIGTERM");
      const spare = clock.after(GRACE, () => kill("SIGKILL"), { background: true });
      // By then its number may be another user's.
      child.once("exit", spare);
      child.stdout.destroy();
      child.stderr.destroy();
    }
    function settle(how: () => void): void {
      endTimeout();
      signal.removeEventListener("abort", onAbort);
      how();
    }
  });
}

function spawnReason({ code }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "cannot be run: not found";
  if (code === "ERR_INVALID_ARG_VALUE")
    return "cannot be run: the program or an argument contains a NUL character";
  return code === "EACCES" ? "cannot be run: permission denied" : `cannot be run (${code})`;
}

function failed(program: string, what: string, code = "token_command_failed"): Failure {
  return new Failure("credentials", `the tokenCommand ${JSON.stringify(program)} ${what}`, {
    code,
    hint: {
      say: "run it in a terminal to see the error; show where it is set",
      run: { command: "profile show" },
    },
  });
}

export type Started = {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Ends it, and what it started where that can be had. */
  readonly kill: (signal: NodeJS.Signals) => void;
};

/** @throws the system's error; one that takes a moment is an event of the child instead */
async function startCommand({
  command,
  directory,
  env,
  processes,
  platform,
}: Pick<TokenCommand, "command" | "directory" | "env" | "platform" | "processes">): Promise<Started> {
  const { spawn } = await import("node:child_process");
  const [program = "", ...words] = command;
  const onWindows = platform === "win32";
  const { file, args, isVerbatim } = onWindows
    ? await windowsProgram(program, words, { directory, env })
    : { file: program, args: words, isVerbatim: false };
  const apart = !onWindows && (await canBeApart());
  const child = spawn(file, args, {
    cwd: directory,
    env: withoutSecrets(env),
    shell: false,
    windowsHide: true,
    windowsVerbatimArguments: isVerbatim,
    detached: apart,
    // stdin may be data for us, and a pipe that no one fills would make some programs wait.
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (signal: NodeJS.Signals) => {
    // A .cmd file is read by cmd, and what it started would continue.
    if ((apart || onWindows) && child.pid !== undefined) processes.endGroup(child.pid, signal);
    else child.kill(signal);
  };
  return { child, kill };
}

/** @throws Failure where no such program is found, or cmd cannot be given its arguments */
async function windowsProgram(
  program: string,
  args: readonly string[],
  place: Pick<TokenCommand, "directory" | "env">,
): Promise<WindowsProgram> {
  const { findWindowsProgram, startWindowsProgram } = await import("./windowsProgram.ts");
  // Programs of the Microsoft Store are links that no one can follow but Windows.
  const isFile = (path: string) =>
    lstat(path).then(
      (facts) => !facts.isDirectory(),
      () => false,
    );
  const path = await findWindowsProgram(program, { ...place, isFile });
  if (path === undefined) throw failed(program, "cannot be run: not found");
  const started = startWindowsProgram(path, args, place.env);
  if (started !== undefined) return started;
  throw failed(
    program,
    'cannot be run: it is a .cmd or .bat file, and its path or an argument contains ", % or a line end, which cmd may change',
  );
}

/**
 * A command has a way of its own to a token: what this program was given for another one is none of its business. On Windows
 * the name of a variable has no case.
 */
function withoutSecrets(env: TokenCommand["env"]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRETS.has(name.toUpperCase())));
}

const SECRETS: ReadonlySet<string> = new Set([VARIABLES.token, VARIABLES.clientSecret]);

/**
 * A group of its own ends as a whole, with what a script left in the background. But it has no terminal, and a program that
 * asks for a password there needs ours: so only where there is none to ask on.
 */
async function canBeApart(): Promise<boolean> {
  try {
    const handle = await open("/dev/tty", "r+");
    await handle.close();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENXIO";
  }
}
