// The blob that makes a Node.js binary an executable of its own: the main script and the files of the program.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { profileEnvironment } from "../../test/harness/profile/profileEnvironment.mjs";
import { ROOT } from "../build/paths.mjs";

const MAIN = fileURLToPath(new URL("main.mjs", import.meta.url));
const RECORDER = fileURLToPath(new URL("recordCodeCache.mjs", import.meta.url));

/** The command that people wait for: an update of one deal. */
const UPDATE = [
  ...["--profile", "sandbox", "deals", "update", "550e8400-e29b-41d4-a716-446655440000"],
  ...["--field", "deal_name=Enterprise plan"],
];

/**
 * Makes a blob of the program in `dist`. Any platform can read one without a code cache.
 * @param node the Node.js that makes it, of the version that will read it
 * @param files paths of further files that are kept inside, by name
 * @param hasCodeCache true when the same binary will read it
 * @returns the path of the blob
 */
export async function makeBlob(node, files, hasCodeCache, directory) {
  const work = mkdtempSync(join(directory, "blob-"));
  const inWork = (...names) => join(work, ...names);
  for (const name of ["program", "caches", "home"]) mkdirSync(inWork(name));

  const dist = join(ROOT, "dist");
  for (const file of readdirSync(dist).filter((name) => name.endsWith(".cjs"))) {
    copyFileSync(join(dist, file), inWork("program", file));
  }
  copyFileSync(join(ROOT, "bin/routera.js"), inWork("program", "routera.js"));
  if (hasCodeCache) {
    execFileSync(node, [RECORDER, inWork("program"), inWork("caches"), ...UPDATE], {
      env: profileEnvironment(inWork("home")),
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  writeFileSync(inWork("main.cjs"), await mainScript(hasCodeCache));

  const assets = { ...files };
  for (const name of ["program", "caches"]) {
    for (const file of readdirSync(inWork(name))) assets[file] = inWork(name, file);
  }
  const config = {
    main: inWork("main.cjs"),
    output: inWork("blob"),
    disableExperimentalSEAWarning: true,
    assets,
  };
  writeFileSync(inWork("config.json"), JSON.stringify(config));
  execFileSync(node, ["--experimental-sea-config", inWork("config.json")], { stdio: "pipe" });
  return config.output;
}

/** One CommonJS file, as Node.js requires of a main script. */
async function mainScript(hasCodeCache) {
  const bundle = await rolldown({
    input: MAIN,
    platform: "node",
    transform: { define: { HAS_CODE_CACHE: String(hasCodeCache) } },
  });
  const { output } = await bundle.generate({ format: "cjs", minify: "dce-only" });
  await bundle.close();
  return output[0].code;
}
