/** The program as a user runs it, with a home of its own and nothing from this environment. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { Clock } from "../../src/host.ts";
import { runInProcess } from "./inProcess.ts";
import { profileEnvironment } from "./profile/profileEnvironment.mjs";

/** The launcher that the package installs. */
export const PACKAGED_LAUNCHER = resolve(import.meta.dirname, "../../bin/routera.js");

/** Does the same, and starts faster. */
export const LAUNCHER = resolve(import.meta.dirname, "built/routera.js");

/** Never to be seen in any output, error, log or file. */
export const CANARY = "canary.tok-3n_7f1e2d3c4b5a69788796a5b4c3d2e1f0";

/** The secret of a client, wanted as little. */
export const SECRET_CANARY = "canary.sec-4a_9c8b7a69584736251403f2e1d0c9b8a7";

export type ProcessResult = {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A home that is thrown away. */
export type Home = {
  readonly path: string;
  /** Runs a command to its end inside this process. */
  run(args: readonly string[], options?: RunOptions): Promise<ProcessResult>;
  /** Runs the built program to its end in a process of its own: for what only a process can show. */
  launch(args: readonly string[], options?: LaunchOptions): Promise<ProcessResult>;
  /** Runs a script of `sh` to its end, in which `routera` is the program. */
  shell(script: string, options?: LaunchOptions): Promise<ProcessResult>;
  /** Starts it and hands over the process. */
  start(args: readonly string[], options?: LaunchOptions & SpawnOptions): ChildProcess;
  /** Writes a file below and makes its directory. @returns its path */
  write(name: string, content: string | Uint8Array, mode?: number): string;
  /** Every regular file below, with its text. */
  files(): readonly { readonly path: string; readonly text: string }[];
  /** Names of what the test has written, as it wrote them. */
  readonly written: ReadonlySet<string>;
  /** Removes it, and ends what still runs. */
  remove(): void;
};

export type RunOptions = LaunchOptions & {
  /** Default: the machine's own. */
  readonly clock?: Clock;
  /** Stays open, instead of `input`. */
  readonly stdin?: Readable;
  /** Called with all of stdout so far at each piece. */
  readonly onStdout?: (text: string) => void;
  /** Called with all of stderr so far at each piece. */
  readonly onStderr?: (text: string) => void;
};

export type LaunchOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Default: `LAUNCHER`. */
  readonly launcher?: string;
};

/** `routera` as a function of `sh`. */
export const ROUTERA_IN_SHELL = `routera() { '${process.execPath}' '${LAUNCHER}' "$@"; }`;

/** Makes a home below the temporary directory of the machine. */
export function makeHome(): Home {
  const path = mkdtempSync(join(tmpdir(), "routera-test-"));
  mkdirSync(temporaryDirectoryOf(path), { mode: 0o700 });
  const running = new Set<ChildProcess>();
  const written = new Set<string>();
  const launch = (
    file: string,
    args: readonly string[],
    { env, cwd, input: _input, launcher: _launcher, ...rest }: LaunchOptions & SpawnOptions = {},
  ): ChildProcess => {
    const child = spawn(file, args, { env: environment(path, env), cwd: cwd ?? path, ...rest });
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  };
  const toItsEnd = (child: ChildProcess, input: LaunchOptions["input"]) => {
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
    return waitForExit(child);
  };
  const start: Home["start"] = (args, options) =>
    launch(process.execPath, [options?.launcher ?? LAUNCHER, ...args], options);
  return {
    path,
    start,
    run: (args, options = {}) => runInProcess(path, args, options),
    launch: (args, options = {}) => toItsEnd(start(args, options), options.input),
    shell: (script, options = {}) =>
      toItsEnd(launch("sh", ["-c", `${ROUTERA_IN_SHELL}\n${script}`], options), options.input),
    write: (name, content, mode = 0o600) => {
      written.add(name);
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, content, { mode });
      return file;
    },
    written,
    files: () =>
      readdirSync(path, { recursive: true, encoding: "utf8" })
        .map((name) => join(path, name))
        .filter((file) => lstatSync(file).isFile())
        .map((file) => ({ path: file, text: readFileSync(file, "latin1") })),
    remove: () => {
      for (const child of running) child.kill("SIGKILL");
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Nothing of this process's environment but where programs are, and what Windows needs to start one or to open a socket. */
export function environment(home: string, extra: LaunchOptions["env"] = {}): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, ComSpec, PATHEXT } = process.env;
  const temporary = temporaryDirectoryOf(home);
  const all = {
    ...{ PATH, SystemRoot, ComSpec, PATHEXT },
    ...profileEnvironment(home),
    ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    // Every home is new: nothing would be found in its cache of compiled code. The launcher brings its own.
    NODE_DISABLE_COMPILE_CACHE: "1",
    ...extra,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** One of its own, so that what is left there is seen. */
function temporaryDirectoryOf(home: string): string {
  return join(home, "tmp");
}

/** Waits for the end of a process and collects what it printed. */
export async function waitForExit(child: ChildProcess): Promise<ProcessResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const [exit, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, by) => done([code, by]));
  });
  return {
    exit,
    signal,
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
  };
}
