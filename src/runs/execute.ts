/** Executes a plan or what is left of a run: confirmation, limits and lock, then its rows as events. The same for apply, resume and undo. */
import type { Account } from "../account/account.ts";
import { AdaptiveLimiter } from "../concurrency/adaptiveLimiter.ts";
import { Failure } from "../failure.ts";
import { option, say, words } from "../hint.ts";
import type { CheckedPlan, PlanBytes } from "../plans/file/read.ts";
import type { PlanObserver } from "../plans/observer.ts";
import type { Step } from "../plans/plan.ts";
import type { RowsOptions } from "../rows/options.ts";
import type { Original, Row } from "../rows/row.ts";
import { CircuitBreaker, type MaxErrors } from "./engine/circuitBreaker.ts";
import { EmptyRun } from "./engine/emptyRun.ts";
import { type ActiveRun, type OpenRun, type RunEnd, RunExecutor } from "./engine/executor.ts";
import { limiterEvent } from "./engine/limiterEvent.ts";
import type { RowReport } from "./engine/rowReport.ts";
import { startRun } from "./engine/startRun.ts";
import { type SourcedStep, type Task, tasksForNewRun } from "./engine/taskQueue.ts";
import type { FailuresFile, FailuresPlace } from "./failures/file.ts";
import { joinSourceRows, wholeDeals } from "./failures/intendedChange.ts";
import { type FailuresTarget, failuresFile } from "./failures/place.ts";
import { declined } from "./guards.ts";
import type { JournalHead } from "./journal/record.ts";
import { type Shard, shardName } from "./shard.ts";
import { isInShard } from "./shards/shardOfId.ts";
import { runStore } from "./storage/runStore.ts";
import type { NothingToUndo } from "./undoChoice.ts";

export type RunParameters = {
  /** Only the first so many changes; the others stay pending. */
  readonly limit?: number | undefined;
  readonly maxErrors?: MaxErrors | undefined;
  /** True: the limit of errors is reported as that of fail-fast. */
  readonly failFast?: boolean | undefined;
  /** Requests at once, and a second. Default: those of the account. */
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
  /** Rows that fail are written to this file. */
  readonly failures?: FailuresTarget | undefined;
};

export type RunObserver = PlanObserver & {
  /** Called before any work that would be in vain where no one can confirm. @throws Failure */
  canConfirm?(): Promise<void>;
  /** Decides before the first write. Absent: everything is confirmed. */
  confirm?(planned: PlannedRun): Promise<boolean>;
  /** Called once with the ID of the run, before anything is sent. What it throws stops the run and is thrown on. */
  started?(run: string): void | Promise<void>;
  /** Called once with what a resumed run will send, before anything is sent. What it throws stops the run and is thrown on. */
  resuming?(pending: PendingChanges): Promise<void>;
};

/** The changes that a resume takes, in plan order, without the names of deals: the plan may have been made elsewhere. */
export type PendingChanges = {
  readonly head: CheckedPlan["head"];
  readonly steps: AsyncIterable<Step>;
  /** The plan of the run, with all of its changes. */
  readonly planFile: string;
};

/** Steps of a run: all of the plan, or those of its shard. */
export type Share = { readonly changes: number; readonly blocked: number };

/** A run that nothing refused so far; nothing was written, here or in Routera. */
export type PlannedRun = {
  readonly plan: CheckedPlan;
  /** The plan file as the user named it; undefined for a plan that is made for this run. */
  readonly planFile?: string | undefined;
  readonly source: PlanBytes;
  readonly shard?: Shard | undefined;
  readonly share: Share;
  /** How many changes this call makes. */
  readonly changes: number;
  /** False: nothing is read before it is written. */
  readonly read: boolean;
  /** True for a plan that this command made, and so read the names of its deals. */
  readonly hasOwnPlan: boolean;
  /** The run that is undone, where one is. */
  readonly undo?: Pick<JournalHead, "run" | "undo_of"> | undefined;
  /** The rows that the plan was made of, from the first one, and the first of them as it came. */
  readonly rows?: (() => AsyncIterable<Row>) | undefined;
  readonly original?: Original | undefined;
  /** How these rows are read. */
  readonly rowsOptions?: RowsOptions | undefined;
  readonly failures?: FailuresPlace | undefined;
  /** Why an undo changes nothing, where none was asked for by the ID of a run. */
  readonly nothing?: NothingToUndo | undefined;
};

/** A run at work: it continues as its events are read. */
export type RunExecution = {
  /** Undefined where there was nothing to do, and so no run. */
  readonly run: string | undefined;
  /** To be looped over once; leaving the loop finishes what is under way. */
  readonly events: AsyncIterable<RowReport>;
  /** Once the loop is over. */
  end(): RunEnd;
  hasEnded(): boolean;
  /** Rows that this call takes. */
  readonly left: number;
  readonly read: boolean;
  /** Applied rows that an undo has reverted already. */
  readonly undone: number;
  /** What was to be executed; undefined for a run that is resumed. */
  readonly planned?: PlannedRun | undefined;
  /** Deals that already have the values; undefined where only a part of the plan is taken. */
  readonly unchanged?: number | undefined;
  readonly nothing?: NothingToUndo | undefined;
};

export async function shareOf(plan: CheckedPlan, shard: Shard | undefined): Promise<Share> {
  if (shard === undefined) return plan.end;
  const share = { changes: 0, blocked: 0 };
  for await (const step of plan.steps()) {
    if (isInShard(step.id, shard)) share[step.type === "change" ? "changes" : "blocked"] += 1;
  }
  return share;
}

