/** Bulk: rows per second of `deals apply --no-read` with the journal on disk, as ratios to bare clients. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { rowsFile } from "../support/rowsFile.mjs";

const CONCURRENCY = 32;
const DELAYS = [0, 20, 100];
const CLIENTS = {
  got: "a bare loop of got",
  http: "a bare loop of node:http",
  undici: "a bare loop of undici's pool",
};

export async function rows(bench) {
  for (const delay of DELAYS) {
    const { close, url } = await bench.processes.serve({ delay });
    const env = { ROUTERA_TOKEN: "bench-token", ROUTERA_BASE_URL: url };
    // As many as a bare loop sends in this time.
    const seconds = bench.isQuick ? 2 : 6;
    const count = Math.round(seconds * (delay === 0 ? 2_000 : (CONCURRENCY * 1000) / (delay + 1)));
    const file = await rowsFile(bench.home, count, "ndjson");
    const own = "routera deals apply --no-read";
    const state = join(bench.home, "state");
    const apply = ["deals", "apply", file, "--no-read", "--yes", "--format", "json"];
    const contestants = [
      {
        name: own,
        words: [bench.program, ...apply, "--concurrency", String(CONCURRENCY)],
        env: { ...env, XDG_STATE_HOME: state },
        after: () => rmSync(state, { recursive: true, force: true }),
      },
      ...Object.entries(CLIENTS).map(([client, name]) => ({
        name,
        words: [join(import.meta.dirname, "../support/bareLoop.mjs"), client, file, url, String(CONCURRENCY)],
        env,
      })),
    ];
    const times = await bench.sideBySide(contestants, { rounds: bench.isQuick ? 3 : 5 });
    close();
    const speeds = (name) => times.get(name).map((ms) => (count / ms) * 1000);
    const when = delay === 0 ? "responses at once" : `responses after ${delay} ms`;
    for (const name of Object.values(CLIENTS)) {
      bench.add("rows", `deals apply --no-read, ${when}`, {
        values: speeds(own),
        unit: "rows/s",
        to: { name, values: speeds(name) },
      });
    }
  }
}
