/** The program on a terminal: what a person would see, as bytes. */
import { spawn } from "@lydell/node-pty";
import { environment, type Home, ROUTERA_IN_SHELL, type RunOptions } from "./program.ts";

export type TerminalResult = {
  readonly exit: number;
  /** stdout and stderr as the terminal got them; lines end in `\r\n`. */
  readonly output: string;
};

export type TerminalOptions = Pick<RunOptions, "env"> & {
  readonly columns?: number;
  /** Called with all output so far at each piece; `type` sends keys. */
  readonly watch?: (output: string, type: (keys: string) => void) => void;
};

/** Runs a script of `sh` on a terminal, in which `routera` is the program. */
export function runInTerminal(
  home: Home,
  script: string,
  options: TerminalOptions = {},
): Promise<TerminalResult> {
  const { env, columns = 80, watch = () => {} } = options;
  const terminal = spawn("sh", ["-c", `${ROUTERA_IN_SHELL}\n${script}`], {
    cols: columns,
    rows: 24,
    cwd: home.path,
    env: environment(home.path, { TERM: "xterm-256color", ...env }),
  });
  let output = "";
  terminal.onData((data) => {
    output += data;
    watch(output, (keys) => terminal.write(keys));
  });
  return new Promise((resolve) => {
    terminal.onExit(({ exitCode }) => resolve({ exit: exitCode, output }));
  });
}
