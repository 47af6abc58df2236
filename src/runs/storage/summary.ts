/** What a run came to, in a file of its own: so that a list need not read journals. The journal stays the truth. */

import * as v from "valibot";
import { Failure } from "../../failure.ts";
import { replaceFile } from "../../files/atomicWrite.ts";
import { readFile } from "../../files/operations.ts";
import { systemReason } from "../../files/systemError.ts";
import { countsSchema } from "../journal/parseRecord.ts";
import type { Counts } from "../journal/record.ts";
import { filesOf } from "./runDirectory.ts";

export type Summary = {
  readonly version: 1;
  readonly run: string;
  readonly kind: "apply" | "undo";
  readonly plan_digest: string;
  /** `i/n` */
  readonly shard?: string;
  readonly started: string;
  readonly ended: string;
  /** Steps of the plan. */
  readonly rows: number;
  /** Changes of this run: all of them, or those of its part. */
  readonly changes?: number;
  /** Deals, or fields of deals, that could not be changed when the plan was made. */
  readonly blocked?: number;
  readonly counts: Counts;
  /** True when no row is left to be done. */
  readonly complete: boolean;
  /** The code of what stopped the run before its time. */
  readonly stopped?: string;
};

/** Writes `summary.json`, 0600, whole or not at all. @throws Failure `summary_failed` (exit 12); the journal is not touched by it */
export async function writeSummary(dir: string, summary: Summary): Promise<void> {
  const { summary: file } = filesOf(dir);
  try {
    await replaceFile(file, `${JSON.stringify(summary)}\n`);
  } catch (error) {
    throw new Failure("local_io", `cannot write ${file}: ${systemReason(error)}`, {
      code: "summary_failed",
      hint: {
        say: "the journal is complete; show the run",
        run: { command: "runs show", operands: [summary.run] },
      },
    });
  }
}

/** @returns undefined when there is none, or none that can be believed */
export async function readSummary(dir: string): Promise<Summary | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(filesOf(dir).summary, "utf8"));
    const parsed = v.safeParse(schema, value);
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Nothing depends on it: the journal says the same.
    return undefined;
  }
}

const schema = v.object({
  version: v.literal(1),
  run: v.string(),
  kind: v.picklist(["apply", "undo"]),
  plan_digest: v.string(),
  shard: v.exactOptional(v.string()),
  started: v.string(),
  ended: v.string(),
  rows: v.number(),
  changes: v.exactOptional(v.number()),
  blocked: v.exactOptional(v.number()),
  counts: countsSchema,
  complete: v.boolean(),
  stopped: v.exactOptional(v.string()),
});
