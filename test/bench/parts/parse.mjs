/** Rows that are read and checked, nothing else: `deals plan --lint` without what an empty file takes. */
import { rowsFile } from "../support/rowsFile.mjs";

const PLAIN =
  'for (const line of require("node:fs").readFileSync(process.argv[1], "utf8").trimEnd().split("\\n")) JSON.parse(line)';

export async function parse(bench) {
  const rows = bench.isQuick ? 100_000 : 300_000;
  const few = await rowsFile(bench.home, 1, "csv");
  const files = {
    CSV: await rowsFile(bench.home, rows, "csv"),
    NDJSON: await rowsFile(bench.home, rows, "ndjson"),
  };
  const lint = (name, file) => ({ name, words: [bench.program, "deals", "plan", file, "--lint"] });
  const contestants = [
    { name: "nothing", words: ["-e", "0"] },
    { name: "plain", words: ["-e", PLAIN, files.NDJSON] },
    lint("one row", few),
    ...Object.entries(files).map(([name, file]) => lint(name, file)),
  ];
  // CPU time: one process at a time, and no server.
  const times = await bench.sideBySide(contestants, {
    rounds: bench.isQuick ? 3 : 7,
    warmUp: 1,
    take: "cpu",
  });
  const speeds = (name, without) =>
    times.get(name).map((ms, round) => (rows / (ms - times.get(without)[round])) * 1000);
  const to = { name: "split and JSON.parse", values: speeds("plain", "nothing") };
  for (const name of Object.keys(files)) {
    const values = speeds(name, "one row");
    bench.add("parse", `deals plan --lint of ${name}`, { values, unit: "rows per second of CPU", to });
  }
}
