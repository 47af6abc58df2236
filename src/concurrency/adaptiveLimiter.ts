/** Adaptive limiter: so many calls in parallel, fewer for a while when the server asks for it, and evenly spaced at a rate. */
import type { Clock } from "../host.ts";
import { createRateLimiter, type Rate, type RateLimiter } from "./rateLimiter.ts";

/**
 * What happens to requests. `sent`: one goes out. `throttled`: the server asks for fewer, for `pauseMs` where it says so.
 * `succeeded`: it answered something else.
 */
export type LimiterEvent =
  | { readonly sent: true }
  | { readonly throttled: true; readonly pauseMs?: number }
  | { readonly succeeded: true };

export type AdaptiveLimiterOptions = Rate & {
  /** Maximum calls in parallel. */
  readonly concurrency: number;
};

/** So many requests in a row that are not throttled win back one place. */
const RECOVERY = 50;
/** All that are under way may be throttled together: for this long, in milliseconds, that is one reason to slow down. */
const SAME_REASON_MS = 1_000;

export class AdaptiveLimiter {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #rate: RateLimiter;
  #limit: number;
  #busy = 0;
  #waiting: (() => void)[] = [];
  /** Calls let through whose request has not been sent yet. */
  #due = 0;
  #inARow = 0;
  /** Until then, throttled requests belong to the slowing down that has happened already. */
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(options: AdaptiveLimiterOptions) {
    this.#max = options.concurrency;
    this.#limit = options.concurrency;
    this.#clock = options.clock;
    this.#rate = createRateLimiter(options);
  }

  /** How many calls may be under way at once by now. */
  get limit(): number {
    return this.#limit;
  }

  /** Makes a call when its turn comes. @throws the signal's reason, or what the call throws */
  async run<T>(call: () => Promise<T>): Promise<T> {
    while (this.#busy >= this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#busy++;
    try {
      await this.#rate.wait();
      this.#due++;
      return await call();
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  /** Learns from what happens to requests. */
  observe(event: LimiterEvent): void {
    if ("sent" in event) this.#countSent();
    if ("succeeded" in event) this.#speedUp();
    if (!("throttled" in event)) return;
    if (event.pauseMs === undefined) this.#slowDown();
    else this.#heldUntil = Math.max(this.#heldUntil, this.#clock.elapsed() + event.pauseMs);
  }

  /** A request for which no call was let through is a retry, which takes its place in the rate as well. */
  #countSent(): void {
    if (this.#due > 0) this.#due--;
    else this.#rate.count();
  }

  #speedUp(): void {
    if (++this.#inARow < RECOVERY || this.#limit >= this.#max) return;
    this.#inARow = 0;
    this.#limit++;
    this.#waiting.shift()?.();
  }

  #slowDown(): void {
    this.#inARow = 0;
    if (this.#clock.elapsed() < this.#heldUntil) return;
    this.#heldUntil = this.#clock.elapsed() + SAME_REASON_MS;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}
