/** Runs once before all tests: the process tests need the program as it is now, not as it was built last. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

export function setup(): void {
  execFileSync(resolve("node_modules/.bin/rolldown"), ["-c", ".config/rolldown.mjs", "--logLevel", "warn"], {
    stdio: "inherit",
  });
}
