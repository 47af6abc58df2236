// Parts of dependencies that no command can reach, each of which would be loaded at start-up. They are replaced by stubs
// that throw an error when they are called.
import { posixPath } from "./paths.mjs";

/** Modules that are omitted of every package, and of one package. */
const UNUSED = ["http2-wrapper", "cacheable-request", "cacheable-lookup"];
const UNUSED_IN = {
  // Subcommands that are other programs.
  commander: ["node:child_process"],
  // HTTP/2 is off; only the next major of got imports it like this. Decompression is ours, within a limit.
  got: ["node:http2", "decompress-response"],
  // A JSON Schema library: our own checks are handed over. And the process, which the host hands over.
  "@modelcontextprotocol/server": ["@modelcontextprotocol/server/_shims"],
  // Loaders of its own: all of them are replaced by ours.
  cosmiconfig: ["js-yaml", "parse-json", "import-fresh", "typescript", "env-paths"],
};

export function withoutUnusedParts() {
  const isUnused = (source, importer) =>
    UNUSED.includes(source) ||
    Object.entries(UNUSED_IN).some(
      ([name, sources]) =>
        sources.includes(source) && posixPath(importer ?? "").includes(`/node_modules/${name}/`),
    );
  return {
    name: "without-unused-parts",
    resolveId: (source, importer) => (isUnused(source, importer) ? `\0absent:${source}` : null),
    load: (id) => (id.startsWith("\0absent:") ? stub(id.slice("\0absent:".length)) : null),
  };
}

/** Has every name that is imported from one of the modules. */
function stub(name) {
  return `
    const absent = () => { throw new Error(${JSON.stringify(`${name} is not part of this program`)}); };
    export default class Absent { constructor() { absent(); } static auto() { absent(); } static constants = {}; static connect() { absent(); } }
    export class CacheError extends Error {}
    export const spawn = absent;
    export class Http2ServerResponse {}
    export const constants = {};
    export class DefaultJsonSchemaValidator { constructor() { absent(); } }
    export const process = {};
  `;
}

/**
 * @sindresorhus/is, with which got checks its arguments, creates two Intl.ListFormat when it is loaded, for messages to
 * programmers. They take longer than the rest of got (10 of 15 ms); a plain list says the same.
 */
export function withoutListFormats() {
  const created = /new Intl\.ListFormat\([^)]*\)/g;
  return {
    name: "without-list-formats",
    transform: {
      filter: { id: /@sindresorhus[\\/]is[\\/]distribution[\\/]index\.js$/ },
      handler(code) {
        if (code.match(created)?.length !== 2)
          this.error("@sindresorhus/is has changed: check its list formats again");
        return { code: code.replace(created, '{ format: (words) => [...words].join(", ") }'), map: null };
      },
    },
  };
}
