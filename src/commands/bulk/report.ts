/** Reports the end of a run: its summary, and why it stopped with the command that continues. */
import type { Context } from "../../cli/context.ts";
import { nextCommands } from "../../cli/hints.ts";
import { FORMATS, type Format } from "../../config/formats.ts";
import { describeFailure, type Failure, hintsOf } from "../../failure.ts";
import type { Hint, HintedCommand } from "../../hint.ts";
import { NO_READER, type RunEnd } from "../../runs/engine/executor.ts";
import type { RunExecution } from "../../runs/execute.ts";
import { exitOfRun, outcomeOfRun } from "../../runs/result.ts";
import { type NothingToUndo, nothingText } from "../../runs/undoChoice.ts";
import { safeJson, safeLines, safeText } from "../../text/escape.ts";
import { failureJson, failureText, hintText } from "../../views/failure.ts";
import type { ShownRunSummary } from "../../views/run.ts";

/** Says nothing for a run that went to its end, unless something could not be saved besides. */
export async function reportStopReason(context: Context, end: RunEnd): Promise<void> {
  const format = await context.format();
  const isJson = FORMATS[format].isForPrograms;
  const say = (text: string): Promise<void> => context.host.stderr.write(text).catch(() => {});
  for (const { row, id, outcome, code } of end.unproved) {
    const result = { row, id, outcome, ...(code !== undefined && { code }) };
    await say(
      isJson
        ? `${safeJson(JSON.stringify({ not_in_journal: result }))}\n`
        : safeLines(`${safeText(`not in the journal: row ${row}, deal ${id}: ${outcome}`)}\n`),
    );
  }
  if (end.unsaved !== undefined) await context.warn(end.unsaved.message, end.unsaved.code);
  const style = () => context.style(context.host.stderr);
  const code = exitOfRun(end);
  const others = end.stopReasons.filter((stop) => stop.code !== NO_READER);
  const decisive = others.find(({ exitCode }) => exitCode === code) ?? others[0] ?? end.stopReasons[0];
  if (decisive === undefined) return;
  const failure = withNext(decisive, context, end, format);
  const text = describeFailure(failure, await context.wording());
  if (decisive.code === NO_READER) {
    // `| head` took what it wanted, and a full disk is reported by whoever wrote to it: only what is left is news.
    if (text.hint === undefined) return;
    return say(isJson ? failureJson(failure, text) : hintText(text.hint, await style()));
  }
  await tellFailure(context, failure);
}

/** Says on stderr what went wrong, while the command continues. */
export async function tellFailure(context: Context, failure: Failure): Promise<void> {
  const { globals, host } = context;
  const text = await context.tell(failure);
  const isJson = FORMATS[await context.format()].isForPrograms;
  const told = isJson
    ? failureJson(failure, text)
    : failureText(failure, text, await context.style(host.stderr), { verbose: globals.verbose });
  await host.stderr.write(told).catch(() => {});
}

/** The run itself is what matters now: rows that were done stay done, and this command does the rest. */
function withNext(failure: Failure, { host }: Context, end: RunEnd, format: Format): Failure {
  const { run, pending, counts } = end;
  // What stopped it knows of its own row at most.
  const told = failure.with({ outcome: outcomeOfRun(end) });
  if (run === undefined) return told;
  const { stderr, stdout } = host;
  // The summary in front of it, on the same screen, ends with that command.
  const isShown =
    stdout.isTTY && stderr.isTTY && failure.code !== NO_READER && FORMATS[format].showsNextCommands;
  const own = hintsOf(failure);
  // Who broke the journal says so already.
  if (isShown || own.some((hint) => isResume(hint, run)) || pending + counts.retryable === 0) return told;
  const next: Hint = { run: { command: "runs resume", operands: [run] }, say: "resume the run" };
  return told.with({ hint: [...own, next] });
}

function isResume(hint: Hint, run: string): boolean {
  if (typeof hint === "string" || !("run" in hint)) return false;
  return hint.run.command === "runs resume" && hint.run.operands?.[0] === run;
}

/** @param line writes a command */
export function summaryOf(
  { end: endOf, nothing, read, unchanged, undone }: RunExecution,
  line: (run: HintedCommand) => string,
): ShownRunSummary {
  const end = endOf();
  const { blocked, counts, failureCount, pending, run, wasComplete } = end;
  if (run === undefined)
    return { ...end, unchanged, reason: nothing && nothingText(nothing), next: nextUndo(nothing, line) };
  const refused = counts.rejected + counts.conflict;
  // A later call reports only of its own rows.
  const unseen = failureCount === 0 && refused + blocked > 0;
  const applied = counts.applied - undone;
  const next = { run, applied, left: pending + counts.retryable, refused, unseen, read };
  const reason = wasComplete ? `run ${run} is complete` : undefined;
  return { ...end, reason, next: nextCommands(next, line) };
}

/** The ways on from an undo that changes nothing. */
function nextUndo(
  nothing: NothingToUndo | undefined,
  line: (run: HintedCommand) => string,
): ShownRunSummary["next"] {
  if (nothing === undefined) return [];
  const { older, reason, run } = nothing;
  const isIncomplete = "isUndoOf" in reason && !reason.isComplete;
  return [
    ...(isIncomplete ? [{ does: "Resume", line: line({ command: "runs resume", operands: [run] }) }] : []),
    ...(older === undefined
      ? []
      : [{ does: "Undo an older run", line: line({ command: "runs undo", operands: [older] }) }]),
  ];
}
