/** `routera runs undo [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { prepareUndo, undoRun } from "../../runs/undo.ts";
import { dryRunPlan, type RunOrPreview, runOrPreviewFace } from "../bulk/dryRun.ts";
import { executedRun } from "../bulk/execute.ts";
import type { Guards } from "../bulk/guards.ts";
import { failuresTarget } from "../bulk/guards.ts";
import { runObserver } from "../bulk/observer.ts";

export type UndoRequest = Guards & {
  readonly run: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly maxChanges: number | undefined;
  readonly concurrency: number | undefined;
  readonly rate: number | undefined;
};

export const undoAction: Action<UndoRequest, RunOrPreview> = {
  ...runOrPreviewFace,
  run: async (context, request) => {
    const { dryRun, limit, run = "last", yes } = request;
    const account = await context.account();
    const options = { ...request, failures: failuresTarget(request) };
    const on = runObserver(context, { isConfirmed: yes });
    if (!dryRun) return executedRun(context, await undoRun(account, run, options, on));
    const prepared = await prepareUndo(account, run, { ...options, dryRun }, on);
    const id = prepared.undo?.run ?? run;
    const wording = await context.wording();
    const words = { limit: limit === undefined ? undefined : String(limit) };
    const next = wording.line({ command: "runs undo", operands: [id], options: words });
    return dryRunPlan(prepared, { limit, next, wording });
  },
};
