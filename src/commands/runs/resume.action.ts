/** `routera runs resume [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Retry } from "../../runs/engine/taskQueue.ts";
import { resumeRun } from "../../runs/resume.ts";
import { type ExecutedRun, executedFace, executedRun } from "../bulk/execute.ts";
import type { Guards } from "../bulk/guards.ts";
import { failuresTarget } from "../bulk/guards.ts";
import { runObserver } from "../bulk/observer.ts";

export type ResumeRequest = Guards & {
  readonly run: string | undefined;
  readonly retry: Retry;
  readonly concurrency: number | undefined;
  readonly rate: number | undefined;
};

export const resumeAction: Action<ResumeRequest, ExecutedRun> = {
  ...executedFace,
  run: async (context, request) => {
    const { run = "last" } = request;
    const options = { ...request, failures: failuresTarget(request), otherToken: "warn" } as const;
    const on = runObserver(context, { isConfirmed: true });
    return executedRun(context, await resumeRun(await context.account(), run, options, on));
  },
};
