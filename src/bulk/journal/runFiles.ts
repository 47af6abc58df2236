/** What lies in the folder of a run. */
import { join } from "node:path";

export type RunFiles = {
  /** What is to be done, as it was approved. */
  readonly plan: string;
  /** What was announced and what came of it: the only truth about a run. */
  readonly journal: string;
  /** Who is writing. */
  readonly lock: string;
  /** What it came to, so that a list need not read journals. */
  readonly summary: string;
};

export function filesOf(dir: string): RunFiles {
  return {
    plan: join(dir, "plan.jsonl"),
    journal: join(dir, "journal.jsonl"),
    lock: join(dir, "lock"),
    summary: join(dir, "summary.json"),
  };
}
