/** Reports of a run that this command executes: written once it has ended, whatever becomes of them. */
import type { Context } from "../../cli/context.ts";
import { asFailure, Failure } from "../../failure.ts";
import { words } from "../../hint.ts";
import type { PlannedRun, RunExecution } from "../../runs/execute.ts";
import { outcomeOfRun } from "../../runs/result.ts";
import type { Report } from "../../views/reports/model.ts";
import { isEmptyRequest, type ReportRequest } from "./flags.ts";
import { planReport } from "./planReport.ts";
import { type OtherFiles, pathInRepository, type ReportFiles, reserveReports } from "./reportFiles.ts";
import { type RunReportFacts, runReport } from "./runReport.ts";

/** What was asked for, once it is known that the files can be written. */
export type RunReports = {
  readonly files: ReportFiles;
  readonly request: ReportRequest;
  readonly input: ReportedInput | undefined;
};

/** What a run is made of; undefined for one that is resumed or undone. */
export type ReportedInput = {
  /** For people: the file, or the filter. */
  readonly text: string;
  /** The file as it was typed. */
  readonly file: string | undefined;
};

/** @returns undefined when no report was asked for @throws Failure as `reserveReports` does */
export async function reserveRunReports(
  context: Context,
  request: ReportRequest,
  others: OtherFiles,
  input?: ReportedInput,
): Promise<RunReports | undefined> {
  const files = isEmptyRequest(request) ? undefined : await reserveReports(context, request, others);
  return files && { files, request, input };
}

export class WrittenReports {
  readonly #context: Context;
  readonly #execution: RunExecution;
  readonly #reports: RunReports;
  /** Why a report is not written. The run itself is what it is. */
  failure: Failure | undefined;

  constructor(context: Context, execution: RunExecution, reports: RunReports) {
    this.#context = context;
    this.#execution = execution;
    this.#reports = reports;
  }

  /** To be called once the run has ended. Never throws. */
  async write(): Promise<void> {
    const { files, request } = this.#reports;
    const { run } = this.#execution;
    const context = this.#context;
    const [target] = request.targets.filter(({ format }) => format !== "gitlab");
    const again = {
      command: "runs show",
      operands: [run ?? "last"],
      options: { report: target?.path },
    } as const;
    if (context.interrupt.soft.aborted) {
      if (target === undefined || run === undefined) return;
      const { line } = await context.wording();
      return context.warn(
        words`the report is not written; to write it: ${line(again)}`,
        "report_not_written",
      );
    }
    const outcome = outcomeOfRun(this.#execution.end());
    const fact = outcome === "applied" ? "the changes of the run were applied" : "the run has ended";
    const hint = run === undefined ? undefined : { say: `${fact}; write the report with`, run: again };
    try {
      await files.write(await this.#report(), { outcome, ...(hint && { hint }) });
    } catch (error) {
      this.failure = afterWrites(asFailure(error)).with({ outcome, ...(hint && { hint }) });
    }
  }

  async #report(): Promise<Report> {
    const { planned, run } = this.#execution;
    const context = this.#context;
    const facts = await inputFacts(context, this.#reports.input, planned);
    if (run !== undefined || planned === undefined) {
      return runReport(context, run ?? "last", { ...facts, hasNames: planned?.hasOwnPlan });
    }
    const { profile } = await context.account();
    return planReport(context, { plan: planned.plan, profile, ...facts });
  }
}

/** A file that was created in the meantime is bad input no more: rows were written since it was checked. */
function afterWrites(failure: Failure): Failure {
  const { code, kind, words: sentence } = failure;
  return kind === "usage" ? new Failure("local_io", sentence, { code }) : failure;
}

/** Where the rows of a report come from: the input of this command, or a plan file whose input is not known. */
export async function inputFacts(
  { host }: Context,
  input: ReportedInput | undefined,
  planned: Pick<PlannedRun, "hasOwnPlan"> | undefined,
): Promise<Pick<RunReportFacts, "source" | "inputFile" | "planFile">> {
  if (input === undefined) return {};
  if (planned?.hasOwnPlan !== true) return { planFile: input.text };
  return { source: input.text, inputFile: await pathInRepository(host, input.file) };
}
