/** What the calls of one server share: its account, its options, and the plans that it has made. */
import type { Account } from "../account/account.ts";
import type { AgentServerOptions, Context } from "../cli/context.ts";
import type { CommandWording } from "../cli/hints.ts";
import { Confirmations } from "./confirmation.ts";
import { agentWording } from "./hints.ts";
import { SharedStop } from "./requestAccount.ts";

/** A plan that this process has made. `undo`: the run that it undoes. */
export type MadeHere = {
  readonly undo: string | undefined;
  /** By the clock of this machine. */
  readonly at: number;
  state: "ready" | "applying" | "applied";
};

export type Session = {
  /** Its wording names tools where there are some. */
  readonly context: Context;
  readonly account: Account;
  readonly options: AgentServerOptions;
  /** False: the tools that write are not there. */
  readonly canWrite: boolean;
  readonly wording: CommandWording;
  readonly confirmations: Confirmations;
  /** Of the whole server. */
  readonly stop: SharedStop;
  /** By digest. */
  readonly plans: Map<string, MadeHere>;
  /** The same promise, which `settled` waits for. */
  track<Value>(work: Promise<Value>): Promise<Value>;
  /** Resolves when no call is at work. Never throws. */
  settled(): Promise<void>;
};

/** @throws Failure where the settings cannot be read */
export async function openSession(context: Context, options: AgentServerOptions): Promise<Session> {
  const account = await context.account();
  const canWrite = options.allowApply && !account.isReadonly;
  const wordingFor: Context["wording"] = async (target) =>
    agentWording(await context.wording(target), canWrite);
  const working = new Set<Promise<unknown>>();
  return {
    context: { ...context, wording: wordingFor },
    account,
    options,
    canWrite,
    wording: await wordingFor(),
    stop: new SharedStop(context.interrupt.soft),
    confirmations: new Confirmations(context.host.clock),
    plans: new Map(),
    track: (work) => {
      working.add(work);
      const done = () => working.delete(work);
      work.then(done, done);
      return work;
    },
    settled: async () => {
      while (working.size > 0) await Promise.allSettled(working);
    },
  };
}
