/** A run that was stopped → the rest of it. */
import { Failure, usage } from "../failure.ts";
import { laterTasks, RETAKEN, type Retry } from "../runs/engine/taskQueue.ts";
import type { Head } from "../runs/journal/record.ts";
import type { JournalState } from "../runs/journal/replay.ts";
import { continueRun, knownRun } from "../runs/resume.ts";
import { openRun } from "../runs/storage/open.ts";
import { machineOf } from "../runs/storage/processIdentity.ts";
import { accountOf } from "./account.ts";
import { checkOptions } from "./checkOptions.ts";
import { carry, checkRunOptions, haltOf, RUN_OPTIONS, shareOf, stateDirOf } from "./executeRun.ts";
import { inOptions } from "./hints.ts";
import type { RunOptions, RunSummary } from "./run.ts";

export type ResumeOptions = RunOptions & {
  /** The id of the run, the beginning of one that fits no other, or `last`. */
  readonly run: string;
  /**
   * Which rows are taken up besides those in doubt, which are settled first: `pending`, what was not sent or failed for
   * now; `failed`, also what was refused; `all`, also what was skipped. Default `pending`.
   */
  readonly retry?: "pending" | "failed" | "all" | undefined;
  /**
   * True: goes on although the run began with another token, which may be that of another account. One that was renewed is
   * another one too; a client id stays the same. Default: refused.
   */
  readonly otherToken?: boolean | undefined;
};

/** @throws RouteraFailure, before anything was sent: `run_not_found`, `run_locked`, `run_of_another_place`, `run_of_another_token`, … */
export function resume(options: ResumeOptions): Promise<RunSummary> {
  return inOptions(() => resumed(options));
}

async function resumed(options: ResumeOptions): Promise<RunSummary> {
  checkOptions("resume", options, TYPES, ["client", "run"]);
  checkRunOptions(options);
  const { client, limit, otherToken = false, retry = "pending" } = options;
  if (!Object.hasOwn(RETAKEN, retry)) throw usage("bad_option", "retry must be pending, failed or all");
  const { deals, fingerprint, host, target } = accountOf(client);
  const run = await openRun(await stateDirOf(options, host), options.run, host);
  const reached = await deals();
  const means = { machine: await machineOf(host), clock: host.clock };
  const mine = await fingerprint();
  const known = await knownRun(run, (head) => {
    checkRunPlace(head, target);
    if (!otherToken) checkRunToken(head, mine);
  });
  const { plan, shard } = known;
  // A run that this process holds without carrying it out would be held for as long as the process lives.
  const share = await shareOf(plan, shard);
  const open = await continueRun(known, retry, means);
  const { ledger } = open;
  const left = leftOf(ledger.state, share.changes, retry);
  return carry(options, {
    ...open,
    client: reached,
    tasks: laterTasks(plan.steps(), ledger.state, retry, { shard, limit }),
    halt: haltOf(options, Math.min(left, limit ?? left)),
    share,
    read: plan.head.read && open.head.read !== false,
  });
}

const TYPES = { ...RUN_OPTIONS, run: "string", retry: "string", otherToken: "boolean" } as const;

/** Nobody reads a warning in a program: the rest of a run must not go into the wrong account. */
function checkRunToken({ run, token_fingerprint }: Head, mine: string): void {
  if (token_fingerprint === mine) return;
  throw new Failure("conflict", `run ${run} began with another token than this one`, {
    code: "run_of_another_token",
    hint: "make sure that it is the same account, then give otherToken: true",
  });
}

/** @throws Failure `run_of_another_place` */
export function checkRunPlace({ origin, run }: Pick<Head, "origin" | "run">, here: string): void {
  if (origin === here) return;
  throw new Failure("conflict", `run ${run} wrote to ${origin}, and this client writes to ${here}`, {
    code: "run_of_another_place",
    hint: "use a client of the same place",
  });
}

function leftOf({ counts, undecided }: JournalState, rows: number, retry: Retry): number {
  const { applied, conflict, failed, rejected, skipped } = counts;
  const known = applied + conflict + failed + rejected + skipped + undecided.size;
  const retaken: Readonly<Record<string, number>> = { conflict, failed, rejected, skipped };
  const again = RETAKEN[retry].reduce((sum, state) => sum + (retaken[state] ?? 0), 0);
  return rows - known + undecided.size + again;
}
