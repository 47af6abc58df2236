/**
 * The process as a value: arguments, environment, streams, clock, signals. The only file that touches `process`, timers,
 * `Math.random` and the name of the machine.
 */
import { hostname } from "node:os";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** Where text goes. */
export type Output = {
  readonly isTTY: boolean;
  /** Columns of the terminal; undefined when it is none. May be 0 on a broken one. */
  readonly columns: number | undefined;
  /** Resolves when the bytes have left this process. @throws the stream's error (EPIPE, ENOSPC, …) */
  write(text: string): Promise<void>;
};

/** Where text comes from. */
export type Input = {
  readonly isTTY: boolean;
  /** The raw stream; opened on first use. */
  stream(): Readable;
};

/** Time, for waiting and for stamps. */
export type Clock = Timers & {
  /** Milliseconds since the epoch, by this machine. */
  now(): number;
  /** Milliseconds that only grow, for measuring a while. */
  elapsed(): number;
  /** Resolves after `ms`. @throws the signal's reason when it is aborted before. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
};

/** Callbacks at a later time. Each returns how to cancel it; canceling twice, or too late, has no effect. */
export type Timers = {
  /** Calls back once after `ms`. @param options.background true: does not keep the process alive */
  after(ms: number, callback: () => void, options?: { readonly background?: boolean }): () => void;
  /** Calls back every `ms`. Does not keep the process alive. */
  every(ms: number, callback: () => void): () => void;
};

/** The other processes of this machine. */
export type Processes = {
  /** True while some process has this id, whoever owns it. */
  isAlive(pid: number): boolean;
  /**
   * Sends a signal to a process that leads a group, and to all that it started there. Windows has neither groups nor
   * signals: there the process and all that it started end.
   */
  endGroup(leader: number, signal: NodeJS.Signals): void;
};

/** Names of the signals that stop a call. */
export type StopSignalName = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGBREAK";

/** Everything outside that a call may use. */
export type Host = {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly platform: NodeJS.Platform;
  readonly nodeVersion: string;
  /** The name of this machine. */
  readonly hostname: () => string;
  readonly pid: number;
  /** The user's id; undefined where the platform has none. */
  readonly uid: number | undefined;
  /** Ids of the groups that the user is in; undefined where the platform has none. */
  readonly groups?: readonly number[] | undefined;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
  /** A number from 0 up to 1, for spreading waits. */
  readonly random: () => number;
  readonly processes: Processes;
  /** Calls back at each signal that asks to stop; returns how to stop listening. */
  onStopSignal(listener: (signal: StopSignalName) => void): () => void;
  /** Calls back at each warning of Node instead of its own text on stderr; returns how to stop listening. */
  onNodeWarning?(listener: (message: string) => void): () => void;
  /** The text of a file that goes along with the program; undefined where there is none. @throws the system's error */
  readonly readShipped?: ((name: string) => string) | undefined;
  /** Called with the path of the command that runs, before it runs. */
  readonly onCommand?: ((path: readonly string[]) => void) | undefined;
  /** Ends the process at once. Only for a second signal: everything else returns its exit code. */
  leave(exitCode: number): void;
};

/** Variables whose values come from secret stores, `.env` files and pipelines, which may leave a line end behind them. */
const CLEANED = /^(ROUTERA_.*|NO_COLOR|FORCE_COLOR|(HTTPS|ALL|NO)_PROXY)$/i;

/** A value without the byte order mark in front of it and the line end behind it, one of each. */
export function withoutLineEnd(value: string): string {
  return value.replace(/^\ufeff/, "").replace(/(\r\n|\n|\r)$/, "");
}

/** The same host, with the values of our variables as they were meant. */
export function withCleanEnvironment(host: Host): Host {
  const cleaned: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(host.env)) {
    if (!CLEANED.test(name)) continue;
    const clean = withoutLineEnd(value);
    if (clean !== value) cleaned[name] = clean;
  }
  if (Object.keys(cleaned).length === 0) return host;
  return { ...host, env: { ...host.env, ...cleaned } };
}

/** Finds how to write a text to a descriptor at once; undefined where its stream has to. */
type FindWriter = (descriptor: number) => ((text: string) => void) | undefined;

