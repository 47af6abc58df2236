/** What an operation reports to its caller. No face, no terminal: a face turns these facts into its own words. */

import type { HintedCommand, Words } from "../hint.ts";

/** How far the reading of deals is. */
export type ReadingProgress = {
  /** Rows, or deals of a list, that are done. */
  readonly done: number;
  /** Undefined where no one knows how many there are. */
  readonly total?: number | undefined;
  /** Changes found so far, and steps of any kind. */
  readonly changes: number;
  readonly steps: number;
  /** True once, when nothing is left to read. */
  readonly isComplete?: boolean | undefined;
};

/** Something that does not stop the operation. */
export type Warning = {
  /** Stable name of its kind. */
  readonly code: string;
  readonly say: Words;
  /** A command that the sentence leads up to. */
  readonly run?: HintedCommand | undefined;
  /** True for what is only helpful. */
  readonly isNote?: boolean | undefined;
};

export type PlanObserver = {
  /** Takes what is to be given back once the caller is done with the result. */
  onClose(close: () => void | Promise<void>): void;
  /** Undefined: the reading is over. */
  progress?(reading: ReadingProgress | undefined): void | Promise<void>;
  warning?(warning: Warning): void | Promise<void>;
};
