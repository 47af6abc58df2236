/**
 * Runs once before all process tests: they need the program as it is now, not as it was built last. Common commands are run as
 * well, so that the compiled code of the program is there for routera.js.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { recordCode } from "../../../.config/build/recordCode.mjs";
import { RECORDED } from "./routera.js";

const BUILD = resolve(import.meta.dirname, "../../../.config/build/build.mjs");

const COMMANDS = [
  "deals list --json",
  "deals plan --where deal_stage=qualified --field deal_stage=won --out plan.jsonl",
  "deals apply plan.jsonl --yes",
  "runs undo --yes",
  "runs list --json",
  "auth status",
  "help exit-codes",
];

export function setup(): void {
  execFileSync(process.execPath, [BUILD], { stdio: "inherit" });
  rmSync(RECORDED, { recursive: true, force: true });
  const home = mkdtempSync(join(tmpdir(), "routera-recorded-"));
  try {
    const words = COMMANDS.map((command) => command.split(" "));
    cpSync(recordCode(process.execPath, words, home), RECORDED, { recursive: true });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
