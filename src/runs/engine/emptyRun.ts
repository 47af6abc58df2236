/** No run: a plan without changes, or a dry run. Only what cannot be changed is reported. */
import { asFailure, type Failure } from "../../failure.ts";
import { intendedChangeOf } from "../failures/intendedChange.ts";
import { type ActiveRun, type EndHooks, type RunAbout, type RunEnd, SHOWN } from "./executor.ts";
import type { RowReport } from "./rowReport.ts";
import type { Task } from "./taskQueue.ts";

export class EmptyRun implements ActiveRun {
  readonly #about: RunAbout;
  readonly #tasks: AsyncIterable<Task>;
  readonly #changes: number;
  readonly #hooks: EndHooks;
  readonly #failures: RowReport[] = [];
  readonly #stopReasons: Failure[] = [];
  #count = 0;

  /** @param changes how many a dry run would make */
  constructor(about: RunAbout, tasks: AsyncIterable<Task>, changes: number, hooks: EndHooks = {}) {
    this.#about = about;
    this.#tasks = tasks;
    this.#changes = changes;
    this.#hooks = hooks;
  }

  async *reports(): AsyncGenerator<RowReport> {
    try {
      for await (const task of this.#tasks) {
        if (task.kind !== "blocked") continue;
        const { id, line, code, message } = task.step;
        const report: RowReport = { id, line, outcome: "blocked", code, message };
        this.#count++;
        if (this.#failures.length < SHOWN) this.#failures.push(report);
        await this.#hooks.onFailure?.(intendedChangeOf(task), report);
        yield report;
      }
    } catch (error) {
      this.#stopReasons.push(asFailure(error));
    } finally {
      await this.#hooks.onEnd?.().catch((error: unknown) => this.#stopReasons.push(asFailure(error)));
    }
  }

  get ended(): boolean {
    return true;
  }

  end(): RunEnd {
    return {
      run: undefined,
      ...this.#about,
      rows: this.#changes,
      counts: { applied: 0, rejected: 0, skipped: 0, conflict: 0, unknown: 0, retryable: 0 },
      blocked: this.#count,
      failed: this.#count,
      pending: this.#changes,
      complete: this.#changes === 0 && this.#stopReasons.length === 0,
      stopped: this.#stopReasons[0]?.code,
      stopReasons: this.#stopReasons,
      failures: this.#failures,
      failureCount: this.#count,
      storedDifferently: 0,
      unproved: [],
      ms: 0,
    };
  }
}
