/** Exported files of 12 columns: `deals export` writes them, `deals plan --lint` reads them. */
import { join } from "node:path";

/** With these, an export has 12 columns: the ID, 6 fields of its own, these 5; its facts and the baseline come besides. */
const PROPERTIES = ["amount", "city", "close_date", "notes", "is_key", "next_step"];

export async function sheets(bench) {
  for (const rows of bench.isQuick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
    const { close, url } = await bench.processes.serve({ deals: rows });
    const env = { ROUTERA_TOKEN: "bench-token", ROUTERA_BASE_URL: url };
    const file = (ending) => join(bench.home, `deals.${ending}`);
    const speeds = new Map();
    const peaks = new Map();
    for (let round = 0; round < (bench.isQuick ? 1 : 3); round++) {
      for (const ending of ["csv", "xlsx"]) {
        const write = ["export", "--properties", PROPERTIES.join(), "--out", file(ending), "--force"];
        const actions = { write, read: ["plan", file(ending), "--lint"] };
        for (const [action, words] of Object.entries(actions)) {
          const all = { words: [bench.program, "deals", ...words], env, isMeasured: true };
          const { ms, peak } = await bench.processes.run(all);
          const name = `${action} ${ending}`;
          speeds.set(name, [...(speeds.get(name) ?? []), (rows / ms) * 1000]);
          peaks.set(name, [...(peaks.get(name) ?? []), peak]);
        }
      }
    }
    close();
    for (const action of ["write", "read"]) {
      const to = { name: "CSV", values: speeds.get(`${action} csv`) };
      bench.add("sheets", `${action} CSV, ${rows} rows`, { values: to.values, unit: "rows/s" });
      bench.add("sheets", `${action} XLSX, ${rows} rows`, {
        values: speeds.get(`${action} xlsx`),
        unit: "rows/s",
        to,
      });
      const memory = { name: "CSV", values: peaks.get(`${action} csv`) };
      bench.add("sheets", `${action} XLSX, ${rows} rows: peak memory`, {
        values: peaks.get(`${action} xlsx`),
        unit: "MiB",
        to: memory,
      });
    }
  }
}