/** @returns how many changes this call makes @throws Failure `too_many_changes` */
export function checkMaxChanges(
  { changes: planned }: Share,
  {
    limit = planned,
    maxChanges: most,
  }: { readonly limit?: number | undefined; readonly maxChanges?: number | undefined },
): number {
  const changes = Math.min(planned, limit);
  if (most === undefined || changes <= most) return changes;
  throw new Failure(
    "guard",
    words`the plan has ${changes} changes, more than ${option("maxChanges", String(most))}`,
    {
      code: "too_many_changes",
      hint:
        most > 0
          ? say`nothing was changed; raise the limit, or apply the first changes: ${option("limit", String(most))}`
          : "nothing was changed; raise the limit",
    },
  );
}

/** @throws Failure `declined`, or another one; then nothing was sent */
export async function executePlan(
  account: Account,
  planned: PlannedRun,
  options: RunParameters,
  on: RunObserver,
): Promise<RunExecution> {
  const { changes, original, plan, read, shard, share, source } = planned;
  if (share.changes > 0 && on.confirm !== undefined && !(await on.confirm(planned))) throw declined();
  const failures = await failuresFile(on, planned.failures, {
    original,
    options: planned.rowsOptions,
    steps: () => plan.steps(),
  });
  if (share.changes === 0) return { ...emptyRun(account, planned, failures), planned };
  // Whatever can be refused is refused before there is a directory.
  await account.deals();
  const { head } = plan;
  const fingerprint = await account.fingerprint();
  const stateDir = await account.stateDir.open();
  const open = await startRun(
    { stateDir, plan, source, origin: head.origin, profile: account.profile, fingerprint, shard, read },
    await runStore(account),
  );
  const tasks = tasksForNewRun(sourced(open.plan, planned, failures), { shard, limit: options.limit });
  const execution = await executeRun(
    account,
    { ...open, tasks, share, left: changes, read, failures, undone: 0 },
    options,
    on,
  );
  return { ...execution, planned };
}

/** Nothing is sent: reports what cannot be changed, and for a dry run at the end how many changes there would be. */
export function emptyRun({ profile }: Account, planned: PlannedRun, failures?: FailuresFile): RunExecution {
  const { changes, nothing, plan, read, shard } = planned;
  const { kind, origin, undo_of } = plan.head;
  const about = {
    kind,
    origin,
    profile,
    planDigest: plan.end.digest,
    shard: shard && shardName(shard),
    undoOf: undo_of,
  };
  const hooks = failures && { onFailure: failures.add, onEnd: failures.close };
  const tasks = tasksForNewRun(sourced(plan, planned, failures), { shard });
  const empty = new EmptyRun(about, tasks, changes, hooks);
  const unchanged = shard === undefined ? plan.end.unchanged : undefined;
  return { ...executionOf(undefined, empty, { left: 0, read, undone: 0, unchanged }), nothing };
}

function sourced(
  plan: CheckedPlan,
  { rows }: PlannedRun,
  failures: FailuresFile | undefined,
): AsyncIterable<SourcedStep> {
  // What rows came from is only read along where failed ones are to be written again.
  if (failures === undefined) return plain(plan.steps());
  const whole = wholeDeals(plan.steps());
  return rows ? joinSourceRows(whole, rows()) : whole;
}

async function* plain(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  for await (const step of steps) yield { step };
}

export type OpenExecution = OpenRun &
  Pick<RunExecution, "left" | "read" | "undone"> & {
    readonly tasks: AsyncIterable<Task>;
    readonly share: Share;
    readonly failures: FailuresFile | undefined;
  };

/** Starts the work; its lock is given back at the end of the events. @throws what `started` throws, once the run is closed */
export async function executeRun(
  account: Account,
  open: OpenExecution,
  {
    concurrency = account.defaults.concurrency,
    failFast,
    maxErrors,
    rate = account.defaults.rate,
  }: RunParameters,
  on: RunObserver,
): Promise<RunExecution> {
  const { clock, signals } = account;
  const { failures, journalWriter, run, share } = open;
  const limiter = new AdaptiveLimiter({ concurrency, rate, clock, signal: signals.soft });
  const breaker = new CircuitBreaker({
    maxErrors,
    option: failFast ? "failFast" : "maxErrors",
    rows: open.left,
  });
  on.onClose(
    account.onWire((event) => {
      const learned = limiterEvent(event);
      if (learned !== undefined) limiter.observe(learned);
      journalWriter.observe(event);
    }),
  );
  const executor = new RunExecutor({
    ...open,
    rows: share.changes,
    blocked: share.blocked,
    client: await account.deals(),
    concurrency,
    limiter,
    breaker,
    interrupt: signals,
    clock,
    ...(failures && { onFailure: failures.add, onEnd: failures.close }),
  });
  try {
    await on.started?.(run.id);
  } catch (error) {
    // A run that is stopped sends nothing, and closes its journal in good order.
    breaker.trip(new Failure("interrupted", "aborted by the caller", { code: "stopped_by_caller" }));
    for await (const _ of executor.reports());
    throw error;
  }
  return executionOf(run.id, executor, open);
}

function executionOf(
  run: string | undefined,
  performing: ActiveRun,
  { left, read, undone, unchanged }: Pick<RunExecution, "left" | "read" | "undone" | "unchanged">,
): RunExecution {
  return {
    run,
    events: performing.reports(),
    end: () => performing.end(),
    hasEnded: () => performing.ended,
    left,
    read,
    undone,
    unchanged,
  };
}
