/** Chooses the run that an undo without an ID means: the newest run of the target that wrote something. */
import type { Account } from "../account/account.ts";
import { asFailure, Failure } from "../failure.ts";
import { readJournal } from "./journal/read.ts";
import type { Counts, JournalHead } from "./journal/record.ts";
import { replayJournal } from "./journal/replay.ts";
import { isUndone, type ListedRun, listRuns, undoneBy } from "./list.ts";
import { failedCount } from "./result.ts";
import { openRun } from "./storage/open.ts";
import type { Run } from "./storage/runDirectory.ts";
import { runStore } from "./storage/runStore.ts";

/** Why an undo without an ID changes nothing. */
export type NothingToUndo = {
  /** The newest run of the target that wrote something. */
  readonly run: string;
  readonly reason:
    | { readonly isUndoOf: string; readonly isComplete: boolean }
    | { readonly isUndoneBy: string };
  /** The newest older run that can be undone. */
  readonly older: string | undefined;
};

export type UndoChoice =
  | { readonly run: Run }
  | { readonly nothing: NothingToUndo; readonly head: JournalHead };

type Target = Pick<Account, "target" | "host" | "stateDir">;

/** @throws Failure `run_not_found` where no run wrote to the target */
export async function chooseUndo(account: Target): Promise<UndoChoice> {
  const runs = await listRuns(await runStore(account));
  const writers = writersTo(account.target, runs);
  const { value: newest } = await writers.next();
  if (newest === undefined) throw noWriter(account.target, runs.length > 0);
  // It may have written to this target: it is opened, which says why it cannot be.
  if (newest.head === undefined) {
    return { run: await openRun(await account.stateDir.find(), newest.run.id, account.host) };
  }
  if (newest.problem !== undefined) throw newest.problem;
  const reason = whyNothing(newest, runs);
  if (reason === undefined) return { run: newest.run };
  let older: string | undefined;
  for await (const writer of writers) {
    if (writer.head === undefined || writer.problem !== undefined) continue;
    if (whyNothing(writer, runs) !== undefined) continue;
    older = writer.run.id;
    break;
  }
  return { nothing: { run: newest.run.id, reason, older }, head: newest.head };
}

/** In words that need no command. */
export function nothingText({ older, reason, run }: NothingToUndo): string {
  const why =
    "isUndoOf" in reason
      ? `run ${run} is an undo of run ${reason.isUndoOf}, and an undo is only undone by its ID`
      : `run ${run} is already undone by run ${reason.isUndoneBy}`;
  return older === undefined ? `${why}; no older run can be undone` : why;
}

/** A run whose head is not known: it cannot be read, or others could have written it. */
type UnreadableRun = { readonly run: ListedRun; readonly head?: undefined };

type Writer = {
  readonly run: ListedRun;
  readonly head: JournalHead;
  readonly lastWriteAt?: string | undefined;
  /** Why its journal cannot be read. */
  readonly problem?: Failure | undefined;
};

/** Newest first. A run that is still executing is one, whether it has written by now or not. */
async function* writersTo(
  target: string,
  runs: readonly ListedRun[],
): AsyncGenerator<Writer | UnreadableRun, undefined> {
  for (const run of runs) {
    const { files, head, status, summary } = run;
    if (head === undefined && status === "damaged") yield { run };
    if (head?.origin !== target) continue;
    if (status === "running") yield { run, head };
    else if (summary === undefined || (hasWritten(summary.counts) && undoneBy(runs, run.id).length > 0)) {
      // The journal says when it wrote last.
      const state = await replayJournal(readJournal(files.journal)).catch(asFailure);
      if (state instanceof Failure) yield { run, head, problem: state };
      else if (hasWritten(state.counts)) yield { run, head, lastWriteAt: state.lastWriteAt };
    } else if (hasWritten(summary.counts)) yield { run, head };
  }
}

function hasWritten({ applied, unknown }: Counts): boolean {
  return applied + unknown > 0;
}

function whyNothing(
  { head, lastWriteAt, run }: Writer,
  runs: readonly ListedRun[],
): NothingToUndo["reason"] | undefined {
  if (head.undo_of !== undefined) return { isUndoOf: head.undo_of, isComplete: run.status === "finished" };
  if (run.status === "running" || !isUndone(runs, run.id, lastWriteAt)) return undefined;
  // An undo of which rows failed has left something to undo.
  const by = undoneBy(runs, run.id).find((id) => isWithoutFailures(runs.find((one) => one.id === id)));
  return by === undefined ? undefined : { isUndoneBy: by };
}

function isWithoutFailures(run: ListedRun | undefined): boolean {
  const summary = run?.summary;
  return summary !== undefined && failedCount(summary.counts, summary.blocked) === 0;
}

function noWriter(target: string, areOthers: boolean): Failure {
  return areOthers
    ? new Failure("not_found", `no run has written to ${target}`, {
        code: "run_not_found",
        hint: { say: "list the runs of other targets", run: { command: "runs list" } },
      })
    : new Failure("not_found", "no runs found", {
        code: "run_not_found",
        hint: { run: { command: "runs list" } },
      });
}
