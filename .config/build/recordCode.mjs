// The compiled code that the program in `dist` keeps while it runs commands.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { profileEnvironment } from "../../test/harness/profile/profileEnvironment.mjs";
import { ROOT } from "./paths.mjs";

const LAUNCHER = join(ROOT, "bin/routera.js");

/**
 * Runs commands in the built-in sandbox.
 * @param node the Node.js that runs them, and that will read the code
 * @param commands words of each
 * @param home an empty directory
 * @returns the directory with the entries
 */
export function recordCode(node, commands, home) {
  const env = { ...profileEnvironment(home), XDG_CACHE_HOME: home, ROUTERA_PROFILE: "sandbox" };
  for (const words of commands) execFileSync(node, [LAUNCHER, ...words], { cwd: home, env, stdio: "pipe" });
  const compiled = join(home, "routera/compiled");
  const [directory] = existsSync(compiled) ? readdirSync(compiled) : [];
  if (directory === undefined) throw new Error("the program has kept no compiled code");
  return join(compiled, directory);
}
