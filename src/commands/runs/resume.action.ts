/** `routera runs resume [run]`: what it does. */
import type { CommandResult } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { type ResumeParameters, resumeRun } from "../../runs/resume.ts";
import { runResult } from "../bulk/execute.ts";
import { runObserver } from "../bulk/observer.ts";
import type { ReportRequest } from "../reports/flags.ts";
import { reserveRunReports } from "../reports/writtenReports.ts";

export type Input = Omit<ResumeParameters, "differentToken"> & {
  readonly run: string | undefined;
  readonly reports: ReportRequest;
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const { run = "last" } = input;
  const options = { ...input, differentToken: "warn" } as const;
  const others = { "the file of failed rows": input.failures?.path };
  const reports = await reserveRunReports(context, input.reports, others);
  const on = runObserver(context, { isConfirmed: true });
  return runResult(context, await resumeRun(await context.account(), run, options, on), reports);
}
