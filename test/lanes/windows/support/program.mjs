/** The installed program as a user of Windows runs it, in a profile directory that is removed afterwards. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";

const { ROUTERA_EXE: EXE, ROUTERA_PREFIX: PREFIX } = process.env;
assert.ok(PREFIX, "ROUTERA_PREFIX must be the directory that npm installed routera into");

/** The installed package. */
export const PACKAGE = join(PREFIX, "node_modules", "routera");
/** The program and its first arguments: Node with the launcher, or the executable. */
const [PROGRAM, ...FIRST] = EXE ? [EXE] : [process.execPath, join(PACKAGE, "bin", "routera.js")];
/** What a user types in cmd: npm's shim, or the executable. */
export const SHIM = EXE || join(PREFIX, "routera.cmd");

/** A deal of the sandbox, and a second one. */
export const DEAL = "550e8400-e29b-41d4-a716-446655440000";
export const SANDBOX = ["--profile", "sandbox"];

/**
 * libuv's UV_FS_O_EXLOCK, which Node passes through: the file is shared with no other handle, as Excel, a scanner or a
 * sync client may open it.
 */
const SHARE_NOTHING = 0x10000000;
const LIMIT_MS = 60_000;

/** A profile directory for the tests of a suite; made before them, removed after them. */
export function useHome() {
  const home = new Home();
  before(() => home.make());
  after(() => home.remove());
  return home;
}

class Home {
  path = "";
  #running = new Set();

  make() {
    // A space, an apostrophe and letters beyond ASCII, as in many names of people.
    this.path = mkdtempSync(join(tmpdir(), "Zoë O'Neill "));
    for (const name of ["Roaming", "Local", "Temp"]) mkdirSync(this.in(name));
  }

  remove() {
    for (const child of this.#running) child.kill();
    rmSync(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** A path below. */
  in(...names) {
    return join(this.path, ...names);
  }

  get config() {
    return this.in("Roaming", "routera", "config.yaml");
  }

  get runs() {
    return this.in("Local", "routera", "runs");
  }

  /** Writes a file below and returns its path. */
  write(name, content) {
    const path = this.in(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /**
   * USERPROFILE, APPDATA and LOCALAPPDATA, or the program would use the directories of this account: HOME means nothing on
   * Windows. SystemRoot, or no socket can be opened.
   */
  environment(extra = {}) {
    const { SystemRoot, ComSpec, PATHEXT, PATH } = process.env;
    return {
      SystemRoot,
      ComSpec,
      PATHEXT,
      PATH: `${dirname(process.execPath)};${PATH}`,
      TEMP: this.in("Temp"),
      TMP: this.in("Temp"),
      USERPROFILE: this.path,
      APPDATA: this.in("Roaming"),
      LOCALAPPDATA: this.in("Local"),
      ...extra,
    };
  }

  /** Runs the program to its end. */
  run(args, { input, env, cwd = this.path } = {}) {
    return finish(
      spawnSync(PROGRAM, [...FIRST, ...args], {
        cwd,
        env: this.environment(env),
        input,
        encoding: "utf8",
        timeout: LIMIT_MS,
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      }),
    );
  }

  /** Runs it and expects exit code 0. @returns stdout */
  good(args, options) {
    const done = this.run(args, options);
    assert.equal(done.exit, 0, `exit ${done.exit} of ${args.join(" ")}: ${done.stderr}`);
    return done.stdout;
  }

  /** Starts it; `ended` resolves with what `run` returns. */
  start(args, { env, cwd = this.path } = {}) {
    const child = spawn(PROGRAM, [...FIRST, ...args], {
      cwd,
      env: this.environment(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#track(child);
    return { child, ended: collect(child) };
  }

  /** Runs one line in cmd, as typed at its prompt. */
  cmd(line, { env, input } = {}) {
    return finish(
      spawnSync(process.env.ComSpec, ["/d", "/s", "/c", `"${line}"`], {
        cwd: this.path,
        env: this.environment(env),
        input,
        encoding: "utf8",
        timeout: LIMIT_MS,
        windowsVerbatimArguments: true,
        stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      }),
    );
  }

  /** A sandbox server with this fault, and the flags and variables that lead to it. */
  async serve(fault) {
    const args = ["sandbox", "serve", "--port", "0", "--json", ...(fault ? ["--fault", fault] : [])];
    const { child } = this.start(args);
    const { url } = JSON.parse(await firstLine(child));
    return { url, flags: ["--base-url", url], env: { ROUTERA_TOKEN: "demo" }, stop: () => stop(child) };
  }

  /**
   * Runs the program while another one has a file that it shares with no one. It closes the file `ms` after the program has
   * started, or sooner: `ms` after a file appears beside it.
   */
  async runWhileHeld(path, ms, args) {
    const marker = this.in("Temp", "started");
    const script = this.write(
      "Temp/start.cjs",
      `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");`,
    );
    rmSync(marker, { force: true });
    const helper = await this.#helper("hold.cjs", [path, String(ms), marker]);
    const env = { NODE_OPTIONS: `--require ${JSON.stringify(script)}` };
    const done = await this.start(args, { env }).ended;
    await helper.stop();
    return done;
  }

  /**
   * Runs the program while another one opens each new file below `directory`, as a scanner does, and keeps it for a while.
   * Only files whose names begin with `beginning`. `scanned`: the paths that it opened.
   */
  async runWhileScanned(directory, { ms, beginning = "" }, args) {
    const helper = await this.#helper("scan.cjs", [directory, String(ms), beginning]);
    const done = await this.start(args).ended;
    await helper.stop();
    return { ...done, scanned: helper.printed().trim().split("\n").slice(1) };
  }

  async #helper(name, args) {
    const script = fileURLToPath(new URL(name, import.meta.url));
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    this.#track(child);
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    await firstLine(child);
    return { stop: () => stop(child), printed: () => text };
  }

  #track(child) {
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
  }
}

/** Runs `work` while this process keeps a file that it shares with no one. */
export async function holding(path, work) {
  const handle = openSync(path, constants.O_RDWR | SHARE_NOTHING);
  try {
    return await work();
  } finally {
    closeSync(handle);
  }
}

/** The one JSON value that a command printed. */
export function parsed(stdout) {
  return JSON.parse(stdout);
}

/** Input rows in CSV that rename the first deals of a sandbox. */
export function renaming(ids, name = "Renamed") {
  return `id,deal_name\r\n${ids.map((id, at) => `${id},${name} ${at}\r\n`).join("")}`;
}

function finish({ status, signal, stdout, stderr, error }) {
  assert.equal(error, undefined, `the program did not run: ${error?.message}`);
  return { exit: status, signal, stdout, stderr };
}

async function collect(child) {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (chunk) => {
      text[name] += chunk;
    });
  }
  const [exit, signal] = await new Promise((done) => {
    child.once("close", (code, by) => done([code, by]));
  });
  return { exit, signal, ...text };
}

/** The text that a process prints first, up to a line end or a closing brace. */
function firstLine(child) {
  return new Promise((done, fail) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      if (/[}\n]\s*$/.test(text)) done(text);
    });
    child.once("close", () => fail(new Error(`ended before its first line: ${text}`)));
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((done) => child.once("close", done));
  child.kill();
  await closed;
}
