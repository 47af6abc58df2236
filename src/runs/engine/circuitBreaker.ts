/** Circuit breaker of a run: decides by the failure of a row whether another one may start. Pure. */
import { Failure } from "../../failure.ts";
import { type OptionKey, option, words } from "../../hint.ts";
import type { RowOutcome } from "../journal/record.ts";
import { isError, type RowReport } from "./rowReport.ts";

/** Where the user wants the run to stop: with more errors than this. */
export type MaxErrors = { readonly count: number } | { readonly percent: number };

/** Answers in a row that are not Routera's, and failures in a row to reach it. */
const MAX_HTML_RESPONSES = 3;
const MAX_NETWORK_FAILURES = 10;

export class CircuitBreaker {
  readonly #mostErrors: number;
  readonly #option: OptionKey;
  #stopReasons: Failure[] = [];
  #errors = 0;
  #html = 0;
  #network = 0;

  /** @param rows how many rows the run has, for a limit in percent; `option` names the limit in messages */
  constructor(limit: {
    readonly maxErrors?: MaxErrors | undefined;
    readonly option?: "maxErrors" | "failFast";
    readonly rows: number;
  }) {
    const { maxErrors, option: key = "maxErrors", rows } = limit;
    this.#option = key;
    this.#mostErrors =
      maxErrors === undefined
        ? Number.POSITIVE_INFINITY
        : "count" in maxErrors
          ? maxErrors.count
          : Math.floor((rows * maxErrors.percent) / 100);
  }

  /** Everything that wants the run to stop, in order; empty while it may continue. */
  get stopReasons(): readonly Failure[] {
    return this.#stopReasons;
  }

  get isTripped(): boolean {
    return this.#stopReasons.length > 0;
  }

  /** The same reason counts once. */
  trip(failure: Failure): void {
    if (!this.#stopReasons.some(({ code }) => code === failure.code)) this.#stopReasons.push(failure);
  }

  /** Takes note of a row that has ended. @param failure why it did not go well, with the weight of that */
  record(report: Pick<RowReport, "outcome">, failure?: Failure, scope: FailureScope = "row"): void {
    if (isError(report) && report.outcome !== "blocked") this.#countError();
    if (failure === undefined || scope === "row") {
      // A row that has ended in any way that Routera itself decided breaks the chain.
      if (report.outcome !== "unknown") {
        this.#html = 0;
        this.#network = 0;
      }
      return;
    }
    if (scope === "stop") this.trip(failure);
    if (scope === "html" && ++this.#html >= MAX_HTML_RESPONSES) this.trip(failure);
    if (scope === "network" && ++this.#network >= MAX_NETWORK_FAILURES) this.trip(failure);
  }

  #countError(): void {
    if (++this.#errors <= this.#mostErrors) return;
    const times = `${this.#errors} row${this.#errors === 1 ? "" : "s"} failed`;
    this.trip(
      new Failure("guard", words`${times}: ${option(this.#option)} stopped the run`, {
        code: "too_many_errors",
      }),
    );
  }
}

/**
 * `stop`: no other row could do better. `html`, `network`: it stops the run when several in a row say so.
 * `wait`: asked to stop, or to come back much later.
 */
type FailureScope = "row" | "html" | "network" | "stop";

export type ClassifiedRowFailure = {
  /**
   * `rejected`: Routera said no, for good. `retryable`: surely not written, for a reason that may pass. `unknown`: it may have
   * been written.
   */
  readonly outcome: Extract<RowOutcome, "rejected" | "retryable" | "unknown">;
  readonly scope: FailureScope;
};

export function classifyRowFailure(failure: Failure): ClassifiedRowFailure {
  // A bug of ours too: once a write is announced, its outcome is unknown.
  const unknown = failure.outcome === "unknown";
  const outcome = unknown ? "unknown" : isRefusal(failure) ? "rejected" : "retryable";
  return { outcome, scope: scopeOf(failure) };
}

/** Routera's word on this one deal. A 403 may be about this deal alone. */
function isRefusal({ kind, code }: Failure): boolean {
  return REFUSALS.has(kind) || code === "forbidden";
}

const REFUSALS: ReadonlySet<string> = new Set(["rejected", "not_found", "conflict", "usage"]);

function scopeOf({ kind, code }: Failure): FailureScope {
  if (code === "forbidden" || REFUSALS.has(kind)) return "row";
  if (kind === "credentials" || kind === "bug" || kind === "local_io") return "stop";
  if (STOPPING.has(code)) return "stop";
  if (kind === "not_routera") return "html";
  return NETWORK.has(code) ? "network" : "row";
}

/** A redirect and a bad certificate meet every row; a wait above the cap is meant for everyone. */
const STOPPING: ReadonlySet<string> = new Set(["redirected", "tls_failed", "rate_limited"]);

const NETWORK: ReadonlySet<string> = new Set([
  "host_not_found",
  "connection_refused",
  "connection_failed",
  "proxy_failed",
  "connection_reset",
  "timed_out",
  "answer_cut",
]);
