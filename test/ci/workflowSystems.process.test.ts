/** The jobs for Windows and macOS: on which versions they run, and that their shell steps do what they are there for. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { environment, makeHome } from "../harness/program.ts";

const ROOT = resolve(import.meta.dirname, "../..");
type Step = { name?: string; run?: string; shell?: string; if?: string };
const { systems } = parse(readFileSync(join(ROOT, ".github/workflows/ci.yml"), "utf8")).jobs;
const steps: Step[] = systems.steps;
const commands = steps.flatMap(({ run }) => run ?? []);

it("run on Windows and macOS, on the oldest line of Node and on a newer one", () => {
  expect(systems["runs-on"]).toBe("${" + "{ matrix.os }}");
  expect(systems.strategy.matrix).toEqual({ os: ["windows-latest", "macos-latest"], node: [20, 24] });
  expect(systems.strategy["fail-fast"]).toBe(false);
});

it("call only scripts that exist, and use bash where a step has its own lines", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const called = commands.flatMap((command) => /^npm (?:run )?(\S+)$/.exec(command)?.[1] ?? []);
  expect(called).toEqual(["types", "test", "package"]);
  for (const name of called) expect(scripts).toHaveProperty(name);
  for (const { run, shell, name } of steps) {
    if (run !== undefined && !run.startsWith("npm ")) expect(shell, name).toBe("bash");
  }
});

it("install the package as a user does, and use it", () => {
  const home = makeHome();
  onTestFinished(home.remove);
  const directory = join(home.path, "repository");
  mkdirSync(join(directory, ".ci"), { recursive: true });
  cpSync(join(ROOT, ".ci/smoke.mjs"), join(directory, ".ci/smoke.mjs"));
  const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", directory];
  const packed = spawnSync("npm", pack, { cwd: ROOT, encoding: "utf8" }).stdout.trim();
  renameSync(join(directory, packed), join(directory, "routera.tgz"));
  const { exit, stdout, stderr } = step("Install the package and use it", directory, home.path);
  expect(exit, stderr).toBe(0);
  expect(stdout).toMatch(/^routera \d+\.\d+\.\d+ works on Node /m);
});

it("run the lane on Windows alone, with the package that was made", () => {
  const lane = steps.find(({ name }) => name === "Run the Windows lane");
  expect(lane?.if).toBe("runner.os == 'Windows'");
  const directory = makeHome();
  onTestFinished(directory.remove);
  directory.write(".ci/windows.sh", '#!/bin/sh\necho "$0 $@"\nexit 3\n', 0o700);
  const { exit, stdout } = step("Run the Windows lane", directory.path, directory.path);
  expect([exit, stdout]).toEqual([3, ".ci/windows.sh routera.tgz\n"]);
  expect(commands.indexOf("npm run package")).toBeLessThan(commands.indexOf(lane?.run ?? ""));
});

/** Runs a step as GitHub does with `shell: bash`. */
function step(name: string, directory: string, home: string) {
  const found = steps.find((one) => one.name === name);
  if (found?.run === undefined) throw new Error(`no step is called ${name}`);
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", found.run],
    {
      cwd: directory,
      encoding: "utf8",
      env: { ...environment(home), RUNNER_TEMP: join(home, "tmp"), npm_config_update_notifier: "false" },
    },
  );
  return { exit: status, stdout, stderr };
}
