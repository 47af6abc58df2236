/** Loads the files of the program, with compiled code that was kept of them. */
import { Script } from "node:vm";
import type { CompiledCode } from "./files/codeCache.ts";

/** Where the files of the program are: in a directory, or inside of an executable. */
export type ProgramFiles = {
  /** @throws the system's error where there is no such file */
  read(name: string): Buffer;
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
 * @param builtin finds a module of Node.js
 */
export function createLoader(
  files: ProgramFiles,
  find: (name: string, text: Buffer) => CompiledCode | undefined,
  builtin: (name: string) => unknown,
): Loader {
  const loaded: LoadedFile[] = [];
  const modules = new Map<string, { exports: unknown }>();
  const load = (name: string): unknown => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(name, module);
    const text = files.read(name);
    const { script, ...file } = compile(name, text, find(name, text));
    loaded.push(file);
    script.runInThisContext()(module, module.exports, require, name);
    return module.exports;
  };
  const require = (name: string) =>
    name.startsWith(".") ? load(name.slice(name.lastIndexOf("/") + 1)) : builtin(name);
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
