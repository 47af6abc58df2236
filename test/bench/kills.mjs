// Hundreds of kill -9 over a server that misbehaves: `node test/bench/kills.mjs [kills] [rows] [seed]`, and prints the results.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const [kills = "300", rows = "40", seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const sources = resolve(import.meta.dirname, "../runs/crashes");
// Inside the project, so that what stays outside of the bundle is found.
const built = resolve("node_modules/.cache/routera-kills");
const dir = await mkdtemp(join(tmpdir(), "routera-kills-build-"));
try {
  const bundle = await rolldown({
    input: join(sources, "killLoop.ts"),
    platform: "node",
    external: ["rolldown"],
  });
  await bundle.write({
    dir: built,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  await bundle.close();
  const { buildChildBundle, killLoop } = await import(pathToFileURL(join(built, "killLoop.mjs")).href);
  const script = await buildChildBundle(dir, join(sources, "killedCall.ts"));
  const started = Date.now();
  const so = await killLoop({
    script,
    kills: Number(kills),
    rows: Number(rows),
    seed: Number(seed),
    tell: (now) => process.stderr.write(`${JSON.stringify(now)}\n`),
  });
  console.log(
    JSON.stringify({ seed: Number(seed), seconds: Math.round((Date.now() - started) / 1000), ...so }),
  );
} finally {
  for (const folder of [dir, built]) await rm(folder, { recursive: true, force: true });
}
