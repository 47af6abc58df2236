/** A plan without changes: no run is made, but deals that could not be changed are told all the same. */
import { asFailure, type Failure } from "../../failure.ts";
import { type Performance, type Performing, type RunAbout, type RunEnd, SHOWN } from "./perform.ts";
import type { RowReport } from "./rowReport.ts";
import { wantedOf } from "./wantedChange.ts";
import type { Task } from "./work.ts";

export class Idle implements Performing {
  readonly #about: RunAbout;
  readonly #tasks: AsyncIterable<Task>;
  readonly #hooks: Pick<Performance, "onFailure" | "onEnd">;
  readonly #failures: RowReport[] = [];
  readonly #stops: Failure[] = [];
  #count = 0;

  constructor(
    about: RunAbout,
    tasks: AsyncIterable<Task>,
    hooks: Pick<Performance, "onFailure" | "onEnd"> = {},
  ) {
    this.#about = about;
    this.#tasks = tasks;
    this.#hooks = hooks;
  }

  async *reports(): AsyncGenerator<RowReport> {
    try {
      for await (const task of this.#tasks) {
        if (task.kind !== "impossible") continue;
        const { id, line, code, message } = task.step;
        const report: RowReport = { id, line, outcome: "impossible", code, message };
        this.#count++;
        if (this.#failures.length < SHOWN) this.#failures.push(report);
        await this.#hooks.onFailure?.(wantedOf(task), report);
        yield report;
      }
    } catch (error) {
      this.#stops.push(asFailure(error));
    } finally {
      await this.#hooks.onEnd?.().catch((error: unknown) => this.#stops.push(asFailure(error)));
    }
  }

  end(): RunEnd {
    return {
      run: undefined,
      about: this.#about,
      rows: 0,
      counts: { applied: 0, rejected: 0, skipped: 0, conflict: 0, unknown: 0, failed: 0 },
      impossible: this.#count,
      pending: 0,
      undecided: 0,
      unsent: 0,
      complete: this.#stops.length === 0,
      stops: this.#stops,
      failures: this.#failures,
      failureCount: this.#count,
      storedDifferently: 0,
      unproved: [],
      ms: 0,
    };
  }
}
