/** A whole command inside the test's own process: the same code from words to exit code, without a process to start. */
import { Readable } from "node:stream";
import { type Host, type Output, thisHost } from "../../src/host.ts";
import { main } from "../../src/main.ts";
import { environment, type ProcessResult, type RunOptions } from "./program.ts";

/** Runs the command to its end, neither on a terminal nor stopped by a signal. */
export async function runInProcess(
  home: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ProcessResult> {
  const { clock, cwd = home, env, input = "", onStderr, onStdout, stdin } = options;
  const here = thisHost();
  const stdout = memory(onStdout);
  const stderr = memory(onStderr);
  const host: Host = {
    ...here,
    argv: args,
    env: environment(home, env),
    cwd: () => cwd,
    stdin: {
      isTTY: false,
      stream: () => stdin ?? Readable.from(input === "" ? [] : [Buffer.from(input)]),
    },
    stdout: stdout.output,
    stderr: stderr.output,
    clock: clock ?? here.clock,
    onStopSignal: () => () => {},
    // Calls overlap in this process, and its warnings are those of none of them.
    onNodeWarning: () => () => {},
    leave: (exitCode) => {
      throw new Error(`the command left with exit code ${exitCode}`);
    },
  };
  const exit = await main(host);
  return { exit, signal: null, stdout: stdout.text(), stderr: stderr.text() };
}

/** A stream that keeps its bytes. @param onPiece called with all of its text so far */
function memory(onPiece?: (text: string) => void): { readonly output: Output; text(): string } {
  const pieces: Buffer[] = [];
  const write = async (piece: string): Promise<void> => {
    pieces.push(Buffer.from(piece));
    onPiece?.(text());
  };
  const text = (): string => Buffer.concat(pieces).toString("utf8");
  return {
    output: { isTTY: false, columns: undefined, write },
    text,
  };
}
