// Hundreds of kill -9 over a server that misbehaves: `node test/bench/kills.mjs [kills] [rows] [seed]`, and prints the results.
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const [kills = "300", rows = "40", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const sources = resolve(import.meta.dirname, "../runs/crashes");
// Inside the project, so that what stays outside of the bundle is found.
const built = resolve("node_modules/.cache/routera-kills");
try {
  const bundle = await rolldown({
    input: join(sources, "killLoop.ts"),
    platform: "node",
  });
  await bundle.write({
    dir: built,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  await bundle.close();
  const { killLoop } = await import(pathToFileURL(join(built, "killLoop.mjs")).href);
  const started = Date.now();
  const so = await killLoop({
    script: join(sources, "killedCall.cjs"),
    kills: Number(kills),
    rows: Number(rows),
    seed: Number(seed),
    tell: (now) => process.stderr.write(`${JSON.stringify(now)}\n`),
  });
  console.log(
    JSON.stringify({ seed: Number(seed), seconds: Math.round((Date.now() - started) / 1000), ...so }),
  );
} finally {
  await rm(built, { recursive: true, force: true });
}
