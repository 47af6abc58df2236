/** Loads the files of the program, with compiled code that was kept of them. */
import { Script } from "node:vm";
import type { CompiledCode } from "./files/launch/codeCache.ts";

/** What the program is made of: its files, in a directory or inside of an executable, and modules of Node.js. */
export type ProgramParts = {
  /** @throws the system's error where there is no such file */
  read(name: string): Buffer;
  builtin(name: string): unknown;
};

/** A file that was loaded. */
export type LoadedFile = {
  readonly name: string;
  readonly text: Buffer;
  /** What was kept of it; undefined where nothing was, or V8 has refused it. */
  readonly kept: CompiledCode | undefined;
  /** @returns its compiled code now, with all functions that have run */
  compiledCode(): Buffer;
};

export type Loader = {
  /** @returns the exports of a file, and runs it the first time */
  load(name: string): unknown;
  /** In the order in which they were loaded. Grows while the program runs. */
  readonly loaded: readonly LoadedFile[];
};

const BEFORE = Buffer.from("(function (module, exports, require, __filename) {");
const AFTER = Buffer.from("\n})");

/**
 * A loader of CommonJS files, all of which have different names, wherever they are. They require each other and modules of
 * Node.js alone.
 * @param find looks for what was kept of a file
 */
export function createLoader(
  parts: ProgramParts,
  find: (name: string, text: Buffer) => CompiledCode | undefined,
): Loader {
  const loaded: LoadedFile[] = [];
  const modules = new Map<string, { exports: unknown }>();
  const load = (name: string): unknown => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    try {
      const text = parts.read(name);
      const { script, ...file } = compile(name, text, find(name, text));
      loaded.push(file);
      script.runInThisContext()(module, module.exports, require, name);
      return module.exports;
    } catch (error) {
      // What it has exported so far is not all: the next one who needs it loads it again.
      modules.delete(name);
      throw error;
    }
  };
  const require = (name: string) =>
    name.startsWith(".") ? load(name.slice(name.lastIndexOf("/") + 1)) : parts.builtin(name);
  return { load, loaded };
}

function compile(
  name: string,
  text: Buffer,
  found: CompiledCode | undefined,
): LoadedFile & { readonly script: Script } {
  const code = Buffer.concat([BEFORE, text, AFTER]).toString();
  const script = new Script(code, { filename: name, ...(found && { cachedData: found.data }) });
  const kept = script.cachedDataRejected ? undefined : found;
  return { name, text, kept, script, compiledCode: () => script.createCachedData() };
}
