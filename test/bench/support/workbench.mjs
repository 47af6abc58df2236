/** What the parts of the benchmark share: a home, processes, rounds, and where measurements go. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Processes } from "./processes.mjs";
import { median, spread } from "./statistics.mjs";

export const LAUNCHER = resolve(import.meta.dirname, "../../../bin/routera.js");

export class Workbench {
  home = mkdtempSync(join(tmpdir(), "routera-bench-"));
  processes = new Processes(this.home);
  /** As bench.json has them. */
  measurements = [];
  /** Programs that were to be compared. */
  missing = [];

  /** @param isQuick true for a run of a few minutes @param program the launcher that is measured */
  constructor({ isQuick, program }) {
    this.isQuick = isQuick;
    this.program = resolve(program);
  }

  /**
   * Each contestant once a round, the rounds one after the other: what else the machine does falls on all alike.
   * @param take what counts of a run: `ms`, `cpu` or `peak`
   * @returns what was taken in each round, by name
   */
  async sideBySide(contestants, { rounds, warmUp = 0, take = "ms" }) {
    const taken = new Map(contestants.map(({ name }) => [name, []]));
    for (let round = -warmUp; round < rounds; round++) {
      for (const { name, after, ...contestant } of contestants) {
        const run = await this.processes.run({ ...contestant, isMeasured: take !== "ms" });
        await after?.();
        if (round >= 0) taken.get(name).push(run[take]);
      }
    }
    return taken;
  }

  /**
   * Prints a measurement and keeps it.
   * @param values one of each round
   * @param to what it is compared with: `name`, and one value of each round. The ratio is that of the medians.
   */
  add(part, name, { values, unit, to }) {
    const value = median(values);
    const ratio = to === undefined ? undefined : value / median(to.values);
    const measurement = {
      part,
      name,
      value: rounded(value),
      unit,
      ...(to !== undefined && { ratio: rounded(ratio), to: to.name }),
      rounds: values.length,
      spread: rounded(spread(values)),
    };
    this.measurements.push(measurement);
    const compared = to === undefined ? "" : ` of ${to.name}`;
    console.log(
      `${(ratio ?? value).toFixed(2).padStart(10)}${compared}  ${name} (${measurement.value} ${unit})`,
    );
  }

  close() {
    this.processes.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Three digits: more are noise. */
function rounded(value) {
  return Number(value.toPrecision(3));
}
