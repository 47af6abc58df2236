/** The script of the Windows lane where Wine cannot be had. What it does with Wine is shown by the lane itself. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeHome } from "../harness/program.ts";

const SCRIPT = resolve(import.meta.dirname, "../../.ci/windows.sh");
/** What the script needs to find out that there is no Wine, and no apt-get to install it with. */
const PROGRAMS = ["bash", "dirname", "id", "mktemp", "realpath", "rm", "tail", "timeout", "uname"];

it.each([
  ["is skipped with the reason", {}, 0],
  ["fails on CI", { CI: "true" }, 1],
  ["fails where lanes are required", { ROUTERA_LANES: "required" }, 1],
])("without Wine the lane %s", (_what, env, exit) => {
  const home = makeHome();
  onTestFinished(home.remove);
  const tarball = home.write("routera.tgz", "");
  const bin = join(home.path, "bin");
  mkdirSync(bin);
  for (const name of PROGRAMS) symlinkSync(whereIs(name), join(bin, name));
  const done = spawnSync(join(bin, "bash"), [SCRIPT, tarball], {
    encoding: "utf8",
    env: { PATH: bin, TMPDIR: home.path, ...env },
  });
  expect(done.stdout).toBe("Windows lane: skipped, because Wine is not installed\n");
  expect(done.status).toBe(exit);
});

function whereIs(name: string): string {
  const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], {
    encoding: "utf8",
    env: { PATH: ["/usr/bin", "/bin", process.env.PATH].join(delimiter) },
  });
  return stdout.trim();
}
