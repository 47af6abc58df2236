/** Starts the program: loads it with compiled code that earlier commands have kept, runs it, and keeps what it compiled. */
import { type CodeCache, type CodeCachePlace, openCodeCache, parseEntry } from "./files/launch/codeCache.ts";
import { fileWriter } from "./files/launch/fileWriter.ts";
import type { Host } from "./host.ts";
import { createLoader, type LoadedFile, type ProgramParts } from "./load.ts";

type Main = typeof import("./main.ts");

const MAIN = "main.cjs";
/** Shorter files, in bytes, are compiled faster than their compiled code is found. */
const MIN_KEPT = 4_000;
/** Files are recorded for so many different commands: the code of each is larger than that of the one before. */
const MAX_COMMANDS = 12;
/** How long the process may go on after the program has ended, in milliseconds. */
const END_MS = 1_000;

/** What is recorded for calls that run no command. */
const NO_COMMAND = "help";

/**
 * Runs the command line of a process and sets its exit code.
 * @param parts the program; `compiled` finds entries of a cache that it brings along
 */
export function launch(
  node: NodeJS.Process,
  parts: ProgramParts & { readonly compiled?: (name: string) => Buffer | undefined },
): void {
  let cache: CodeCache | undefined;
  const find = (name: string, text: Buffer) => {
    if (!isKept(name, text)) return undefined;
    const found = cache?.read({ file: name, text });
    if (found !== undefined) return found;
    const entry = parts.compiled?.(name);
    return entry && parseEntry(entry);
  };
  const { load, loaded } = createLoader(parts, find);
  const { hostOf, main } = load(MAIN) as Main;
  let command = NO_COMMAND;
  const host: Host = {
    ...hostOf(node, fileWriter),
    readShipped: (name) => parts.read(name).toString(),
    onCommand: (path) => {
      command = path.join(" ");
    },
  };
  cache = openCodeCache(placeOf(host, node, parts));
  // Should it end without an answer, that is no success.
  node.exitCode = 1;
  main(host).then((exitCode) => {
    node.exitCode = exitCode;
    cache?.write(entriesOf(loaded, command));
    // Everything is written by now. Should anything still hold the process, it must not hang.
    host.clock.after(END_MS, () => host.leave(exitCode), { background: true });
  });
}

function placeOf(host: Host, node: NodeJS.Process, { builtin }: ProgramParts): CodeCachePlace {
  const { clock, env, nodeVersion, pid, platform, uid } = host;
  // V8 refuses code that was compiled with other flags. Asking for them takes more than a millisecond.
  const hasFlags = node.execArgv.length > 0 || Boolean(env.NODE_OPTIONS);
  const flags = hasFlags ? `-${(builtin("node:v8") as typeof import("node:v8")).cachedDataVersionTag()}` : "";
  return {
    ...{ env, pid, platform, uid },
    kind: `${nodeVersion}-${node.arch}${flags}`,
    now: clock.now,
    crypto: () => builtin("node:crypto") as typeof import("node:crypto"),
  };
}

/** The first file is loaded before it is known where the cache is. */
function isKept(name: string, text: Buffer): boolean {
  return name !== MAIN && text.length >= MIN_KEPT;
}

/** Entries of files that had none, or were recorded for other commands alone. */
function entriesOf(loaded: readonly LoadedFile[], command: string): Parameters<CodeCache["write"]>[0] {
  return loaded.flatMap(({ name, text, kept, compiledCode }) => {
    const commands = kept?.commands ?? [];
    if (!isKept(name, text)) return [];
    if (commands.includes(command) || commands.length >= MAX_COMMANDS) return [];
    return [{ file: name, text, code: () => ({ commands: [...commands, command], data: compiledCode() }) }];
  });
}
