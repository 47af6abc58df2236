// Loads the program from texts instead of files: a single executable can require modules of Node.js only.
import { Script } from "node:vm";

/**
 * Runs the launcher, which loads chunks when they are needed, as `require` does.
 * @param text the text of a file by its name
 * @param codeCache V8's code cache of a file by its name, or undefined
 * @returns the compiled scripts by the names of their files, which grow while the program runs
 */
export function loadProgram(text, codeCache) {
  const scripts = new Map();
  const modules = new Map();
  const load = (file) => {
    let module = modules.get(file);
    if (module === undefined) {
      module = { exports: {} };
      modules.set(file, module);
      const script = compile(file, text(file), codeCache(file));
      scripts.set(file, script);
      script.runInThisContext()(module, module.exports, require, file);
    }
    return module.exports;
  };
  // All files have different names, wherever they are.
  const require = (name) =>
    name.startsWith(".") ? load(name.slice(name.lastIndexOf("/") + 1)) : process.getBuiltinModule(name);
  load("routera.js");
  return scripts;
}

export function compile(file, text, cachedData) {
  const code = `(function (module, exports, require, __filename) {${text.replace(/^#!.*/, "")}\n})`;
  return new Script(code, { filename: file, cachedData });
}
