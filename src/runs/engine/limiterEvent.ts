/** What happens on the wire → what the limiter of a run learns from it. Pure. */
import type { WireEvent } from "../../api/wireEvent.ts";
import type { LimiterEvent } from "../../concurrency/adaptiveLimiter.ts";

/** @returns undefined where there is nothing to learn */
export function limiterEvent(event: WireEvent): LimiterEvent | undefined {
  if (event.type === "request") return { sent: true };
  if (event.type === "answer") return event.status === 429 ? { throttled: true } : { succeeded: true };
  return event.type === "wait" && event.throttled ? { throttled: true, pauseMs: event.ms } : undefined;
}
