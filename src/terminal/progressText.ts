/** The line that shows how far a long command is. Pure. */

export type ProgressFacts = {
  /** What continues: `Applying`. */
  readonly label: string;
  readonly done: number;
  /** Undefined where no one knows how many there are. */
  readonly total?: number | undefined;
  /** Counts that matter besides, with their words; those that are 0 are omitted. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
  /** Milliseconds since the start. */
  readonly ms: number;
};

/** `Applying: 120 of 1050, 2 failed, 35/s, 25s left` */
export function progressText({ counts = {}, done, label, ms, total }: ProgressFacts): string {
  const parts = [total === undefined ? String(done) : `${done} of ${total}`];
  for (const [word, count] of Object.entries(counts)) if (count > 0) parts.push(`${count} ${word}`);
  const perSecond = ms > 0 ? (done * 1000) / ms : 0;
  // The first second says nothing about the rest.
  if (ms >= 1000 && perSecond > 0) {
    parts.push(`${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`);
    if (total !== undefined && done < total) parts.push(`${timeLeft((total - done) / perSecond)} left`);
  }
  return `${label}: ${parts.join(", ")}`;
}

/** @param seconds rounded up to what a person wants to know */
function timeLeft(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 100) return `${whole}s`;
  if (whole < 6000) return `${Math.ceil(whole / 60)}m`;
  return `${(whole / 3600).toFixed(1)}h`;
}
