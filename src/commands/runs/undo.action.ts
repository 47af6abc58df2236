/** `routera runs undo [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { prepareUndo, type UndoOptions, undoRun } from "../../runs/undo.ts";
import { dryRunPlan, type RunOrPreview, runOrPreviewView } from "../bulk/dryRun.ts";
import { executedRun } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";

export type UndoRequest = UndoOptions & {
  readonly run: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
};

export const undoAction: Action<UndoRequest, RunOrPreview> = {
  ...runOrPreviewView,
  run: async (context, request) => {
    const { dryRun, limit, run = "last", yes } = request;
    const account = await context.account();
    const on = runObserver(context, { isConfirmed: yes });
    if (!dryRun) return executedRun(context, await undoRun(account, run, request, on));
    const prepared = await prepareUndo(account, run, request, on);
    const id = prepared.undo?.run ?? run;
    const wording = await context.wording();
    const words = { limit: limit === undefined ? undefined : String(limit) };
    const next = wording.line({ command: "runs undo", operands: [id], options: words });
    return dryRunPlan(prepared, { limit, next, wording });
  },
};
