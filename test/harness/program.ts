/** The built program as a user runs it: its own process, a home of its own, nothing from this environment. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The launcher that the package installs. */
export const LAUNCHER = resolve(import.meta.dirname, "../../bin/routera.js");

/** Never to be seen in any output, error, log or file. */
export const CANARY = "canary.tok-3n_7f1e2d3c4b5a69788796a5b4c3d2e1f0";

export type Finished = {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A home that is thrown away. */
export type Home = {
  readonly path: string;
  /** Runs the program to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Starts it and hands over the process. */
  start(args: readonly string[], options?: RunOptions & SpawnOptions): ChildProcess;
  /** Every file below, with its text. */
  files(): readonly { readonly path: string; readonly text: string }[];
  remove(): void;
};

export type RunOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
};

/** Makes a home below the temporary folder of the machine. */
export function makeHome(): Home {
  const path = mkdtempSync(join(tmpdir(), "routera-test-"));
  const environment = (extra: RunOptions["env"] = {}): NodeJS.ProcessEnv => ({
    PATH: process.env["PATH"],
    HOME: path,
    ...extra,
  });
  const start: Home["start"] = (args, { env, cwd, input: _input, ...rest } = {}) =>
    spawn(process.execPath, [LAUNCHER, ...args], { env: environment(env), cwd: cwd ?? path, ...rest });
  return {
    path,
    start,
    run: async (args, options = {}) => {
      const child = start(args, options);
      child.stdin?.on("error", () => {});
      child.stdin?.end(options.input ?? "");
      return finished(child);
    },
    files: () =>
      readdirSync(path, { recursive: true, encoding: "utf8" })
        .map((name) => join(path, name))
        .filter((file) => statSync(file).isFile())
        .map((file) => ({ path: file, text: readFileSync(file, "latin1") })),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Waits for the end of a process and collects what it printed. */
export async function finished(child: ChildProcess): Promise<Finished> {
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
