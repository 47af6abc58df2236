// The chunk plan of the program: which modules are loaded together. Opening a file costs a fraction of a millisecond, and
// every byte of it is read and scanned. So modules that are always needed together are in one file: those of help, those
// that every command needs besides, and those that one deal needs besides. The other chunks follow the lazy imports.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { ROOT } from "./paths.mjs";

/** Chunks by name, each with the modules that it starts from. A module belongs to the first chunk that reaches it. */
const CHUNKS = [
  ["base", ["src/main.ts"]],
  ["tree", ["src/cli/help.ts", "src/commands/index.ts"]],
  ["words", ["src/runCli.ts", "src/views/failure.ts", "src/terminal/style.ts"]],
  [
    "call",
    [
      "src/account/open.ts",
      "src/config/load.ts",
      "src/views/render.ts",
      "src/terminal/progress.ts",
      "src/commands/deals/update.action.ts",
      "src/commands/deals/get.action.ts",
    ],
  ],
  ["http", [createRequire(import.meta.url).resolve("got")]],
];

/** @returns a function for rolldown that names the chunk of a module; undefined leaves the module to rolldown */
export function chunkPlan() {
  let chunkOf;
  return (id, graph) => {
    chunkOf ??= assignModules(graph);
    return chunkOf.get(id);
  };
}

function assignModules(graph) {
  const chunkOf = new Map();
  for (const [name, roots] of CHUNKS) {
    for (const root of roots) assign(resolve(ROOT, root), name, chunkOf, graph);
  }
  return chunkOf;
}

/** Assigns a module and everything that it imports eagerly. */
function assign(id, name, chunkOf, graph) {
  if (chunkOf.has(id)) return;
  const module = graph.getModuleInfo(id);
  if (module === null) throw new Error(`the chunk plan names ${id}, which is not in the bundle`);
  chunkOf.set(id, name);
  for (const imported of module.importedIds) assign(imported, name, chunkOf, graph);
}
