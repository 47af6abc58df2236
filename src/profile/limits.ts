/** How far the numbers among the settings may go. The same for flags and for files. */

/** Settings that are numbers. Times are milliseconds. */
export type Numeric = "timeout" | "retries" | "concurrency" | "rate";

type Limit = {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  /** What is allowed, in words that follow "must be". */
  readonly words: string;
};

export const LIMITS: Readonly<Record<Numeric, Limit>> = {
  timeout: { least: 1, most: 3_600_000, whole: true, words: "a time from 1ms to 1h, such as 30s" },
  retries: { least: 0, most: 20, whole: true, words: "a whole number from 0 to 20" },
  concurrency: { least: 1, most: 64, whole: true, words: "a whole number from 1 to 64" },
  rate: { least: 0.01, most: 1000, whole: false, words: "requests per second, from 0.01 to 1000" },
};

/** True where the number is allowed. */
export function isWithin(name: Numeric, value: number): boolean {
  const { least, most, whole } = LIMITS[name];
  return value >= least && value <= most && (!whole || Number.isInteger(value));
}
