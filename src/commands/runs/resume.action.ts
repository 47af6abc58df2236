/** `routera runs resume [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { resumeRun } from "../../runs/resume.ts";
import { type ExecutedRun, executedFace, executedRun } from "../bulk/execute.ts";
import { failuresTarget } from "../bulk/flags.ts";
import { runObserver } from "../bulk/observer.ts";
import type { ResumeRequest } from "./resume.ts";

export const resumeAction: Action<ResumeRequest, ExecutedRun> = {
  ...executedFace,
  run: async (context, request) => {
    const { run = "last" } = request;
    const options = { ...request, failures: failuresTarget(request), otherToken: "warn" } as const;
    const on = runObserver(context, { isConfirmed: true });
    return executedRun(context, await resumeRun(await context.account(), run, options, on));
  },
};
