/** Report files of a command: checked before the first request, written at the end. */
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Context } from "../../cli/context.ts";
import { Failure, type FailureDetails, usage } from "../../failure.ts";
import { createTemporary, refuseExisting, writeFileAtomic } from "../../files/atomicWrite.ts";
import { isSameFile, realpath } from "../../files/operations.ts";
import { systemReason } from "../../files/systemError.ts";
import { option, words } from "../../hint.ts";
import type { Host } from "../../host.ts";
import { typedPath } from "../../text/typedPath.ts";
import { githubAnnotations, gitlabCodeQuality } from "../../views/reports/annotations.ts";
import { htmlReport } from "../../views/reports/html/page.ts";
import { junitReport } from "../../views/reports/junit.ts";
import { markdownReport } from "../../views/reports/markdown.ts";
import type { Report } from "../../views/reports/model.ts";
import { isEmptyRequest, type ReportRequest, type ReportTarget } from "./flags.ts";

export type ReportFiles = {
  /**
   * Writes every report.
   * @param details what a failure says besides: whether writes had an effect, and how to write the report again
   * @throws Failure `report_failed`, once the others are written
   */
  write(report: Report, details?: Pick<FailureDetails, "outcome" | "hint">): Promise<void>;
};

/** Files of the same command, as they were typed; undefined and `-` are none. */
export type OtherFiles = Readonly<Record<string, string | undefined>>;

/**
 * Finds out before any work is done whether the reports can be written.
 * @returns undefined when none were asked for
 * @throws Failure `report_is_other_file`, `duplicate_report`, `file_exists` of kind usage; `report_failed`
 */
export async function reserveReports(
  context: Context,
  request: ReportRequest,
  others: OtherFiles,
): Promise<ReportFiles | undefined> {
  if (isEmptyRequest(request)) return undefined;
  const { host } = context;
  const taken = Object.entries(others).flatMap(([what, typed]) =>
    typed === undefined || typed === "-" ? [] : [{ what, typed }],
  );
  for (const target of request.targets) {
    const path = typedPath(host, target.path);
    for (const { what, typed } of taken) {
      if (await isSamePlace(host, path, typedPath(host, typed))) throw isOtherFile(target, what);
    }
    taken.push({ what: "another report", typed: target.path });
    await refuseExisting(path, request.overwrite, target.path);
    const trial = await createTemporary(path).catch((error: unknown) => {
      throw cannotWrite(target.path, systemReason(error), {
        hint: "nothing was sent; create the directory, or use another file",
      });
    });
    await trial.discard();
  }
  return { write: (report, details) => writeAll(context, request, report, details) };
}

async function writeAll(
  context: Context,
  { github, overwrite, targets }: ReportRequest,
  report: Report,
  details: Pick<FailureDetails, "outcome" | "hint"> = {},
): Promise<void> {
  let failure: Failure | undefined;
  for (const target of targets) {
    const { path: shown } = target;
    const pieces = whileRunning(context, piecesOf(report, target));
    const file = { overwrite, shown, what: "report" };
    const progress = await context.progress(`Writing ${shown}`);
    await writeFileAtomic(typedPath(context.host, shown), pieces, file)
      .finally(progress.done)
      .catch((error: unknown) => {
        if (context.interrupt.soft.aborted) throw error;
        const isOurs = error instanceof Failure && error.kind === "bug";
        if (isOurs || !(error instanceof Failure)) throw error;
        failure ??=
          error.code === "write_failed"
            ? error.with({ code: "report_failed", ...details })
            : error.with(details);
      });
  }
  if (github) {
    for await (const line of githubAnnotations(report)) await context.host.stderr.write(line).catch(() => {});
  }
  if (failure !== undefined) throw failure;
}

/** The pieces, until a signal asks to stop. */
async function* whileRunning({ interrupt }: Context, pieces: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of pieces) {
    interrupt.soft.throwIfAborted();
    yield piece;
  }
}

async function* piecesOf(report: Report, { format }: ReportTarget): AsyncGenerator<string> {
  if (format === "html") yield* htmlReport(report);
  else if (format === "junit") yield* junitReport(report);
  else if (format === "gitlab") yield* gitlabCodeQuality(report);
  else yield await markdownReport(report);
}

/** Also where neither exists yet: by the directory and the name. */
async function isSamePlace(host: Host, one: string, other: string): Promise<boolean> {
  if (await isSameFile(one, other)) return true;
  const [a, b] = await Promise.all([one, other].map(placeOf));
  const ignoresCase = host.platform === "win32" || host.platform === "darwin";
  return a !== undefined && (ignoresCase ? a.toLowerCase() === b?.toLowerCase() : a === b);
}

async function placeOf(path: string): Promise<string | undefined> {
  const directory = await realpath(dirname(path)).catch(() => undefined);
  return directory === undefined ? undefined : join(directory, basename(path));
}

function isOtherFile({ format, path }: ReportTarget, what: string): Failure {
  const flag = option(format === "gitlab" ? "annotations" : "report");
  return usage("report_is_other_file", words`${flag} ${path} is also ${what}`, "use another file");
}

function cannotWrite(shown: string, reason: string, details: Pick<FailureDetails, "hint">): Failure {
  return new Failure("local_io", `cannot write the report ${shown}: ${reason}`, {
    code: "report_failed",
    ...details,
  });
}

/**
 * The path of an input file as runners name it: relative to the checked-out repository, with slashes.
 * @returns undefined for stdin, and for a file elsewhere
 */
export async function pathInRepository(host: Host, typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined || typed === "-") return undefined;
  const root = host.env.GITHUB_WORKSPACE || host.env.CI_PROJECT_DIR || host.cwd();
  const real = (path: string) => realpath(path).catch(() => path);
  const path = relative(await real(root), await real(typedPath(host, typed)));
  return /^(?:\.\.(?:[\\/]|$)|$)/.test(path) || isAbsolute(path) ? undefined : path.split(sep).join("/");
}
