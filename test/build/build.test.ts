/** The build as a newcomer meets it: the first thing that `npm ci` runs in a clone. */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { environment, makeHome, waitForExit } from "../harness/program.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const { scripts, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

it("npm ci builds a clone, prints one line for it, and the program runs", async () => {
  const home = makeHome();
  onTestFinished(home.remove);
  const clone = join(home.path, "clone");
  for (const name of ["package.json", "tsconfig.json", ".config", "bin", "src"]) {
    cpSync(join(ROOT, name), join(clone, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  const node = (args: readonly string[]) =>
    waitForExit(spawn(process.execPath, args, { cwd: clone, env: environment(home.path) }));

  const [program, ...args] = scripts.prepare.split(" ");
  expect([program, scripts.build]).toEqual(["node", scripts.prepare]);
  const built = await node(args);
  expect([built.exit, built.stderr]).toEqual([0, ""]);
  const files = readdirSync(join(clone, "dist"), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  expect(built.stdout).toMatch(
    new RegExp(`^Built routera ${version.replaceAll(".", "\\.")} \\(${files.length} files, \\d+ kB\\)\n$`),
  );
  expect(
    execFileSync(process.execPath, [join(clone, "bin/routera.js"), "--version"], {
      encoding: "utf8",
      env: environment(home.path),
    }),
  ).toBe(`${version}\n`);
});
