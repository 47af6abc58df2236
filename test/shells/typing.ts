/** A real shell on a terminal, with the program's completion in it: keys go in, the words of a command come out. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import type { KnownFields } from "../../src/account/suggestions/knownFields.ts";
import { knownFieldsPath, writeKnownFields } from "../../src/account/suggestions/recordFields.ts";
import { profileEnvironment } from "../harness/profile/profileEnvironment.mjs";
import { environment, type Home, LAUNCHER, makeHome } from "../harness/program.ts";

export type Shell = {
  /** The program and its arguments, for a shell that asks for keys. */
  readonly command: readonly string[];
  /** What its start-up file says; it must end in a prompt of `READY>`. */
  readonly setup: string;
  /** The start-up file, below the home. */
  readonly file: string;
};

/** Result of keys that end in Enter. */
export type TypingResult = {
  /** The words that the program was called with. */
  readonly argv: readonly string[];
  /** All that the terminal showed. */
  readonly shown: string;
};

/** True where this shell can be run. */
export function isInstalled(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"], { stdio: "ignore" }).status === 0;
}

/**
 * A home with a `routera` that answers TAB as it should, and otherwise only notes how it was called. The program prints the
 * completion of a shell once: it is the same for all shells that are started in this home.
 */
export function completionHome(): Home & { readonly bin: string } {
  const home = makeHome();
  const script = `#!/bin/sh
case "$1 $2" in
  __complete*) exec '${process.execPath}' '${LAUNCHER}' "$@" ;;
  completion\\ bash|completion\\ zsh|completion\\ fish)
    printed="$HOME/.completion.$2"
    [ -e "$printed" ] || { '${process.execPath}' '${LAUNCHER}' "$@" > "$printed.tmp" && mv "$printed.tmp" "$printed"; }
    exec cat "$printed" ;;
esac
printf '%s\\0' "$@" > "$HOME/argv.tmp" && mv "$HOME/argv.tmp" "$HOME/argv"
echo "<<CALLED"">>" > /dev/tty
`;
  chmodSync(home.write("bin/routera", script), 0o755);
  return { ...home, bin: join(home.path, "bin") };
}

/** What earlier calls have shown of an address. */
export async function writeSuggestions(
  home: Home,
  knownFields: KnownFields,
  origin = "https://api.routera.io",
): Promise<void> {
  const place = { env: profileEnvironment(home.path), platform: process.platform, uid: process.getuid?.() };
  await writeKnownFields(knownFieldsPath(place, origin), origin, knownFields, place);
}

const open = new Set<IPty>();

/** Ends every shell that a failed test has left. */
export function closeShells(): void {
  for (const terminal of open) terminal.kill("SIGKILL");
}

/** Types keys at the prompt, then Enter, and waits until the program was called. */
export function typeInto(
  shell: Shell,
  home: Home & { readonly bin: string },
  keys: string,
): Promise<TypingResult> {
  home.write(shell.file, shell.setup);
  const record = join(home.path, "argv");
  rmSync(record, { force: true });
  const [program = "", ...args] = shell.command;
  const terminal = spawn(program, args, {
    cols: 200,
    rows: 50,
    cwd: home.path,
    env: environment(home.path, {
      PATH: `${home.bin}:${process.env.PATH}`,
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
    }),
  });
  open.add(terminal);
  let shown = "";
  let typed = false;
  return new Promise((resolve) => {
    terminal.onData((data) => {
      shown += data;
      if (!typed && shown.includes("READY>")) {
        typed = true;
        terminal.write(`${keys}\r`);
      }
      if (shown.includes("<<CALLED>>")) terminal.kill("SIGKILL");
    });
    terminal.onExit(() => {
      open.delete(terminal);
      const argv = existsSync(record) ? readFileSync(record, "utf8").split("\0").slice(0, -1) : [];
      resolve({ argv, shown });
    });
  });
}
