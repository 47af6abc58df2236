/** `routera deals apply <file|->`: what it does. */
import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { type FailuresFile, openFailures } from "../../bulk/apply/failuresFile.ts";
import { openInput } from "../../bulk/plan/checkRows.ts";
import { makePlan } from "../../bulk/plan/makePlan.ts";
import { type PlanSource, planFile } from "../../bulk/plan/planLines.ts";
import { isPlan, openPlan, type Plan } from "../../bulk/plan/readPlan.ts";
import { readRows } from "../../bulk/rows/readRows.ts";
import type { Row } from "../../bulk/rows/row.ts";
import type { RowsInput } from "../../bulk/rows/rowsInput.ts";
import type { Action } from "../../cli/command.ts";
import type { Context } from "../../context.ts";
import { Failure, usage } from "../../failure.ts";
import { neutralise, unneutralise } from "../../terminal/neutralise.ts";
import { refuseReadonly } from "../readonly.ts";
import { begin, checkMaxChanges, shareOf } from "../runs/begin.ts";
import { type Carried, carriedFace } from "../runs/carryOut.ts";
import { askConsent, checkConsent } from "../runs/consent.ts";
import { checkPlanPlace } from "../runs/place.ts";
import { preview, questionOf } from "../runs/preview.ts";
import { temporaryPlan } from "../runs/temporaryPlan.ts";
import type { ApplyRequest } from "./apply.ts";
import { hinting } from "./nameHint.ts";

export const applyAction: Action<ApplyRequest, Carried> = {
  ...carriedFace,
  run: async (context, request) => {
    refuseReadonly(await context.settings());
    await checkConsent(context, isGiven(request));
    if (request.file === undefined) return fromRows(context, request, undefined);
    const input = await openInput(context, request.file);
    context.onClose(() => input.close());
    await refuseSameFile(request);
    if (!(await startsAsPlan(input))) return fromRows(context, request, input);
    const [stray] = request.rowFlags;
    if (stray !== undefined) {
      throw usage("plan_and_rows", `${input.name} is a plan: ${stray} is for rows`, "leave it out");
    }
    return carry(context, request, { source: input, plan: await openPlan(input) });
  },
};

/** An approved digest is consent to exactly that plan. */
function isGiven({ approve, yes }: ApplyRequest): boolean {
  return yes || approve !== undefined;
}

async function startsAsPlan(input: RowsInput): Promise<boolean> {
  for await (const chunk of input.open()) return isPlan(chunk);
  return false;
}

async function fromRows(
  context: Context,
  request: ApplyRequest,
  input: RowsInput | undefined,
): Promise<Carried> {
  const { asked } = request;
  const { source } = asked;
  const wanted = input && source.from === "rows" ? { ...asked, source: { ...source, input } } : asked;
  const path = await temporaryPlan(context);
  const hints = hinting(context);
  await makePlan(hints.context, wanted, path);
  await hints.tell();
  const options = source.from === "rows" ? { ...source.options, name: input?.name } : {};
  const rows = input && (() => readRows(input.open(), options));
  return carry(context, request, { source: planFile(path), plan: await openPlan(path), rows });
}

type Approvable = {
  readonly source: PlanSource;
  readonly plan: Plan;
  readonly rows?: (() => AsyncIterable<Row>) | undefined;
};

async function carry(
  context: Context,
  request: ApplyRequest,
  { plan, rows, source }: Approvable,
): Promise<Carried> {
  const { approve, asked, shard } = request;
  const settings = await context.settings();
  checkPlanPlace(settings, plan.head.origin);
  checkApproved(plan, approve);
  const share = await shareOf(plan, shard);
  checkMaxChanges(share.changes, request.maxChanges);
  const read = plan.head.read && asked.read;
  if (share.changes > 0) {
    const about = {
      ...share,
      changes: Math.min(share.changes, request.limit ?? share.changes),
      kind: plan.head.kind,
      origin: plan.head.origin,
      profile: settings.profile.value,
      read,
    };
    if (!isGiven(request)) await preview(context, plan);
    if (!read)
      await context.warn(
        "the deals are not read first: what others change is not seen, and there is no undo",
      );
    await askConsent(context, isGiven(request), questionOf(about));
  }
  const file = await failuresOf(request, rows);
  return begin(context, { ...request, ...pace(asked), plan, source, share, read, rows, file });
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

/** Rows are written again in the shape in which they came. */
async function failuresOf(
  { failures }: ApplyRequest,
  rows: Approvable["rows"],
): Promise<FailuresFile | undefined> {
  if (failures === undefined) return undefined;
  const original = await firstOriginal(rows);
  const shape =
    original?.kind === "cells"
      ? { kind: "sheet" as const, header: original.header }
      : { kind: "objects" as const };
  return openFailures(failures, shape, { mark: neutralise, cell: (text) => neutralise(unneutralise(text)) });
}

async function firstOriginal(rows: Approvable["rows"]): Promise<Row["original"] | undefined> {
  if (rows === undefined) return undefined;
  for await (const { original } of rows()) return original;
  return undefined;
}

/** The rows are still being read when failed ones are written. */
async function refuseSameFile({ failures, file }: ApplyRequest): Promise<void> {
  if (failures === undefined || file === undefined || file === "-") return;
  const real = (path: string) => realpath(path).catch(() => resolve(path));
  if ((await real(failures)) !== (await real(file))) return;
  throw usage("bad_failures_file", "--failures names the input itself", "write --failures failed.csv");
}
