/** A run without a network: deals in memory, a clock that never waits, and a count of what was written. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { DealsClient } from "../../src/api/deals.ts";
import { inferWriteOutcome } from "../../src/api/reconcile.ts";
import { AdaptiveLimiter } from "../../src/concurrency/adaptiveLimiter.ts";
import type { Deal, Fields } from "../../src/deals/deal.ts";
import { Failure } from "../../src/failure.ts";
import { type Clock, systemClock, thisHost } from "../../src/host.ts";
import { type CheckedPlan, openPlanFile, planFile } from "../../src/plans/file/read.ts";
import { writePlan } from "../../src/plans/file/write.ts";
import type { Change, Step } from "../../src/plans/plan.ts";
import { CircuitBreaker } from "../../src/runs/engine/circuitBreaker.ts";
import { type ContinuedRun, continueRun, readRunWithPlan } from "../../src/runs/engine/continueRun.ts";
import { type OpenRun, type RunEnd, RunExecutor } from "../../src/runs/engine/executor.ts";
import type { RowReport } from "../../src/runs/engine/rowReport.ts";
import { type RunDependencies, startRun } from "../../src/runs/engine/startRun.ts";
import { type SourcedStep, type Task, tasksForNewRun } from "../../src/runs/engine/taskQueue.ts";
import type { OpenJournalFile } from "../../src/runs/journal/write.ts";
import { type Machine, machineOf } from "../../src/runs/storage/processIdentity.ts";
import type { Run } from "../../src/runs/storage/runDirectory.ts";
import { HEAD } from "../plans/arbitrary.ts";
import { deal, streamOf } from "../plans/scratch.ts";

export const START = Date.parse("2026-11-24T03:15:02.000Z");

/** Waiting takes no time, and is noted. */
export type QuickClock = Clock & { time: number; readonly waits: number[] };

export function quickClock(time = START): QuickClock {
  const clock: QuickClock = {
    ...systemClock,
    time,
    waits: [],
    now: () => clock.time,
    elapsed: () => clock.time - START,
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      clock.waits.push(ms);
      clock.time += ms;
    },
    after: (_, callback) => systemClock.after(0, callback),
  };
  return clock;
}

/** The deals of an account, and each write that came in. */
export class Account implements Pick<DealsClient, "get" | "update" | "settle"> {
  readonly deals: Map<string, Deal>;
  readonly writes: string[] = [];
  #clock: Clock;

  constructor(deals: Iterable<Deal>, clock: Clock) {
    this.deals = new Map([...deals].map((one) => [one.id, one]));
    this.#clock = clock;
  }

  readonly get: DealsClient["get"] = async (id) => this.deals.get(id) ?? missing();

  readonly update: DealsClient["update"] = async (id, fields) => ({
    deal: this.write(id, fields),
    readBack: false,
    sent: 1,
  });

  readonly settle: DealsClient["settle"] = async (id, set, { before } = {}) => {
    const after = this.deals.get(id) ?? missing();
    return { verdict: inferWriteOutcome({ set, after, before }), deal: after };
  };

  write(id: string, fields: Fields): Deal {
    const updated_at = new Date(this.#clock.now()).toISOString();
    const after: Deal = { ...(this.deals.get(id) ?? missing()), ...fields, id, updated_at };
    this.writes.push(id);
    this.deals.set(id, after);
    return after;
  }
}

function missing(): never {
  throw new Failure("not_found", "Object not found", { code: "deal_not_found", outcome: "not_applied" });
}

export const idOf = (row: number): string => `deal-${row}`;

/** Deals 1 to `count`, as they were before the run. */
export function dealsTo(count: number): readonly Deal[] {
  return Array.from({ length: count }, (_, at) => deal(idOf(at + 1), { deal_name: `Old ${at + 1}` }));
}

export function changeOfDeal(row: number): Change {
  const { updated_at } = deal(idOf(row));
  return {
    type: "change",
    row,
    line: row + 1,
    id: idOf(row),
    before: { deal_name: `Old ${row}` },
    updated_at: String(updated_at),
    set: { deal_name: `New ${row}` },
  };
}

let root: string | undefined;

/** To be called once in a file of tests: makes a place for their directories, which goes with them. */
export function useStateDirectories(): void {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "routera-engine-"));
  });
  afterAll(async () => {
    if (root !== undefined) await rm(root, { recursive: true, force: true });
    root = undefined;
  });
}

/** An empty directory that goes with the tests of the file. */
export async function stateDirectory(): Promise<string> {
  if (root === undefined) throw new Error("this file of tests does not call useStateFolders");
  return mkdtemp(join(root, "state-"));
}

export const thisMachine = (): Promise<Machine> => machineOf(thisHost());

/** A run of these steps, its head on disk. */
export async function startTestRun(
  steps: readonly Step[],
  about: { readonly stateDir: string; readonly clock: Clock; readonly open?: OpenJournalFile },
): Promise<OpenRun & { readonly plan: CheckedPlan }> {
  const { clock, open, stateDir } = about;
  const path = join(await stateDirectory(), "plan.jsonl");
  await writePlan(path, HEAD, streamOf(steps), () => 0);
  return startRun(
    {
      stateDir,
      plan: await openPlanFile(path),
      source: planFile(path),
      origin: HEAD.origin,
      profile: "default",
      fingerprint: "a1b2c3d4",
      read: true,
    },
    { machine: await thisMachine(), clock, open },
  );
}

/** A run that is taken up again. */
export async function continueTestRun(run: Run, dependencies: RunDependencies): Promise<ContinuedRun> {
  return continueRun(await readRunWithPlan(run), "pending", dependencies);
}

export async function* toSourcedSteps(steps: AsyncIterable<Step>): AsyncGenerator<SourcedStep> {
  for await (const step of steps) yield { step };
}

/** All rows of a run that begins. */
export function allTasks(plan: CheckedPlan): AsyncIterable<Task> {
  return tasksForNewRun(toSourcedSteps(plan.steps()), {});
}

/** Executes tasks to their end. */
export async function executeTasks(
  open: OpenRun,
  about: {
    readonly client: Pick<DealsClient, "get" | "update" | "settle">;
    readonly clock: Clock;
    readonly tasks: AsyncIterable<Task>;
    readonly concurrency?: number;
    readonly read?: boolean;
  },
): Promise<{ readonly reports: readonly RowReport[]; readonly end: RunEnd }> {
  const { client, clock, concurrency = 2, read = true, tasks } = about;
  const signal = new AbortController().signal;
  const executor = new RunExecutor({
    ...open,
    client,
    tasks,
    rows: open.head.rows,
    blocked: 0,
    concurrency,
    limiter: new AdaptiveLimiter({ concurrency, clock, signal }),
    breaker: new CircuitBreaker({ rows: open.head.rows }),
    read,
    interrupt: { soft: signal, hard: signal },
    clock,
  });
  const reports: RowReport[] = [];
  for await (const report of executor.reports()) reports.push(report);
  return { reports, end: executor.end() };
}
