// The bundle: CommonJS, because requiring it starts faster than an ES module graph, cut into chunks that
// are loaded when a call needs them. Parts of dependencies that no call can reach are left out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defineConfig } from "rolldown";

export default defineConfig({
  input: { main: "src/main.ts" },
  platform: "node",
  output: {
    dir: "dist",
    format: "cjs",
    cleanDir: true,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name]-[hash].cjs",
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    comments: false,
  },
  plugins: [withoutUnusedParts(), licences()],
});

/**
 * got carries an HTTP/2 client, a response cache and a DNS cache that are off here; each would be loaded at
 * every start. They are replaced by modules that say so, should anything ever call them.
 */
function withoutUnusedParts() {
  const unused = new Set(["http2-wrapper", "cacheable-request", "cacheable-lookup"]);
  const code = (name) => `
    const absent = () => { throw new Error(${JSON.stringify(`${name} is not part of this program`)}); };
    export default class Absent { constructor() { absent(); } static auto() { absent(); } }
    export class CacheError extends Error {}
  `;
  return {
    name: "without-unused-parts",
    resolveId: (source) => (unused.has(source) ? `\0absent:${source}` : null),
    load: (id) => (id.startsWith("\0absent:") ? code(id.slice("\0absent:".length)) : null),
  };
}

/** The licences of every package that has code in the bundle, in one file beside it. */
function licences() {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const folders = new Set();
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.moduleIds ?? []) {
          const folder = packageFolder(id);
          if (folder) folders.add(folder);
        }
      }
      const texts = [...folders].map(licenceOf).sort();
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY-LICENSES.txt", source: `${texts.join(`\n\n${"-".repeat(78)}\n\n`)}\n` });
    },
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

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
  return `${name} ${version} (${license})\n\n${text}`;
}
