/**
 * Limits how fast requests start: evenly spaced at a rate, at most so many in parallel, and slower for a while when the
 * server asks for it.
 */
import type { Clock } from "../host.ts";

/**
 * What happens to requests. `sent`: one goes out. `throttled`: the server asks for fewer, for `pauseMs` where it says so.
 * `succeeded`: it answered something else.
 */
export type PaceEvent =
  | { readonly sent: true }
  | { readonly throttled: true; readonly pauseMs?: number }
  | { readonly succeeded: true };

export type PaceOptions = {
  /** The most requests at once. */
  readonly concurrency: number;
  /** The most requests a second; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly clock: Clock;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
};

/** So many requests in a row without a 429 win back one place. */
const RECOVERY = 50;

export class Pace {
  readonly #most: number;
  /** Milliseconds between two requests. */
  readonly #interval: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #limit: number;
  #busy = 0;
  #waiting: (() => void)[] = [];
  #nextAt = 0;
  /** Requests let through that have not been seen on the wire yet; below 0 the client has sent some of its own. */
  #owed = 0;
  #good = 0;
  /** 429s before this moment belong to the slowing-down that has happened already. */
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor({ concurrency, rate, clock, signal }: PaceOptions) {
    this.#most = concurrency;
    this.#limit = concurrency;
    this.#interval = rate === undefined ? 0 : 1000 / rate;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** How many requests may be under way at once by now. */
  get limit(): number {
    return this.#limit;
  }

  /** Makes one call of the client when its turn comes. @throws the signal's reason, or what the call throws */
  async run<T>(call: () => Promise<T>): Promise<T> {
    while (this.#busy >= this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#busy++;
    try {
      if (this.#interval > 0) await this.#turn();
      return await call();
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  /** Learns from what happens to requests. */
  observe(event: PaceEvent): void {
    // A request that nobody was let through for: the client tries again, and that counts as well.
    if ("sent" in event && this.#interval > 0 && --this.#owed < 0) {
      this.#owed = 0;
      this.#nextAt = Math.max(this.#nextAt, this.#clock.elapsed()) + this.#interval;
    }
    if ("succeeded" in event) this.#speedUp();
    if (!("throttled" in event)) return;
    if (event.pauseMs === undefined) this.#slowDown();
    else this.#heldUntil = Math.max(this.#heldUntil, this.#clock.elapsed() + event.pauseMs);
  }

  async #turn(): Promise<void> {
    const now = this.#clock.elapsed();
    const at = Math.max(this.#nextAt, now);
    this.#nextAt = at + this.#interval;
    if (at > now) await this.#clock.wait(at - now, this.#signal);
    this.#owed++;
  }

  #speedUp(): void {
    if (++this.#good < RECOVERY || this.#limit >= this.#most) return;
    this.#good = 0;
    this.#limit++;
    this.#waiting.shift()?.();
  }

  #slowDown(): void {
    this.#good = 0;
    if (this.#clock.elapsed() < this.#heldUntil) return;
    // All that are under way may be refused at once; that is one reason to slow down, not many.
    this.#heldUntil = this.#clock.elapsed() + BREATH;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}

const BREATH = 1_000;

/** Lets one pass at a time; without a rate at once. */
export function turnstile({
  rate,
  clock,
  signal,
}: {
  /** Starts per second; undefined for no limit. */
  readonly rate?: number | undefined;
  readonly clock: Clock;
  /** Stops the waiting. */
  readonly signal?: AbortSignal | undefined;
}): () => Promise<void> {
  let next = 0;
  return async () => {
    if (rate === undefined) return;
    const now = clock.elapsed();
    const turn = Math.max(now, next);
    next = turn + 1000 / rate;
    if (turn > now) await clock.wait(turn - now, signal);
  };
}
