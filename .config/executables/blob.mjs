// The blob that makes a Node.js binary an executable of its own: the main script and the files of the program.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { ROOT } from "../build/paths.mjs";
import { recordCode } from "../build/recordCode.mjs";

const MAIN = fileURLToPath(new URL("main.mjs", import.meta.url));

/** Assets with the compiled code of a file have its name and this ending. */
const COMPILED = ".compiled";
/** The command that people wait for: an update of one deal. */
const UPDATE = [
  "deals",
  "update",
  "550e8400-e29b-41d4-a716-446655440000",
  "--field",
  "deal_name=Enterprise plan",
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
  const assets = { ...files };
  const add = (from, ending) => {
    for (const file of readdirSync(from).filter((name) => name.endsWith(".cjs")))
      assets[`${file}${ending}`] = join(from, file);
  };
  add(join(ROOT, "dist"), "");
  if (hasCodeCache) add(recordCode(node, [UPDATE], mkdtempSync(join(work, "home-"))), COMPILED);
  const main = join(work, "main.cjs");
  writeFileSync(main, await mainScript(Object.keys(assets).filter((name) => name.endsWith(COMPILED))));

  const config = {
    main,
    output: join(work, "blob"),
    disableExperimentalSEAWarning: true,
    assets,
  };
  writeFileSync(join(work, "config.json"), JSON.stringify(config));
  execFileSync(node, ["--experimental-sea-config", join(work, "config.json")], { stdio: "pipe" });
  return config.output;
}

/** One CommonJS file, as Node.js requires of a main script. @param recorded names of assets with compiled code */
async function mainScript(recorded) {
  const bundle = await rolldown({
    input: MAIN,
    platform: "node",
    transform: { define: { RECORDED: JSON.stringify(recorded), COMPILED: JSON.stringify(COMPILED) } },
  });
  const { output } = await bundle.generate({ format: "cjs", minify: "dce-only" });
  await bundle.close();
  return output[0].code;
}
