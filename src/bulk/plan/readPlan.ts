/** A plan file → what it holds, once every byte of it was checked. */
import { createHash, type Hash } from "node:crypto";
import { OtherVersion, parseHead, parseStepOrEnd } from "./parsePlanLine.ts";
import { notAPlan, planChanged, planCut, planDamaged, planVersion } from "./planFailure.ts";
import { endPrefix } from "./planLine.ts";
import { type PlanSource, planFile, planLines } from "./planLines.ts";
import type { PlanEnd, PlanHead, Step } from "./step.ts";

/** A plan that was checked from its first byte to its last. */
export type Plan = {
  readonly head: PlanHead;
  readonly end: PlanEnd;
  /** Reads the steps again, from the first one. @throws Failure `plan_changed` when it is not the same plan any more */
  steps(): AsyncIterable<Step>;
};

/** True when input starts as a plan does, and not as rows do. @param firstBytes at least 100 of them, where there are */
export function isPlan(firstBytes: Uint8Array): boolean {
  const start = Buffer.from(firstBytes.subarray(0, 256)).toString("utf8");
  return /^\uFEFF?\s*\{\s*"type"\s*:\s*"plan"\s*,\s*"version"/.test(start);
}

/**
 * Checks version, spelling, digest, counts, row numbers and the last line; memory does not depend on the length.
 * @param plan a path, or input that can be read more than once
 * @throws Failure of kind usage with the line: `plan_damaged`, `plan_version`, `plan_cut`, `plan_unreadable`
 */
export async function openPlan(plan: string | PlanSource): Promise<Plan> {
  const source = typeof plan === "string" ? planFile(plan) : plan;
  let head: PlanHead | undefined;
  let end: PlanEnd | undefined;
  for await (const part of readPlan(source)) {
    if (part.type === "plan") head = part;
    else if (part.type === "end") end = part;
  }
  if (head === undefined || end === undefined) throw planCut(source.name, 1);
  const { digest } = end;
  return { head, end, steps: () => planSteps(source, digest) };
}

/** One pass over the whole plan: its head, its steps, its end. What follows the end was checked by then. */
export async function* readPlan(source: PlanSource): AsyncGenerator<PlanHead | Step | PlanEnd> {
  const { name } = source;
  const hash = createHash("sha256");
  const seen = { changes: 0, impossible: 0 };
  let end: PlanEnd | undefined;
  let last = 0;
  for await (const batch of planLines(source)) {
    for (const { bytes, line, ended } of batch) {
      if (end !== undefined) throw planDamaged(name, line, "something stands behind the last line");
      if (!ended) throw planCut(name, line);
      last = line;
      const part = parsed(name, line, bytes);
      if (part.type === "end") {
        check(name, line, part, seen, hash);
        end = part;
        continue;
      }
      if (part.type === "change" && part.row !== ++seen.changes) {
        throw planDamaged(name, line, `row ${part.row} stands where row ${seen.changes} should`);
      }
      if (part.type === "impossible") seen.impossible += 1;
      hash.update(bytes).update("\n");
      yield part;
    }
  }
  if (end === undefined) throw planCut(name, last);
  yield end;
}

function parsed(name: string, line: number, bytes: Buffer): PlanHead | Step | PlanEnd {
  const text = bytes.toString("utf8");
  try {
    return line === 1 ? parseHead(text) : parseStepOrEnd(text);
  } catch (error) {
    if (error instanceof OtherVersion) throw planVersion(name, error.version);
    // A plan with a spoilt head has still one of these.
    if (line === 1 && !/"type":"|"version":/.test(text)) throw notAPlan(name);
    throw planDamaged(name, line, (error as Error).message);
  }
}

function check(
  name: string,
  line: number,
  end: PlanEnd,
  seen: { readonly changes: number; readonly impossible: number },
  hash: Hash,
): void {
  if (end.changes !== seen.changes || end.impossible !== seen.impossible) {
    throw planDamaged(name, line, "it counts other steps than there are");
  }
  if (end.digest !== `sha256:${hash.update(endPrefix(end)).digest("hex")}`) {
    throw planDamaged(name, line, "the digest does not fit: the plan was edited, or a disk spoiled it");
  }
}

/** The steps of a plan that was checked before. @throws Failure `plan_changed` at its end when it has another digest */
export async function* planSteps(source: PlanSource, digest: string): AsyncGenerator<Step> {
  for await (const part of readPlan(source)) {
    if (part.type === "change" || part.type === "impossible") yield part;
    if (part.type === "end" && part.digest !== digest) throw planChanged(source.name);
  }
}
