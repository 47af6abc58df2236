/** How far a run has come, in one line. Pure. */

export type RunProgress = {
  /** Rows that this call has ended, and rows that it has in all. */
  readonly done: number;
  readonly total: number;
  /** Rows that did not go well. */
  readonly failed: number;
  /** Milliseconds since the first row. */
  readonly ms: number;
  /** True while everybody waits because the server asked for it. */
  readonly waiting?: boolean | undefined;
};

/** `120/1000 rows, 2 failed, 35 rows/s, 25 s left` */
export function runProgressText({ done, total, failed, ms, waiting }: RunProgress): string {
  const parts = [`${done}/${total} rows`];
  if (failed > 0) parts.push(`${failed} failed`);
  const perSecond = ms > 0 ? (done * 1000) / ms : 0;
  // The first second says nothing about the rest.
  if (ms >= 1000 && perSecond > 0) {
    parts.push(`${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)} rows/s`);
    if (done < total) parts.push(`${duration((total - done) / perSecond)} left`);
  }
  if (waiting) parts.push("the server asks to wait");
  return parts.join(", ");
}

/** @param seconds rounded up to what a person wants to know */
function duration(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 100) return `${whole} s`;
  if (whole < 6000) return `${Math.ceil(whole / 60)} min`;
  return `${(whole / 3600).toFixed(1)} h`;
}
