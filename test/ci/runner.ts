/** A CI runner, as far as a shell step can show: its variables, its files, and `routera` and `npm` on the path. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import {
  environment,
  type Home,
  LAUNCHER,
  makeHome,
  type ProcessResult,
  waitForExit,
} from "../harness/program.ts";
import { started } from "../sandbox/started.ts";

export const ROOT = resolve(import.meta.dirname, "../..");

export type Runner = {
  readonly home: Home;
  /** The checked-out repository. */
  readonly workspace: string;
  /** Runs one step. */
  step(
    shell: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ): Promise<ProcessResult>;
  /** A file of the runner, or of the repository. */
  read(name: string): string;
  /** What steps gave as outputs. */
  outputs(): Readonly<Record<string, string>>;
};

export async function runner(env: Readonly<Record<string, string>> = {}): Promise<Runner> {
  const home = makeHome();
  onTestFinished(home.remove);
  const { url } = await started();
  const workspace = join(home.path, "work");
  mkdirSync(workspace);
  home.write("bin/routera", `#!/bin/sh\nexec '${process.execPath}' '${LAUNCHER}' "$@"\n`, 0o755);
  home.write(
    "bin/npm",
    `#!/bin/sh\nfor word; do printf '<%s>' "$word"; done >> '${home.path}/npm.log'\n`,
    0o755,
  );
  mkdirSync(join(home.path, "temp"));
  const own = {
    PATH: `${join(home.path, "bin")}:${process.env.PATH}`,
    ROUTERA_BASE_URL: url,
    ROUTERA_TOKEN: "token",
    ...env,
  };
  const read = (name: string): string => {
    const path = join(home.path, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  return {
    home,
    workspace,
    read,
    step: ([program = "", ...words], more = {}, cwd = workspace) =>
      waitForExit(spawn(program, words, { cwd, env: environment(home.path, { ...own, ...more }) })),
    outputs: () =>
      Object.fromEntries(
        read("output")
          .split("\n")
          .filter((line) => line.includes("="))
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      ),
  };
}

/** Variables of a GitHub runner. */
export function gitHubVariables(home: string): Readonly<Record<string, string>> {
  return {
    GITHUB_ACTIONS: "true",
    CI: "true",
    GITHUB_WORKSPACE: join(home, "work"),
    GITHUB_OUTPUT: join(home, "output"),
    GITHUB_STEP_SUMMARY: join(home, "summary"),
    RUNNER_TEMP: join(home, "temp"),
  };
}
