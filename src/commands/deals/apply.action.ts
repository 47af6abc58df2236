/** `routera deals apply <file|->`: what it does. */

import type { Action } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { CommandWording } from "../../cli/hints.ts";
import { Failure, usage } from "../../failure.ts";
import { isPlan, openPlan, type Plan, type PlanSource, planFile } from "../../plans/file/read.ts";
import { makePlan, openInput } from "../../plans/make.ts";
import type { RowsInput } from "../../rows/input.ts";
import { readRows } from "../../rows/read.ts";
import type { Row } from "../../rows/row.ts";
import type { FailuresPlace } from "../../runs/failures/file.ts";
import { checkPlanPlace, refuseReadonly } from "../../runs/guards.ts";
import { shardName } from "../../runs/shard.ts";
import { type LeftOut, type Performance, performanceFace, rehearsal } from "../bulk/dryRun.ts";
import { begin, checkMaxChanges, shareOf } from "../bulk/execute.ts";
import { checkSheetName, failuresFile, failuresPlace } from "../bulk/failures.ts";
import { temporaryPlan } from "../bulk/findRun.ts";
import { jsonFieldsOf } from "../bulk/jsonFields.ts";
import { askConsent, checkConsent, preview, questionOf } from "../bulk/preview.ts";
import type { ApplyRequest } from "./apply.ts";
import { hinting } from "./fieldHint.ts";

export const applyAction: Action<ApplyRequest, Performance> = {
  ...performanceFace,
  run: async (context, request) => {
    if (!request.dryRun) {
      refuseReadonly(await context.settings());
    }
    const { file } = request;
    // A file that is not there comes first. Stdin is not read to its end for somebody who cannot be asked.
    const early = file === undefined || file === "-" ? undefined : await opened(context, file);
    if (!request.dryRun) await checkConsent(context, isGiven(request));
    const place = await failuresPlace(context, request, file);
    if (file === undefined) return fromRows(context, request, undefined, place);
    const input = early ?? (await opened(context, file));
    if (!(await startsAsPlan(input))) return fromRows(context, request, input, place);
    const [stray] = request.rowFlags;
    if (stray !== undefined) {
      throw usage("plan_and_rows", `${input.name} is a plan: ${stray} is for rows`, "leave it out");
    }
    return carry(context, request, { source: input, plan: await openPlan(input), place });
  },
};

/** An approved digest is consent to exactly that plan. */
function isGiven({ approve, yes }: ApplyRequest): boolean {
  return yes || approve !== undefined;
}

async function opened(context: Context, file: string): Promise<RowsInput> {
  const input = await openInput(context, file);
  context.onClose(() => input.close());
  return input;
}

async function startsAsPlan(input: RowsInput): Promise<boolean> {
  for await (const chunk of input.open()) return isPlan(chunk);
  return false;
}

async function fromRows(
  context: Context,
  request: ApplyRequest,
  input: RowsInput | undefined,
  place: FailuresPlace | undefined,
): Promise<Performance> {
  const { asked } = request;
  const { source } = asked;
  const wanted = input && source.from === "rows" ? { ...asked, source: { ...source, input } } : asked;
  const options = source.from === "rows" ? { ...source.options, name: input?.name } : {};
  const rows = input && (() => readRows(input.open(), options));
  // What is wrong with the rows themselves is told all at once, by whoever plans them.
  const original = place && (await firstOriginal(rows).catch(() => undefined));
  if (place && original?.kind === "cells") checkSheetName(place.shown);
  const path = await temporaryPlan(context, !request.dryRun);
  const hints = hinting(context);
  const { repeats, blank } = await makePlan(hints.context, wanted, path);
  await hints.tell();
  const plan = await openPlan(path);
  const leftOut = { repeats, blank, jsonFields: jsonFieldsOf(asked) };
  return carry(context, request, { source: planFile(path), plan, rows, original, place, leftOut });
}

type Approvable = {
  readonly source: PlanSource;
  readonly plan: Plan;
  readonly rows?: (() => AsyncIterable<Row>) | undefined;
  /** The first of the rows as it came. */
  readonly original?: Row["original"] | undefined;
  readonly place: FailuresPlace | undefined;
  /** What only the rows tell. */
  readonly leftOut?: LeftOut | undefined;
};

async function carry(
  context: Context,
  request: ApplyRequest,
  { leftOut, original, place, plan, rows, source }: Approvable,
): Promise<Performance> {
  const { approve, asked, shard } = request;
  const settings = await context.settings();
  checkPlanPlace(settings, plan.head.origin);
  checkApproved(plan, approve);
  const share = await shareOf(plan, shard);
  const changes = Math.min(share.changes, request.limit ?? share.changes);
  checkMaxChanges(changes, request.maxChanges);
  const read = plan.head.read && asked.read;
  const { undo_of: undone } = plan.head;
  if (request.dryRun) {
    const wording = await context.wording();
    const next = nextOf(wording, request, rows === undefined);
    return rehearsal(plan, { shard, limit: request.limit, next, wording, leftOut });
  }
  if (share.changes > 0) {
    const about = {
      ...share,
      changes,
      ...(undone !== undefined && { undo: { run: undone } }),
      origin: plan.head.origin,
      profile: settings.profile.value,
      read,
    };
    if (!isGiven(request)) await preview(context, plan, { ...share, changes, shard });
    if (!read)
      await context.warn(
        "the deals are not read first: what others change is not seen, and there is no undo",
      );
    await askConsent(context, isGiven(request), questionOf(about));
  }
  const file = await failuresFile(context, place, { original, steps: () => plan.steps() });
  return begin(context, { ...request, ...pace(asked), plan, source, share, read, rows, file });
}

/** The same without --dry-run. What rows and conditions were meant is better typed again. */
function nextOf(
  { line }: CommandWording,
  { file = "-", limit, rowFlags, shard }: ApplyRequest,
  isPlan: boolean,
) {
  if (!isPlan || file === "-" || rowFlags.length > 0) return undefined;
  const options = {
    shard: shard === undefined ? undefined : shardName(shard),
    limit: limit === undefined ? undefined : String(limit),
  };
  return line({ command: "deals apply", operands: [file], options });
}

function pace({ concurrency, rate }: ApplyRequest["asked"]) {
  return { concurrency, rate };
}

function checkApproved({ end: { digest } }: Plan, approve: string | undefined): void {
  if (approve === undefined || approve === digest) return;
  throw new Failure("conflict", `this plan is ${digest}, and ${approve} was approved`, {
    code: "plan_not_approved",
    hint: "look at the plan again; the deals or the rows are not what they were when it was approved",
  });
}

async function firstOriginal(rows: Approvable["rows"]): Promise<Row["original"] | undefined> {
  if (rows === undefined) return undefined;
  for await (const { original } of rows()) return original;
  return undefined;
}
