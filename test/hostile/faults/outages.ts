/** Servers that are busy or broken, and connections that are lost. */
import { cutBody, drip, endless, reset, silent } from "../../api/scriptedServer.ts";
import { unapplied } from "../../harness/dealServer.ts";
import { busy, busyUntil, type Case, down, HOUR, hangUp, IMPATIENT, lost, NEVER, ONCE } from "./faultCase.ts";

export const OUTAGES: Readonly<Record<string, readonly Case[]>> = {
  "429": [
    {
      what: "Retry-After 1",
      faults: { PATCH: [unapplied(busy("1"))] },
      one: "0: PATCH PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "without Retry-After",
      faults: { PATCH: [unapplied(busy()), unapplied(busy())] },
      one: "0: PATCH PATCH PATCH",
      many: "0 applied applied applied: 3 1 1",
    },
    ...[HOUR, -HOUR].map((off) => ({
      what: `Retry-After as a date, on a clock that is ${off / HOUR} h off`,
      faults: { PATCH: [unapplied(busyUntil(off))] },
      one: "0: PATCH PATCH",
      many: "0 applied applied applied: 2 1 1",
    })),
    {
      what: "Retry-After Infinity says nothing: as without one",
      faults: { PATCH: [unapplied(busy("Infinity"))] },
      one: "0: PATCH PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "Retry-After of a day",
      faults: { PATCH: unapplied(busy("86400")) },
      everywhere: true,
      one: "8 rate_limited/not_applied: PATCH",
      many: "8 retryable/rate_limited - - (stopped: rate_limited, resume) rate_limited/not_applied: 1 0 0",
    },
    {
      what: "Retry-After Infinity",
      faults: { PATCH: unapplied(busy("Infinity")) },
      words: NEVER,
      everywhere: true,
      one: "8 rate_limited/not_applied: PATCH",
      many: "8 retryable/rate_limited - - (stopped: rate_limited, resume) rate_limited/not_applied: 1 0 0",
    },
  ],
  "500, 502, 503, 504, 52x": [
    ...[500, 502, 503, 504, 520, 524].map((status) => ({
      what: `${status}, applied`,
      ...lost(down(status)).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    })),
    ...[500, 503].map((status) => ({
      what: `${status}, not applied`,
      ...lost(down(status)).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    })),
    {
      what: "503 for ever, not applied",
      faults: { PATCH: unapplied(down(503)) },
      words: NEVER,
      one: "8 server_error/not_applied: PATCH GET",
      many: "8 retryable/server_error applied applied: 1 1 1",
    },
    {
      what: "502, and the deal can't be read",
      ...lost(down(502)).unreadable,
      // The connection was kept, and dead when it was used again: that costs no try.
      one: "11 outcome_unknown/unknown: PATCH GET GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
    },
  ],
  "reset, stale keep-alive, timeout, cut or endless body after the request went out": [
    {
      what: "reset, applied",
      ...lost(reset).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "reset, not applied",
      ...lost(reset).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "reset for ever, not applied",
      faults: { PATCH: unapplied(reset) },
      words: ONCE,
      one: "8 connection_reset/not_applied: PATCH GET PATCH GET",
      // The first one went over the connection of the reading before it.
      many: "8 retryable/connection_reset applied applied: 3 1 1",
    },
    {
      what: "reset, and the deal can't be read",
      ...lost(reset).unreadable,
      one: "11 outcome_unknown/unknown: PATCH GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
    },
    {
      what: "hung up, applied",
      ...lost(hangUp).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "hung up, not applied",
      ...lost(hangUp).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "timeout, applied",
      ...lost(silent, IMPATIENT).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "timeout, not applied",
      ...lost(silent, IMPATIENT).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "cut, applied",
      ...lost(cutBody).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "cut, not applied",
      ...lost(cutBody).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "endless, applied",
      ...lost(endless).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "endless, not applied",
      ...lost(endless).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "dripping, applied",
      ...lost(drip, IMPATIENT).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
  ],
};
