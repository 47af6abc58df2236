/** Runs once before all tests: the process tests need the program as it is now, not as it was built last. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

const BUILD = resolve(import.meta.dirname, "../../.config/build/build.mjs");

export function setup(): void {
  execFileSync(process.execPath, [BUILD], { stdio: "inherit" });
}
