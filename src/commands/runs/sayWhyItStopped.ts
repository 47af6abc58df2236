/** What stopped a run, on stderr, with the command that goes on; and, where the journal broke, what it may not hold. */
import { exitOfRun } from "../../bulk/apply/exitOfRun.ts";
import type { RunEnd } from "../../bulk/apply/perform.ts";
import type { Context } from "../../context.ts";
import type { Failure } from "../../failure.ts";
import { safeJson } from "../../terminal/safeJson.ts";
import { safeText } from "../../terminal/safeText.ts";
import { failureJson, failureText } from "../../views/failure.ts";
import { runCommand } from "./nextCommands.ts";

/** Says nothing for a run that went to its end. */
export async function sayWhyItStopped(context: Context, end: RunEnd): Promise<void> {
  const format = await context.format();
  const isJson = format === "json" || format === "ndjson";
  const say = (text: string): Promise<void> => context.host.stderr.write(text).catch(() => {});
  for (const { row, id, outcome, code } of end.unproved) {
    const result = { row, id, outcome, ...(code !== undefined && { code }) };
    await say(
      isJson
        ? `${safeJson(JSON.stringify({ not_in_journal: result }))}\n`
        : `${safeText(`not in the journal: row ${row}, deal ${id}: ${outcome}`)}\n`,
    );
  }
  const code = exitOfRun(end);
  const decisive = end.stops.find(({ exitCode }) => exitCode === code) ?? end.stops[0];
  if (decisive === undefined) return;
  const failure = withNext(decisive, context, end);
  await say(
    isJson
      ? failureJson(failure)
      : failureText(failure, await context.style(context.host.stderr), { verbose: context.globals.verbose }),
  );
}

/** The run itself is what matters now: rows that were done stay done, and this command does the rest. */
function withNext(failure: Failure, { globals }: Context, { run, pending, counts }: RunEnd): Failure {
  const resume =
    run === undefined || pending + counts.failed === 0 ? [] : [runCommand("resume", run, globals)];
  const hints = [failure.hint ?? "", ...resume.map((line) => `go on with: ${line}`)].filter(
    (hint) => hint !== "",
  );
  return failure.with({ hint: hints.length > 0 ? hints.join("\n") : undefined });
}
