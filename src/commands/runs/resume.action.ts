/** `routera runs resume [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { type ResumeOptions, resumeRun } from "../../runs/resume.ts";
import { type ExecutedRun, executedRun, executedRunView } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";

export type ResumeRequest = Omit<ResumeOptions, "differentToken"> & { readonly run: string | undefined };

export const resumeAction: Action<ResumeRequest, ExecutedRun> = {
  ...executedRunView,
  run: async (context, request) => {
    const { run = "last" } = request;
    const options = { ...request, differentToken: "warn" } as const;
    const on = runObserver(context, { isConfirmed: true });
    return executedRun(context, await resumeRun(await context.account(), run, options, on));
  },
};
