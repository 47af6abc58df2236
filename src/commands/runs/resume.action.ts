/** `routera runs resume [run]`: what it does. */
import type { Action } from "../../cli/command.ts";
import { type ResumeOptions, resumeRun } from "../../runs/resume.ts";
import { type ExecutedRun, executedRun, executedRunView } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { reserveRunReports } from "../reports/writtenReports.ts";

export type ResumeRequest = Omit<ResumeOptions, "otherToken"> & {
  readonly run: string | undefined;
  readonly reports: ReportRequest;
};

export const resumeAction: Action<ResumeRequest, ExecutedRun> = {
  ...executedRunView,
  run: async (context, request) => {
    const { run = "last" } = request;
    const options = { ...request, otherToken: "warn" } as const;
    const others = { "the file of failed rows": request.failures?.path };
    const reports = await reserveRunReports(context, request.reports, others);
    const on = runObserver(context, { isConfirmed: true });
    return executedRun(context, await resumeRun(await context.account(), run, options, on), reports);
  },
};
