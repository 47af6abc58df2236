// Builds `dist`: the program, the library, their licenses and the SBOM. Prints one line.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundleAll } from "./bundles.mjs";
import { ROOT } from "./paths.mjs";

const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const files = await bundleAll();

// Only now: a build that fails leaves the previous one in place.
const dist = join(ROOT, "dist");
rmSync(dist, { recursive: true, force: true });
let bytes = 0;
for (const [path, text] of files) {
  const file = join(dist, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  bytes += Buffer.byteLength(text);
}
console.log(`Built ${name} ${version} (${files.size} files, ${Math.round(bytes / 1000)} kB)`);
