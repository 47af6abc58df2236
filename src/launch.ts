/** Starts the program: loads it with compiled code that earlier commands have kept, runs it, and keeps what it compiled. */
import { type CodeCache, openCodeCache, parseEntry } from "./files/codeCache.ts";
import type { Host } from "./host.ts";
import { createLoader, type LoadedFile, type ProgramFiles } from "./load.ts";

type Main = typeof import("./main.ts");

const MAIN = "main.cjs";
/** Shorter files, in bytes, are compiled faster than their compiled code is found. */
const MIN_KEPT = 4_000;
/** Files are recorded for so many different commands: the code of each is larger than that of the one before. */
const MAX_COMMANDS = 12;
/** How long the process may go on after the program has ended, in milliseconds. */
const END_MS = 1_000;

/**
 * Runs the command line of a process and sets its exit code.
 * @param files the files of the program, and entries of a cache that it brings along
 */
export function launch(
  node: NodeJS.Process,
  files: ProgramFiles & { readonly compiled?: (name: string) => Buffer | undefined },
): void {
  let cache: CodeCache | undefined;
  const find = (name: string, text: Buffer) => {
    if (text.length < MIN_KEPT) return undefined;
    const found = cache?.read(name, text);
    if (found !== undefined) return found;
    const entry = files.compiled?.(name);
    return entry && parseEntry(entry);
  };
  const { load, loaded } = createLoader(files, find, (name) => node.getBuiltinModule(name));
  const { hostOf, main } = load(MAIN) as Main;
  const host = hostOf(node, (name) => files.read(name).toString());
  cache = openCodeCache(placeOf(host, node));
  // Should it end without an answer, that is no success.
  node.exitCode = 1;
  main(host).then((exitCode) => {
    node.exitCode = exitCode;
    if (cache !== undefined) keep(cache, loaded, commandOf(host.argv));
    // Everything is written by now. Should anything still hold the process, it must not hang.
    host.clock.after(END_MS, () => host.leave(exitCode), { background: true });
  });
}

function placeOf(host: Host, node: NodeJS.Process): Parameters<typeof openCodeCache>[0] {
  return {
    ...host,
    arch: node.arch,
    now: host.clock.now,
    crypto: () => node.getBuiltinModule("node:crypto"),
  };
}

/** Keeps the compiled code of files that had none, or were recorded for other commands alone. */
function keep(cache: CodeCache, loaded: readonly LoadedFile[], command: string): void {
  for (const { name, text, kept, compiledCode } of loaded) {
    const commands = kept?.commands ?? [];
    if (name === MAIN || text.length < MIN_KEPT) continue;
    if (commands.includes(command) || commands.length >= MAX_COMMANDS) continue;
    cache.write(name, text, () => ({ commands: [...commands, command], data: compiledCode() }));
  }
}

/** What the functions that run depend on: the first words, up to a flag. */
function commandOf(argv: readonly string[]): string {
  const end = argv.findIndex((word) => !/^[a-z]{1,20}$/.test(word));
  return argv.slice(0, Math.min(2, end === -1 ? argv.length : end)).join(" ");
}
