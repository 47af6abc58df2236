// Runs one command and saves V8's code cache of every file of the program. usage: recordCodeCache.mjs PROGRAM CACHES ARG…
// Only the binary that made a cache can read it. Functions that the command called are in the cache as well.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, loadProgram } from "./loadProgram.mjs";

const [program, caches, ...args] = process.argv.slice(2);
const text = (file) => readFileSync(join(program, file), "utf8");

process.argv = [process.execPath, process.execPath, ...args];
const loaded = loadProgram(text, () => undefined);
process.on("exit", () => {
  for (const file of readdirSync(program)) {
    const script = loaded.get(file) ?? compile(file, text(file));
    writeFileSync(join(caches, `${file}.cache`), script.createCachedData());
  }
});
