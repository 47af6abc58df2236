/** The largest resident set of bulk commands, as a ratio to that at the smallest number of rows. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { rowsFile } from "../support/rowsFile.mjs";

export async function memory(bench) {
  const sizes = bench.isQuick ? [2_000, 20_000] : [10_000, 100_000, 1_000_000];
  const { close, url } = await bench.processes.serve();
  const state = join(bench.home, "state");
  const env = { ROUTERA_TOKEN: "bench-token", ROUTERA_BASE_URL: url, XDG_STATE_HOME: state };
  const first = new Map();
  for (const rows of sizes) {
    const [csv, ndjson] = [
      await rowsFile(bench.home, rows, "csv"),
      await rowsFile(bench.home, rows, "ndjson"),
    ];
    const plan = join(bench.home, `${rows}.plan.jsonl`);
    const commands = [
      ["deals apply rows.ndjson --no-read", ["apply", ndjson, "--no-read", "--yes"]],
      ["deals plan rows.csv --out", ["plan", csv, "--out", plan]],
      ["deals apply plan.jsonl", ["apply", plan, "--yes"]],
    ];
    for (const [name, words] of commands) {
      const all = [bench.program, "deals", ...words, "--format", "json", "--concurrency", "32"];
      const { peak } = await bench.processes.run({ words: all, env, isMeasured: true });
      rmSync(state, { recursive: true, force: true });
      const values = [peak];
      if (!first.has(name)) first.set(name, values);
      const to = { name: `${sizes[0]} rows`, values: first.get(name) };
      bench.add("memory", `${name}, ${rows} rows`, { values, unit: "MiB", to });
    }
  }
  close();
}
