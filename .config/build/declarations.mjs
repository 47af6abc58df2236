// Type declarations of the library: those of its entry, of every file that they import, and of no package that a user may
// not have.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const ENTRY = "library/index.d.ts";
/** The only package whose types are part of the interface: its numbers. */
const NUMBERS = "lossless-json";

/**
 * Adds, beside `library.cjs`, an ES module with the same names, and declarations for both. The compiler of a user checks
 * them, so every import in them must resolve there.
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
      const directory = mkdtempSync(join(tmpdir(), "routera-types-"));
      try {
        compile(directory);
        for (const [name, text] of reachable(join(directory, "src"))) emit(`types/${name}`, text);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
      emit(`types/${NUMBERS}.d.ts`, numbers());
    },
  };
}

/** The names are those that the bundler found, not guessed from the text. */
function esModule(file, names) {
  return `import library from "./${file}";\nexport const { ${[...names].sort().join(", ")} } = library;\n`;
}

function compile(directory) {
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const project = fileURLToPath(new URL("library.tsconfig.json", import.meta.url));
  execFileSync(process.execPath, [compiler, "-p", project, "--outDir", directory], {
    stdio: ["ignore", 2, 2],
  });
}

/** The entry and every file that it imports, by name, with imports that resolve in the package. */
function reachable(directory) {
  const found = new Map();
  const add = (name) => {
    if (found.has(name)) return;
    const text = readFileSync(join(directory, name), "utf8");
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

/** The declaration of the package itself; its license is in the list of licenses. */
function numbers() {
  const directory = dirname(dirname(dirname(require.resolve(NUMBERS))));
  const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  const text = readFileSync(join(directory, "lib/types/LosslessNumber.d.ts"), "utf8");
  return `// From ${name} ${version} (${license}); see THIRD-PARTY-LICENSES.txt\n${text.replace(/\/\/# sourceMappingURL.*\n?/, "")}`;
}
