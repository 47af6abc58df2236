/** A new run: its directory, its lock, its own copy of the plan, and the head of its journal on disk. */
import { Failure } from "../../failure.ts";
import { openToExtend } from "../../files/handles.ts";
import { type FileHandle, rm } from "../../files/operations.ts";
import { isSystemError, systemReason } from "../../files/systemError.ts";
import type { Clock } from "../../host.ts";
import { planCopy } from "../../plans/file/copy.ts";
import type { CheckedPlan, PlanBytes } from "../../plans/file/read.ts";
import { JOURNAL_VERSION, type JournalHead, MAX_ROWS } from "../journal/record.ts";
import { JournalState } from "../journal/replay.ts";
import { type OpenJournalFile, openJournalWith } from "../journal/write.ts";
import { type Shard, shardName } from "../shard.ts";
import { lockRun, type RunLock } from "../storage/lock.ts";
import { lockPlan } from "../storage/planLock.ts";
import type { Machine } from "../storage/processIdentity.ts";
import { createRun } from "../storage/runDirectory.ts";
import type { OpenRun } from "./executor.ts";
import { JournalWriter } from "./journalWriter.ts";

export type NewRun = {
  readonly stateDir: string;
  /** The plan that was shown and approved. */
  readonly plan: CheckedPlan;
  /** Where it can be read. */
  readonly source: PlanBytes;
  readonly origin: string;
  readonly profile: string;
  readonly fingerprint: string;
  readonly shard?: Shard | undefined;
  /** False: nothing is read before it is written, now or by whoever takes the run up again. */
  readonly read: boolean;
};

/** What a run is on besides the plan. */
export type RunDependencies = {
  readonly machine: Machine;
  readonly clock: Clock;
  /** Another way to open the journal's file, for tests. */
  readonly open?: OpenJournalFile | undefined;
};

/**
 * @returns the run, and its own copy of the plan, proved to be the one that was approved
 * @throws Failure; then nothing was sent
 */
export async function startRun(
  wanted: NewRun,
  { machine, clock, open: openFile }: RunDependencies,
): Promise<OpenRun & { readonly plan: CheckedPlan }> {
  const { end, head: planHead } = wanted.plan;
  if (end.changes > MAX_ROWS) throw tooManyRows(end.changes);
  const run = await createRun(wanted.stateDir, { clock });
  const about = { digest: end.digest, shard: wanted.shard && shardName(wanted.shard), run: run.id };
  const planLock = await lockPlan(wanted.stateDir, about, { machine, clock }).catch(
    async (error: unknown) => {
      await rm(run.dir, { recursive: true, force: true });
      throw error;
    },
  );
  const lock = combineLocks(await lockRun(run.dir, { machine, clock }), planLock);
  try {
    await copyPlan(wanted.source, run.files.plan);
    const plan = await planCopy(wanted.plan, wanted.source.name, run.files.plan);
    const head: JournalHead = {
      type: "head",
      version: JOURNAL_VERSION,
      run: run.id,
      kind: planHead.kind,
      origin: wanted.origin,
      profile: wanted.profile,
      plan_digest: end.digest,
      token_fingerprint: wanted.fingerprint,
      started: new Date(clock.now()).toISOString(),
      rows: end.changes,
      ...(wanted.shard !== undefined && { shard: shardName(wanted.shard) }),
      ...(planHead.undo_of !== undefined && { undo_of: planHead.undo_of }),
      ...(!wanted.read && { read: false }),
    };
    const journal = await openJournalWith(head, run.dir, { clock, open: openFile });
    const state = new JournalState();
    state.add(head);
    return { run, head, lock, journalWriter: new JournalWriter(journal, state, clock), plan };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The lock of a run and that of its plan, as one. */
export function combineLocks(run: RunLock, plan: RunLock): RunLock {
  return {
    release: async () => {
      await run.release();
      await plan.release();
    },
  };
}

async function copyPlan(source: PlanBytes, to: string): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await openToExtend(to, "create");
    for await (const chunk of source.open({ passing: true })) await file.writeFile(chunk);
    await file.sync();
    await file.close();
  } catch (error) {
    await file?.close().catch(() => {});
    if (!isSystemError(error)) throw error;
    throw new Failure("local_io", `cannot save a copy of the plan in ${to}: ${systemReason(error)}`, {
      code: "plan_copy_failed",
      hint: "nothing was sent; free some disk space, or set XDG_STATE_HOME to another directory",
    });
  }
}

function tooManyRows(changes: number): Failure {
  return new Failure(
    "guard",
    `the plan has ${changes} changes, more than the limit of ${MAX_ROWS} for a run`,
    {
      code: "too_many_changes",
      hint: "split the input into several plans",
    },
  );
}