/** The running process as a Host. @param findWriter for stdout and stderr */
export function hostOf(process: NodeJS.Process, findWriter: FindWriter = () => undefined): Host {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: () => process.cwd(),
    platform: process.platform,
    nodeVersion: process.versions.node,
    hostname,
    pid: process.pid,
    uid: process.getuid?.(),
    get groups() {
      const main = process.getegid?.();
      return main === undefined ? undefined : [main, ...(process.getgroups?.() ?? [])];
    },
    stdin: {
      get isTTY() {
        return process.stdin.isTTY === true;
      },
      stream: () => process.stdin,
    },
    stdout: outputOf(
      () => process.stdout,
      () => findWriter(1),
    ),
    stderr: outputOf(
      () => process.stderr,
      () => findWriter(2),
    ),
    clock: systemClock,
    random: Math.random,
    processes: {
      isAlive: (pid) => isAlive(process, pid),
      endGroup: (leader, signal) => {
        if (process.platform === "win32") return endTree(process, leader);
        try {
          process.kill(-leader, signal);
        } catch {
          // It has ended by itself.
        }
      },
    },
    onStopSignal: (listener) => {
      // SIGBREAK is Ctrl-Break of Windows; another system refuses the name.
      const own: readonly StopSignalName[] = process.platform === "win32" ? ["SIGBREAK"] : [];
      const signals: readonly StopSignalName[] = ["SIGINT", "SIGTERM", "SIGHUP", ...own];
      for (const signal of signals) process.on(signal, listener);
      process.on("SIGXFSZ", survive);
      // Without a listener Node opens its inspector at this signal, and whoever connects to it reads the token.
      process.on("SIGUSR1", survive);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onNodeWarning: (listener) => {
      const own = process.listeners("warning");
      // Warnings are switched off (NODE_NO_WARNINGS).
      if (own.length === 0) return () => {};
      const tell = ({ message }: Error) => listener(message);
      process.removeAllListeners("warning");
      process.on("warning", tell);
      return () => {
        process.off("warning", tell);
        for (const one of own) process.on("warning", one);
      };
    },
    leave: (exitCode) => process.exit(exitCode),
  };
}

/** The process that this code runs in, for callers that are handed none: the programmatic face. */
export function thisHost(): Host {
  return hostOf(process);
}

/** True when Node.js contains a library, by its name in `process.versions`. */
export function nodeHas(library: string): boolean {
  return process.versions[library] !== undefined;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // `performance` would load its module, which takes a millisecond.
  elapsed: () => Number(process.hrtime.bigint()) / 1e6,
  wait: async (ms, signal) => {
    try {
      await sleep(ms, undefined, signal ? { signal } : undefined);
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
  after: (ms, callback, { background = false } = {}) => {
    const timer = setTimeout(callback, ms);
    if (background) timer.unref();
    return () => clearTimeout(timer);
  },
  every: (ms, callback) => {
    const timer = setInterval(callback, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/**
 * A file has reached the largest size that is allowed: the write fails and says so. Without a listener of ours, a package that
 * listens to every signal (to remove its locks) would end the process here.
 */
function survive(): void {}

/** How long Windows may take to end processes, in milliseconds. */
const END_TREE_MS = 3_000;

/** Ends a process of Windows and all that it started. Waits for that: a process whose parent is gone is found by no one. */
function endTree(process: NodeJS.Process, pid: number): void {
  const directory = process.env.SystemRoot;
  const program = directory === undefined ? "taskkill" : `${directory}\\System32\\taskkill.exe`;
  process.getBuiltinModule("node:child_process").spawnSync(program, ["/pid", String(pid), "/t", "/f"], {
    stdio: "ignore",
    timeout: END_TREE_MS,
    windowsHide: true,
  });
}

function isAlive(process: NodeJS.Process, pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but belongs to another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** The stream is made at its first use: most calls never write to stderr, and making it takes a while. */
function outputOf(open: () => NodeJS.WriteStream, findWriter: () => ReturnType<FindWriter>): Output {
  let made: NodeJS.WriteStream | undefined;
  const stream = () => {
    if (made === undefined) {
      made = open();
      // Without a listener a late EPIPE would crash the process; every write reports its own error.
      made.on("error", () => {});
    }
    return made;
  };
  let writer: ReturnType<FindWriter> | "unknown" = "unknown";
  return {
    get isTTY() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().isTTY ? stream().columns : undefined;
    },
    write: async (text) => {
      if (writer === "unknown") writer = findWriter();
      if (writer !== undefined) return writer(text);
      await new Promise<void>((resolve, reject) => {
        stream().write(text, (error) => (error ? reject(error) : resolve()));
      });
    },
  };
}
