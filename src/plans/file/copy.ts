/** The same plan in another file: proved byte by byte, without taking its lines apart again. */
import { createHash } from "node:crypto";
import { type CheckedPlan, planChanged, planFile, stepsOfPlan } from "./read.ts";
import { endSuffix } from "./write.ts";

/**
 * @param plan as it was checked
 * @param from where it was read, for messages
 * @param path where the copy is
 * @throws Failure `plan_changed` when the copy is not the same plan
 */
export async function planCopy(plan: CheckedPlan, from: string, path: string): Promise<CheckedPlan> {
  const { digest } = plan.end;
  const copy = planFile(path);
  const suffix = Buffer.from(`${endSuffix(digest)}\n`);
  const hash = createHash("sha256");
  // The digest covers all but the last bytes, which state it.
  let last = Buffer.alloc(0);
  for await (const chunk of copy.open({ passing: true })) {
    // Of a long chunk only the end may belong to them.
    const end = Math.max(0, chunk.length - suffix.length);
    if (end > 0) hash.update(last).update(chunk.subarray(0, end));
    const bytes = Buffer.concat(end > 0 ? [chunk.subarray(end)] : [last, chunk]);
    const over = Math.max(0, bytes.length - suffix.length);
    hash.update(bytes.subarray(0, over));
    last = bytes.subarray(over);
  }
  if (!last.equals(suffix) || `sha256:${hash.digest("hex")}` !== digest) throw planChanged(from);
  return { ...plan, steps: () => stepsOfPlan(copy, digest) };
}
