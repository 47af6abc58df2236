// What a compiler is told of the library: its declarations, the files that they stand on, and no package that a user may
// not have.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const ENTRY = "library/library.d.ts";
/** The one package whose types are part of the face: its numbers. */
const NUMBERS = "lossless-json";

/**
 * Beside `library.cjs`: an ES module with the same names, and declarations for both. They are checked by whoever compiles
 * against them, so that every import must resolve here.
 */
export function declarations() {
  return {
    name: "declarations",
    generateBundle(_options, bundle) {
      const emit = (fileName, source) => this.emitFile({ type: "asset", fileName, source });
      const entry = Object.values(bundle).find((chunk) => chunk.isEntry);
      emit("library.mjs", esModule(entry.fileName, entry.exports));
      for (const fileName of ["library.d.cts", "library.d.mts"]) {
        emit(fileName, `export * from "./types/${ENTRY.replace(/\.d\.ts$/, ".js")}";\n`);
      }
      const folder = mkdtempSync(join(tmpdir(), "routera-types-"));
      try {
        compile(folder);
        for (const [name, text] of reachable(join(folder, "src"))) emit(`types/${name}`, text);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
      emit(`types/${NUMBERS}.d.ts`, numbers());
    },
  };
}

/** Names are read from the object itself, not guessed from its text. */
function esModule(file, names) {
  return `import library from "./${file}";\nexport const { ${[...names].sort().join(", ")} } = library;\n`;
}

function compile(folder) {
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const project = fileURLToPath(new URL("library.tsconfig.json", import.meta.url));
  execFileSync(process.execPath, [compiler, "-p", project, "--outDir", folder], {
    stdio: ["ignore", 2, 2],
  });
}

/** The entry and every file that it stands on, by name, with imports that find them. */
function reachable(folder) {
  const found = new Map();
  const add = (name) => {
    if (found.has(name)) return;
    const text = readFileSync(join(folder, name), "utf8");
    const imported = [];
    const rewritten = text.replace(/(?<=^(?:im|ex)port .* from |\bimport\()"([^"]+)"/gm, (_, to) => {
      const up = posix.relative(posix.dirname(name), ".") || ".";
      if (to === NUMBERS) return `"${up}/${NUMBERS}.js"`;
      if (!to.startsWith(".")) throw new Error(`the declarations of ${name} need the package ${to}`);
      imported.push(posix.join(posix.dirname(name), to.replace(/\.ts$/, ".d.ts")));
      return `"${to.replace(/\.ts$/, ".js")}"`;
    });
    found.set(name, rewritten);
    for (const one of imported) add(one);
  };
  add(ENTRY);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The package's own declaration; its licence is among the third parties' ones. */
function numbers() {
  const folder = dirname(dirname(dirname(require.resolve(NUMBERS))));
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = readFileSync(join(folder, "lib/types/LosslessNumber.d.ts"), "utf8");
  return `// From ${name} ${version} (${license}); see THIRD-PARTY-LICENSES.txt\n${text.replace(/\/\/# sourceMappingURL.*\n?/, "")}`;
}
