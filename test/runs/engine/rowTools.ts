/** What one row is done with, written down step by step: journal, client and clock of a test. */
import type { DealsClient, Settlement } from "../../../src/api/deals.ts";
import { AdaptiveLimiter } from "../../../src/concurrency/adaptiveLimiter.ts";
import type { Deal } from "../../../src/deals/deal.ts";
import type { RowTools } from "../../../src/runs/engine/applyRow.ts";
import { CircuitBreaker } from "../../../src/runs/engine/circuitBreaker.ts";
import { JournalWriter } from "../../../src/runs/engine/journalWriter.ts";
import type { JournalRecord } from "../../../src/runs/journal/record.ts";
import { JournalState } from "../../../src/runs/journal/replay.ts";
import type { Journal } from "../../../src/runs/journal/write.ts";
import { fakeClock } from "../../api/testClient.ts";

/**
 * @param world.now what the clock shows, ISO 8601
 * @param world.deal as every reading shows it
 * @param world.settlement what reading back says of the write of unknown outcome
 * @param world.sync resolves when the disk has the record
 */
export function rowTools(world: {
  readonly now: string;
  readonly deal?: Deal;
  readonly settlement?: Settlement;
  readonly sync?: (record: JournalRecord) => Promise<void>;
}) {
  const steps: string[] = [];
  const clock = fakeClock(Date.parse(world.now));
  const { deal = { id: "d1" }, settlement = { verdict: "applied", deal }, sync = async () => {} } = world;
  const journal: Journal = {
    append: async (record) => {
      await sync(record);
      steps.push(record.type === "result" ? `result ${record.outcome}` : record.type);
    },
    flush: async () => {},
    broken: undefined,
    close: async () => {},
  };
  const client: Pick<DealsClient, "get" | "update" | "settle"> = {
    get: async () => {
      steps.push("GET");
      return deal;
    },
    update: async () => {
      steps.push("PATCH");
      return { deal, readBack: false, sent: 1 };
    },
    settle: async () => {
      steps.push("settle");
      return settlement;
    },
  };
  const soft = new AbortController();
  const breaker = new CircuitBreaker({ rows: 1 });
  const tools: RowTools & { readonly clock: typeof clock; readonly signal: AbortSignal } = {
    client,
    clock,
    breaker,
    journalWriter: new JournalWriter(journal, new JournalState(), clock),
    limiter: new AdaptiveLimiter({ concurrency: 1, clock, signal: soft.signal }),
    read: true,
    strict: false,
    stopped: () => breaker.isTripped || soft.signal.aborted,
    signal: soft.signal,
  };
  return { tools, steps, clock, breaker, soft };
}
