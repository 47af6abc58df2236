/** What happens on the wire → what the limiter and the journal of a run learn from it. */
import type { WireEvent } from "../../api/deals.ts";
import type { AdaptiveLimiter } from "../../concurrency/adaptiveLimiter.ts";
import type { Ledger } from "./journalWriter.ts";

/** What the client calls a pause after a 429. */
const THROTTLED = "answered 429";

export function observeWire(
  event: WireEvent,
  { pace, ledger }: { readonly pace: AdaptiveLimiter; readonly ledger: Ledger },
): void {
  if (event.type === "request") pace.observe({ sent: true });
  if (event.type === "answer") pace.observe(event.status === 429 ? { throttled: true } : { succeeded: true });
  if (event.type !== "wait" || event.reason !== THROTTLED) return;
  pace.observe({ throttled: true, pauseMs: event.ms });
  ledger.notePause(event.ms);
}
