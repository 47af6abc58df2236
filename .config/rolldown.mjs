// The bundle: CommonJS, because requiring it starts faster than an ES module graph, cut into chunks that
// are loaded when a call needs them. Parts of dependencies that no call can reach are left out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { defineConfig } from "rolldown";
import { declarations } from "./declarations.mjs";

const common = {
  platform: "node",
  // Its ES modules: what is not used falls away, and loading the rest takes half the time.
  resolve: { alias: { yaml: resolve("node_modules/yaml/browser/dist/index.js") } },
  // A module that is imported lazily in one place and at once in another is loaded at once; nothing is wrong with that.
  onLog: (level, log, handle) => log.code !== "INEFFECTIVE_DYNAMIC_IMPORT" && handle(level, log),
};
const commonjs = {
  format: "cjs",
  cleanDir: true,
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name]-[hash].cjs",
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  comments: false,
};

const program = defineConfig({
  ...common,
  input: { main: "src/main.ts" },
  preserveEntrySignatures: "allow-extension",
  output: {
    ...commonjs,
    dir: "dist",
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: fileOf, debugName: "files" }] },
  },
  plugins: [withoutUnusedParts(), withoutListFormats(), licences()],
});

// A bundle of its own, made after the program's: chunks in common would be cut as both need them, and a call would open
// more files.
const library = defineConfig({
  ...common,
  input: { library: "src/library/library.ts" },
  output: { ...commonjs, dir: "dist/library" },
  plugins: [withoutUnusedParts(), withoutListFormats(), licensedAlready(), declarations()],
});

export default [program, library];

/**
 * Each file that is opened costs a fraction of a millisecond, and each byte is read and scanned. So what is always needed
 * together stands in one file: what help needs, what every call needs besides, and what one deal needs besides. The rest
 * is cut as it is imported.
 */
const FILES = [
  ["base", ["src/main.ts"]],
  ["tree", ["src/cli/help.ts", "src/commands/index.ts"]],
  ["words", ["src/call.ts", "src/views/failure.ts", "src/terminal/style.ts"]],
  [
    "call",
    [
      "src/openDeals.ts",
      "src/profile/load.ts",
      "src/views/render.ts",
      "src/terminal/progress.ts",
      "src/commands/deals/update.action.ts",
      "src/commands/deals/get.action.ts",
    ],
  ],
  ["http", ["node_modules/got/dist/source/index.js"]],
];

let files;

/** The file that a module belongs into; undefined: wherever it falls. */
function fileOf(id, graph) {
  files ??= FILES.reduce((taken, [name, roots]) => {
    for (const root of roots) claim(resolve(root), name, taken, graph);
    return taken;
  }, new Map());
  return files.get(id);
}

/** A module and all that it imports at once; what a file before has stays there. */
function claim(id, name, taken, graph) {
  if (taken.has(id)) return;
  taken.set(id, name);
  for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) claim(imported, name, taken, graph);
}

/**
 * Parts that no call can reach, each of which would be loaded at a start: got's HTTP/2 client, response cache and DNS
 * cache, which are off; commander's subcommands that are other programs; the sandbox server's question whether a request is
 * HTTP/2; cosmiconfig's own loaders, every one of which is replaced by ours. What stands for them says so, should anything
 * ever call it.
 */
function withoutUnusedParts() {
  const always = ["http2-wrapper", "cacheable-request", "cacheable-lookup"];
  const ofPackage = {
    commander: ["node:child_process"],
    "@hono/node-server": ["node:http2"],
    // From its next major on.
    got: ["node:http2"],
    cosmiconfig: ["js-yaml", "parse-json", "import-fresh", "typescript", "env-paths"],
  };
  const isUnused = (source, importer) =>
    always.includes(source) ||
    Object.entries(ofPackage).some(
      ([name, sources]) => sources.includes(source) && importer?.includes(`/node_modules/${name}/`),
    );
  const code = (name) => `
    const absent = () => { throw new Error(${JSON.stringify(`${name} is not part of this program`)}); };
    export default class Absent { constructor() { absent(); } static auto() { absent(); } static constants = {}; static connect() { absent(); } }
    export class CacheError extends Error {}
    export const spawn = absent;
    export class Http2ServerRequest {}
    export class Http2ServerResponse {}
    export const constants = {};
  `;
  return {
    name: "without-unused-parts",
    resolveId: (source, importer) => (isUnused(source, importer) ? `\0absent:${source}` : null),
    load: (id) => (id.startsWith("\0absent:") ? code(id.slice("\0absent:".length)) : null),
  };
}

/**
 * @sindresorhus/is, which got asks about its arguments, makes two Intl.ListFormat at its start, for messages that a
 * programmer may see. They take longer than all the rest of got (10 of 15 ms); a plain list says the same.
 */
function withoutListFormats() {
  const made = /new Intl\.ListFormat\([^)]*\)/g;
  return {
    name: "without-list-formats",
    transform: {
      filter: { id: /@sindresorhus\/is\/distribution\/index\.js$/ },
      handler(code) {
        if (code.match(made)?.length !== 2)
          this.error("@sindresorhus/is has changed: look at its list formats again");
        return { code: code.replace(made, '{ format: (words) => [...words].join(", ") }'), map: null };
      },
    },
  };
}

/** The licences of every package that has code in the bundle, and a list of them (CycloneDX), beside it. */
function licences() {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const packages = packagesIn(bundle);
      const texts = packages.map(({ title, license, text }) => `${title} (${license})\n\n${text}`);
      const between = `\n\n${"-".repeat(78)}\n\n`;
      this.emitFile({
        type: "asset",
        fileName: "THIRD-PARTY-LICENSES.txt",
        source: `${texts.join(between)}\n`,
      });
      this.emitFile({
        type: "asset",
        fileName: "sbom.cdx.json",
        source: `${JSON.stringify(sbom(packages), null, 2)}\n`,
      });
    },
  };
}

/** The library has no packages but those of the program, so that one list of licences holds for both. */
function licensedAlready() {
  return {
    name: "licensed-already",
    generateBundle(_options, bundle) {
      const texts = readFileSync("dist/THIRD-PARTY-LICENSES.txt", "utf8");
      for (const { title } of packagesIn(bundle)) {
        if (!texts.includes(`${title} (`))
          this.error(`the licence of ${title} is not in the list of the program`);
      }
    },
  };
}

function packagesIn(bundle) {
  const folders = new Set();
  for (const chunk of Object.values(bundle)) {
    for (const id of chunk.moduleIds ?? []) {
      const folder = packageFolder(id);
      if (folder) folders.add(folder);
    }
  }
  // npm may put one version into several folders: it is one package all the same.
  const packages = new Map([...folders].map(packageIn).map((one) => [one.title, one]));
  return [...packages.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** No time and no serial number: the same sources give the same bytes. */
function sbom(packages) {
  const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
  const component = (one) => ({
    type: "library",
    name: one.name,
    version: one.version,
    purl: `pkg:npm/${one.name.replace(/^@/, "%40")}@${one.version}`,
    licenses: [{ expression: one.license }],
  });
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name, version, purl: `pkg:npm/${name}@${version}` } },
    components: packages.map(component),
  };
}

function packageFolder(id) {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  if (!path.includes("/node_modules/")) return undefined;
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version) return folder;
  }
  return undefined;
}

function packageIn(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
  return { name, version, license, title: `${name} ${version}`, text };
}
