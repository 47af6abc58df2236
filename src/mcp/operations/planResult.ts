/** A plan as a result of a tool. */
import { z } from "zod";
import type { JsonObject } from "../../json.ts";
import type { SavedPlan } from "../../plans/file/saved.ts";
import { countStep, emptyPlanCounts, type PlanCounts } from "../../plans/plan.ts";
import { stepObject, summaryObject } from "../../views/plan.ts";
import type { Session } from "../session.ts";
import { UNTRUSTED_NOTICE } from "../untrusted.ts";
import { previewText } from "./previewText.ts";

/** How many changes are shown when nothing is said. */
const SHOWN = 50;

export const digestArgument = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hex digits, as plan_changes returned it")
  .describe("Digest of the plan, as plan_changes or undo_run returned it");

export const WARNINGS_OUTPUT = {
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
};

export const PLAN_OUTPUT = {
  notice: z.string(),
  digest: z.string().describe("Names the plan"),
  target: z.string().describe("Base URL that the plan writes to"),
  profile: z.string(),
  preview: z.string().describe("The plan as text: show it to the user"),
  summary: z.looseObject({ changes: z.int() }),
  changes: z
    .array(z.looseObject({ type: z.string(), id: z.string() }))
    .describe("Changes of the plan, from offset on"),
  omitted: z.int().describe("Number of changes that are not shown"),
  next: z.string().nullable().describe("Tool call that applies the plan"),
};

/** @param what.leftOut what only the making of the plan knows */
export async function planResult(
  { account, canWrite, plans, wording }: Session,
  { plan }: SavedPlan,
  what: {
    readonly limit?: number;
    readonly offset?: number;
    readonly leftOut?: {
      readonly duplicateRows: number;
      readonly emptyRows: number;
      readonly counts: Readonly<PlanCounts>;
    };
  } = {},
): Promise<JsonObject> {
  const { leftOut, limit = SHOWN, offset = 0 } = what;
  const { digest, unchanged } = plan.end;
  const counts = emptyPlanCounts();
  const changes: JsonObject[] = [];
  let steps = 0;
  for await (const step of plan.steps()) {
    countStep(counts, step);
    if (steps >= offset && changes.length < limit) changes.push(stepObject(step));
    steps += 1;
  }
  const {
    type: _type,
    file: _file,
    next: _next,
    ...summary
  } = summaryObject({
    ...counts,
    unchanged,
    missing: leftOut?.counts.missing,
    origin: plan.head.origin,
    duplicateRows: leftOut?.duplicateRows ?? 0,
    emptyRows: leftOut?.emptyRows ?? 0,
    digest,
  });
  const made = plans.get(digest);
  const isReady = canWrite && counts.changes > 0 && made?.state === "ready";
  return {
    notice: UNTRUSTED_NOTICE,
    digest,
    target: plan.head.origin,
    profile: account.profile,
    preview: await previewText(plan, wording),
    summary,
    changes,
    omitted: steps - changes.length,
    next: isReady ? nextCall(digest, made.undo) : null,
  } as unknown as JsonObject;
}

function nextCall(digest: string, undo: string | undefined): string {
  return undo === undefined
    ? `apply_plan ${JSON.stringify({ digest })}`
    : `undo_run ${JSON.stringify({ run: undo, digest })}`;
}
