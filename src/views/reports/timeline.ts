/** Rate and latency of a run over time, from the records of its journal. Constant memory for the length of the run. */

const MAX_BUCKETS = 120;
const FIRST_BUCKET_MS = 100;
/** Most pauses and resumes that are kept one by one. */
const MAX_MARKS = 200;
/** Latencies are counted in steps of a quarter of a doubling. */
const STEPS = 4;

export type TimelineBucket = {
  /** Rows that ended in this time: applied or skipped, and all others. */
  readonly done: number;
  readonly failed: number;
  /** Milliseconds from intent to result, the middle one and the 95th of 100; undefined where nothing was sent. */
  readonly medianMs?: number | undefined;
  readonly p95Ms?: number | undefined;
};

export type Timeline = {
  readonly bucketMs: number;
  /** Working time: from the first record to the last, without the time between a stop and its resume. */
  readonly totalMs: number;
  readonly buckets: readonly TimelineBucket[];
  /** Times in which all requests waited, in milliseconds of working time. */
  readonly pauses: readonly { readonly fromMs: number; readonly toMs: number; readonly reason: string }[];
  readonly pauseCount: number;
  readonly resumes: readonly { readonly atMs: number; readonly gapMs: number }[];
  readonly resumeCount: number;
  /** Requests that were sent more than once for one row. */
  readonly retries: number;
};

type Bucket = { done: number; failed: number; readonly latencies: Map<number, number> };

/** Takes what a journal says in its order; times are milliseconds since 1970. */
export class TimelineBuilder {
  #start: number | undefined;
  #last = 0;
  /** Time between stops and resumes so far. */
  #idle = 0;
  #bucketMs = FIRST_BUCKET_MS;
  #buckets: Bucket[] = [];
  readonly #sent = new Map<number, number>();
  readonly #pauses: { fromMs: number; toMs: number; reason: string }[] = [];
  #pauseCount = 0;
  readonly #resumes: { atMs: number; gapMs: number }[] = [];
  #resumeCount = 0;
  #retries = 0;

  start(at: number): void {
    this.#clock(at);
  }

  /** @param attempt 1 for the first time that the row is sent */
  intent(row: number, at: number, attempt: number): void {
    this.#sent.set(row, this.#clock(at));
    if (attempt > 1) this.#retries++;
  }

  result(row: number, at: number, isDone: boolean): void {
    const now = this.#clock(at);
    const bucket = this.#bucketAt(now);
    if (isDone) bucket.done++;
    else bucket.failed++;
    const sent = this.#sent.get(row);
    if (sent === undefined) return;
    this.#sent.delete(row);
    const step = Math.round(STEPS * Math.log2(Math.max(1, now - sent)));
    bucket.latencies.set(step, (bucket.latencies.get(step) ?? 0) + 1);
  }

  pause(at: number, until: number, reason: string): void {
    const fromMs = this.#clock(at);
    const toMs = fromMs + Math.max(0, until - at);
    this.#pauseCount++;
    const last = this.#pauses.at(-1);
    if (last !== undefined && last.reason === reason && fromMs <= last.toMs) {
      last.toMs = Math.max(last.toMs, toMs);
    } else if (this.#pauses.length < MAX_MARKS) this.#pauses.push({ fromMs, toMs, reason });
  }

  resume(at: number): void {
    const gapMs = this.#start === undefined ? 0 : Math.max(0, at - this.#last);
    this.#idle += gapMs;
    const atMs = this.#clock(at);
    this.#sent.clear();
    // A stop ends a pause: the process was not there to wait.
    for (const pause of this.#pauses) pause.toMs = Math.min(pause.toMs, Math.max(pause.fromMs, atMs));
    this.#resumeCount++;
    if (this.#resumes.length < MAX_MARKS) this.#resumes.push({ atMs, gapMs });
  }

  /** The end of the run, or a later record without a row. */
  end(at: number): void {
    this.#clock(at);
  }

  timeline(): Timeline {
    const totalMs = this.#start === undefined ? 0 : this.#last - this.#start - this.#idle;
    return {
      bucketMs: this.#bucketMs,
      totalMs,
      buckets: this.#buckets.map(({ done, failed, latencies }) => ({
        done,
        failed,
        medianMs: quantile(latencies, 0.5),
        p95Ms: quantile(latencies, 0.95),
      })),
      pauses: this.#pauses.map((pause) => ({
        ...pause,
        toMs: Math.min(pause.toMs, Math.max(totalMs, pause.fromMs)),
      })),
      pauseCount: this.#pauseCount,
      resumes: this.#resumes,
      resumeCount: this.#resumeCount,
      retries: this.#retries,
    };
  }

  /** Working time at a moment. A clock that was set back does not change until it catches up. */
  #clock(at: number): number {
    this.#start ??= at;
    this.#last = Math.max(this.#last, at, this.#start);
    return this.#last - this.#start - this.#idle;
  }

  #bucketAt(now: number): Bucket {
    while (now >= this.#bucketMs * MAX_BUCKETS) this.#widen();
    const at = Math.floor(now / this.#bucketMs);
    while (this.#buckets.length <= at) this.#buckets.push({ done: 0, failed: 0, latencies: new Map() });
    return this.#buckets[at] as Bucket;
  }

  #widen(): void {
    this.#bucketMs *= 2;
    const wider: Bucket[] = [];
    for (const [at, bucket] of this.#buckets.entries()) {
      const into = wider[at >> 1];
      if (into === undefined) wider.push(bucket);
      else {
        into.done += bucket.done;
        into.failed += bucket.failed;
        for (const [step, count] of bucket.latencies) {
          into.latencies.set(step, (into.latencies.get(step) ?? 0) + count);
        }
      }
    }
    this.#buckets = wider;
  }
}

function quantile(latencies: ReadonlyMap<number, number>, share: number): number | undefined {
  const steps = [...latencies].sort(([a], [b]) => a - b);
  const total = steps.reduce((sum, [, count]) => sum + count, 0);
  let rest = Math.ceil(total * share);
  for (const [step, count] of steps) {
    rest -= count;
    if (rest <= 0) return Math.round(2 ** (step / STEPS));
  }
  return undefined;
}
