/** Lines pasted into a real shell: which words its commands get, and whether anything else happens. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profileEnvironment } from "../profile/profileEnvironment.mjs";

export const SHELLS = ["bash", "zsh"] as const;

const SETUP: Readonly<
  Record<(typeof SHELLS)[number], { readonly args: readonly string[]; readonly first: string }>
> = {
  // As at a prompt, where `!` means something.
  bash: { args: ["--norc", "--noprofile"], first: "set -o history; set -o histexpand; shopt -s extglob" },
  zsh: { args: ["-f"], first: "setopt extendedglob banghist rcquotes" },
};

/** Stand for the programs that hints name; each prints how many words it has, and the words. */
const PROGRAMS = ["routera", "chmod", "ls", "mv", "rm", "install", "gunzip"].map(
  (name) => `${name}() { printf '%s\\0' "$(($# + 1))" ${name} "$@"; }`,
);

/**
 * @returns the words of each command
 * @throws Error where the shell complains, or a file is made
 */
export function pasteInto(
  shell: (typeof SHELLS)[number],
  lines: readonly string[],
): readonly (readonly string[])[] {
  const { args, first } = SETUP[shell];
  const directory = mkdtempSync(join(tmpdir(), "routera-paste-"));
  try {
    const [cwd, home, script] = [join(directory, "cwd"), join(directory, "home"), join(directory, "script")];
    for (const made of [cwd, home]) mkdirSync(made);
    writeFileSync(script, [first, ...PROGRAMS, ...lines, ""].join("\n"));
    const env = { PATH: process.env.PATH, ...profileEnvironment(home), LC_ALL: "C.UTF-8" };
    const { status, stdout, stderr } = spawnSync(shell, [...args, script], { cwd, env, encoding: "utf8" });
    const left = [...readdirSync(cwd), ...readdirSync(home)];
    if (status !== 0 || stderr !== "" || left.length > 0) {
      throw new Error(`${shell} ended with ${status}, left ${JSON.stringify(left)} and said: ${stderr}`);
    }
    return counted(stdout.split("\0").slice(0, -1));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function counted(parts: readonly string[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (let at = 0; at < parts.length; ) {
    const count = Number(parts[at]);
    found.push(parts.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return found;
}
