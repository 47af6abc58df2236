/** Steps → a plan file, whole or not at all. */
import { createHash } from "node:crypto";
import { endPrefix, endSuffix, planLine } from "./planLine.ts";
import type { PlanEnd, PlanHead, Step } from "./step.ts";
import { writeWhole } from "./writeWhole.ts";

/**
 * Streams the steps into a file (0600), with a digest over all of it. When anything fails, nothing is left.
 * @param unchanged asked once the steps are over
 * @param options.overwrite true: replaces a file that is there
 * @param options.shown the path in messages, when not `path`
 * @throws Failure `file_exists` of kind usage, `write_failed`; what the steps throw
 */
export async function writePlan(
  path: string,
  head: PlanHead,
  steps: AsyncIterable<Step>,
  unchanged: () => number,
  options: { readonly overwrite?: boolean; readonly shown?: string } = {},
): Promise<PlanEnd> {
  let end!: PlanEnd;
  await writeWhole(path, text(), { ...options, overwrite: options.overwrite ?? false, what: "plan" });
  return end;

  async function* text(): AsyncGenerator<string> {
    const hash = createHash("sha256");
    const counts = { changes: 0, impossible: 0 };
    const hashed = (part: string): string => {
      hash.update(part);
      return part;
    };
    yield hashed(`${planLine(head)}\n`);
    for await (const step of steps) {
      counts[step.type === "change" ? "changes" : "impossible"] += 1;
      yield hashed(`${planLine(step)}\n`);
    }
    const { changes, impossible } = counts;
    const sums = { changes, unchanged: unchanged(), impossible };
    yield hashed(endPrefix(sums));
    const digest = `sha256:${hash.digest("hex")}`;
    end = { type: "end", ...sums, digest };
    yield `${endSuffix(digest)}\n`;
  }
}
