// All benchmarks: `npm run bench`, or `node test/bench/bench.mjs` after a build. Servers listen on loopback only.
//   --quick          fewer rounds and rows: some 4 minutes instead of some 40; ends after 15 minutes, or 90, at the latest
//   --only a,b       some of startup, rows, parse, memory, sheets, report; writes no file without --out
//   --out FILE       where the measurements go; default: bench.json of the repository, and from it the figures in its documents
//   --program FILE   the launcher that is measured
// Contestants take turns in rounds, and what is compared was measured in the same run. For the shape of the file: BENCHMARKS.md.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DOCUMENTS, withFigures } from "./figures.mjs";
import { memory } from "./parts/memory.mjs";
import { parse } from "./parts/parse.mjs";
import { report } from "./parts/report.mjs";
import { rows } from "./parts/rows.mjs";
import { sheets } from "./parts/sheets.mjs";
import { startup } from "./parts/startup.mjs";
import { LAUNCHER, Workbench } from "./support/workbench.mjs";

const PARTS = { startup, rows, parse, memory, sheets, report };
const ROOT = resolve(import.meta.dirname, "../..");
const MINUTE = 60_000;

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: Object.keys(PARTS).join() },
    out: { type: "string" },
    program: { type: "string", default: LAUNCHER },
  },
});
const parts = flags.only.split(",");
const unknown = parts.filter((name) => PARTS[name] === undefined);
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join()}; parts: ${Object.keys(PARTS).join()}`);

const bench = new Workbench({ isQuick: flags.quick, program: flags.program });
const late = setTimeout(
  () => {
    bench.close();
    console.error("the benchmark took too long");
    process.exit(1);
  },
  (flags.quick ? 15 : 90) * MINUTE,
);
try {
  for (const name of parts) {
    console.log(`\n${name}`);
    await PARTS[name](bench);
  }
} finally {
  clearTimeout(late);
  bench.close();
}
const result = {
  version: 1,
  node: process.versions.node,
  platform: `${process.platform} ${process.arch}`,
  cores: availableParallelism(),
  quick: flags.quick,
  missing: bench.missing,
  measurements: bench.measurements,
};
if (bench.missing.length > 0)
  console.log(`\nnot measured, because not installed: ${bench.missing.join(", ")}`);
const isWhole = parts.length === Object.keys(PARTS).length;
if (flags.out !== undefined) writeFileSync(flags.out, json(result));
else if (isWhole) {
  writeFileSync(resolve(ROOT, "bench.json"), json(result));
  for (const document of DOCUMENTS) {
    const file = resolve(ROOT, document);
    writeFileSync(file, withFigures(document, readFileSync(file, "utf8"), result));
  }
}

/** One measurement a line. */
function json({ measurements, ...head }) {
  const lines = measurements.map((one) => `    ${JSON.stringify(one)}`).join(",\n");
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "measurements": [\n${lines}\n  ]\n}\n`;
}
