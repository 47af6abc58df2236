/** The formats of results, and what they differ in: code asks this table and compares no format with a name. */

type FormatFacts = {
  /** True: every line on stderr is JSON too, and no one is asked anything. */
  readonly isForPrograms: boolean;
  /**
   * How a run is printed: its summary at the end; each row once it has ended; rows and the summary, distinguished by `type`,
   * so that a reader knows whether the output was cut.
   */
  readonly run: "summary" | "rows" | "rows and summary";
  /** True: a summary shows the commands that come next as lines of their own. */
  readonly showsNextCommands: boolean;
};

export const FORMATS = {
  table: { isForPrograms: false, run: "summary", showsNextCommands: true },
  json: { isForPrograms: true, run: "summary", showsNextCommands: false },
  ndjson: { isForPrograms: true, run: "rows and summary", showsNextCommands: false },
  csv: { isForPrograms: false, run: "rows", showsNextCommands: false },
} as const satisfies Readonly<Record<string, FormatFacts>>;

export type Format = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as readonly Format[];
