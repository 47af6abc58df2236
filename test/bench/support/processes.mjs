/** Processes that are measured, each from its start to its exit. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { profileEnvironment } from "../../harness/profile/profileEnvironment.mjs";

/** Loaded into a process of Node.js with `-r`: leaves what it used where the process says. */
const HOOK = `process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  require("node:fs").writeFileSync(process.env.USAGE_FILE,
    JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS / 1024 }));
});`;

export class Processes {
  #children = new Set();
  #home;
  #hook;
  #usageFile;

  /** @param home what the program keeps for its user is below it */
  constructor(home) {
    this.#home = home;
    this.#hook = join(home, "usage.cjs");
    this.#usageFile = join(home, "usage.json");
    writeFileSync(this.#hook, HOOK);
  }

  /**
   * @param isMeasured true for a process of Node.js whose CPU time and memory count; costs it about a millisecond
   * @returns `ms` from start to exit; and `cpu` in ms and `peak`, the largest resident set, in MiB
   * @throws Error where it ends with another code than 0
   */
  async run({ program = process.execPath, words, env = {}, isMeasured = false }) {
    const all = isMeasured ? ["-r", this.#hook, ...words] : words;
    const variables = {
      PATH: process.env.PATH,
      ...profileEnvironment(this.#home),
      ROUTERA_NO_SUGGESTIONS: "1",
    };
    const start = performance.now();
    const child = spawn(program, all, {
      cwd: this.#home,
      env: { ...variables, USAGE_FILE: this.#usageFile, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#children.add(child);
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors = (errors + text).slice(-2_000);
    });
    const code = await new Promise((done, fail) => {
      child.on("error", fail);
      child.on("close", done);
    });
    const ms = performance.now() - start;
    this.#children.delete(child);
    if (code !== 0) throw new Error(`${[program, ...words].join(" ")} ended with ${code}: ${errors}`);
    return isMeasured ? { ms, ...JSON.parse(readFileSync(this.#usageFile, "utf8")) } : { ms };
  }

  /**
   * A server that answers as Routera would, in a process of its own: it does not share a loop with what is measured.
   * @param delay ms before each response
   * @param deals how many the list has
   */
  async serve({ delay = 0, deals = 0 } = {}) {
    const script = join(import.meta.dirname, "instantServer.mjs");
    // Ends with its stdin, so that it does not outlive this process.
    const server = spawn(process.execPath, [script, String(delay), String(deals)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#children.add(server);
    const port = await new Promise((done) => server.stdout.once("data", (text) => done(Number(text))));
    const close = () => {
      this.#children.delete(server);
      server.kill();
    };
    return { url: `http://127.0.0.1:${port}`, close };
  }

  /** Ends all that still run. */
  close() {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}

/** True for a path that exists, and for a program that can be started by its name. */
export function isInstalled(program) {
  return existsSync(program) || spawnSync("which", [program]).status === 0;
}
