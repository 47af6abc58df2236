/** How long to wait before something is sent again, and when to give up. Pure. */

/** The longest that a server may make us wait, in milliseconds. */
export const MAX_WAIT_MS = 60_000;
/** How long one call may continue before it starts no further try, in milliseconds, besides one request's timeout. */
export const MAX_RETRY_MS = 120_000;

const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 20_000;

/** What to do after a try that failed for now. `ms` are milliseconds. */
export type RetryDecision =
  | { readonly again: true; readonly ms: number }
  /** `asked`: how long the server wants us to wait, where it said so. */
  | { readonly again: false; readonly asked: number | undefined };

/**
 * @param attempt how many tries were made before this one
 * @param retries how many times one call may be sent again
 * @param asked what Retry-After said, in milliseconds
 * @param left milliseconds until the call's deadline
 * @param random a number from 0 to 1
 */
export function decideRetry(at: {
  readonly attempt: number;
  readonly retries: number;
  readonly asked: number | undefined;
  readonly left: number;
  readonly random: number;
}): RetryDecision {
  const ms = at.asked ?? backoffDelay(at.attempt, at.random);
  const tooLong = ms > MAX_WAIT_MS || ms > at.left;
  return tooLong || at.attempt >= at.retries ? { again: false, asked: at.asked } : { again: true, ms };
}

/** Half a second, doubled each time up to 20 s; the second half of it by chance, so that callers do not come back together. */
export function backoffDelay(attempt: number, random: number): number {
  const pause = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempt, 16));
  return Math.round((pause / 2) * (1 + random));
}

/**
 * A Retry-After header in milliseconds, 0 or more; undefined where it says nothing sensible.
 * @param now the moment that a date is compared with: the server's own Date where it sent one
 */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = httpDate(text);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/** Kept, because a server's clock says the same for a second. */
let last: { readonly text: string | undefined; readonly ms: number | undefined } | undefined;

/** An HTTP date → milliseconds since the epoch. */
export function httpDate(text: string | undefined): number | undefined {
  if (last === undefined || last.text !== text) last = { text, ms: parseDate(text) };
  return last.ms;
}

/** Date.parse alone would take `-5` and `1e3` for years. */
function parseDate(text: string | undefined): number | undefined {
  if (text === undefined || !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/.test(text))
    return undefined;
  // The oldest of the three forms (asctime) names no zone and means GMT.
  const moment = Date.parse(/ GMT$/.test(text) ? text : `${text} GMT`);
  return Number.isNaN(moment) ? undefined : moment;
}
