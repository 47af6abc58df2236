// Scripts for worker threads: `import source from "./worker.ts?worker-source"` gives the bundled script as text, so that a
// thread starts the same way from the package, from a single-file executable and from the sources in a test.
import { rolldown } from "rolldown";

const SUFFIX = "?worker-source";

/**
 * A plugin for rolldown and vite.
 * @param {{ modules?: (ids: readonly string[]) => void }} [options] `modules` gets the files that went into a script,
 * for the list of licenses
 */
export function workerSource({ modules = () => {} } = {}) {
  return {
    name: "worker-source",
    enforce: "pre",
    async resolveId(source, importer) {
      if (!source.endsWith(SUFFIX)) return null;
      const file = await this.resolve(source.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return file === null ? null : `${file.id}${SUFFIX}`;
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const { code, ids } = await bundled(id.slice(0, -SUFFIX.length));
      modules(ids);
      for (const one of ids) this.addWatchFile(one);
      return { code: `export default ${JSON.stringify(code)};`, map: null };
    },
  };
}

async function bundled(input) {
  const build = await rolldown({ input, platform: "node", logLevel: "warn" });
  try {
    const { output } = await build.generate({
      format: "cjs",
      minify: true,
      comments: false,
      codeSplitting: false,
    });
    const [chunk, ...more] = output;
    if (more.length > 0) throw new Error(`${input} needs more than one file`);
    const ids = chunk.moduleIds.filter((one) => !one.startsWith("\0"));
    return { code: chunk.code, ids };
  } finally {
    await build.close();
  }
}
