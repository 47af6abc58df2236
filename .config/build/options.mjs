// Options that the bundles have in common. They are CommonJS, because requiring it starts faster than an ES module graph.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./paths.mjs";
import { withoutListFormats, withoutUnusedParts } from "./unusedParts.mjs";

const yaml = dirname(createRequire(import.meta.url).resolve("yaml/package.json"));

/** @param plugins plugins of this bundle alone */
export function inputOptions(plugins) {
  return {
    cwd: ROOT,
    platform: "node",
    // Its ES modules: what is not used is omitted, and loading the rest takes half the time.
    resolve: { alias: { yaml: join(yaml, "browser/dist/index.js") } },
    // A module that is imported lazily in one place and eagerly in another is loaded eagerly, which is no fault.
    onLog: (level, log, handle) => log.code !== "INEFFECTIVE_DYNAMIC_IMPORT" && handle(level, log),
    logLevel: "warn",
    // How long plugins take on a busy machine is no warning.
    checks: { bundlerTimings: false },
    plugins: [withoutUnusedParts(), withoutListFormats(), ...plugins],
  };
}

export const OUTPUT_OPTIONS = {
  format: "cjs",
  entryFileNames: "[name].cjs",
  // `import()` of a module of Node.js is `require`: an executable has no other way.
  dynamicImportInCjs: false,
  chunkFileNames: "[name]-[hash].cjs",
  minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  comments: false,
};
