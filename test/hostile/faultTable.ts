/**
 * Every way in which one write goes wrong, met by one update and by a run side by side.
 *
 * `one`: exit code, what stderr says with what it claims of the outcome, what was asked of the server.
 * `many`: exit code, what became of d1, d2, …, what stopped the run and what can be typed then, what stderr says, and how
 * often each deal was written to. The fault is d1's alone, or that of all deals with `everywhere`.
 */
import { gzipSync } from "node:zlib";
import { type Act, answer, cutBody, drip, endless, html, reset, silent } from "../api/scriptedServer.ts";
import { applied, unapplied } from "../harness/dealServer.ts";
import { SECRET_CANARY } from "../harness/program.ts";
import type { Faults } from "./hostileServer.ts";

export type Case = {
  readonly what: string;
  readonly faults: Faults;
  readonly everywhere?: boolean;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly deals?: number;
  readonly one: string;
  readonly many: string;
  /** What `runs resume` came to in a world that is well again; default: all was done, and nothing had to be said. */
  readonly resumed?: string;
};

const said = (status: number, message: string): Act => answer(status, { message, error: true });
const down = (status: number): Act => said(status, "Try later");
const busy = (after?: string): Act =>
  answer(
    429,
    { message: "Too many requests", error: true },
    after === undefined ? {} : { "retry-after": after },
  );
const otherDeal: Act = answer(200, {
  id: "another",
  updated_at: "2026-05-28T12:00:00.000Z",
  archived: false,
});
const archivedDeal: Act = answer(200, { id: "d1", archived: "2026-06-01T10:00:00.000Z" });
const errorBody: Act = answer(200, { message: "Something went wrong", error: true });
/** A server whose clock is off by so many milliseconds asks for a second, in its own time. */
const busyUntil =
  (off: number): Act =>
  (response, request) => {
    const now = Date.now() + off;
    const headers = {
      date: new Date(now).toUTCString(),
      "retry-after": new Date(now + 1_000).toUTCString(),
    };
    answer(429, { message: "Too many requests", error: true }, headers)(response, request);
  };
const HOUR = 3_600_000;
/** Some KiB that unpack to 64 MiB. */
const bomb: Act = answer(200, gzipSync(Buffer.alloc(64 * 1024 * 1024, " "), { level: 1 }), {
  "content-encoding": "gzip",
});
const badText: Act = answer(200, Buffer.from('{"id":"d1","deal_name":"\xff\xfe"}', "latin1"));
const elsewhere = { deal_name: "Somebody else's" };
/** The connection is closed in good order, as one that has idled too long. */
const hangUp: Act = (response) => response.socket?.end();

const ONCE = ["--retries", "1"];
const NEVER = ["--retries", "0"];
const IMPATIENT = ["--timeout", "400ms"];
const CLIENT = {
  ROUTERA_TOKEN: undefined,
  ROUTERA_CLIENT_ID: "client",
  ROUTERA_CLIENT_SECRET: SECRET_CANARY,
};

const lost = (act: Act, words: readonly string[] = []) => ({
  done: { faults: { PATCH: [applied(act)] }, words },
  undone: { faults: { PATCH: [unapplied(act)] }, words },
  unreadable: { faults: { PATCH: [applied(act)], GET: reset }, words: [...words, ...NEVER] },
});

export const FAULT_TABLE: Readonly<Record<string, readonly Case[]>> = {
  "200, right id, values echoed": [
    { what: "all is well", faults: {}, one: "0: PATCH", many: "0 applied applied applied: 1 1 1" },
  ],
  "200 that is no deal": [
    {
      what: "empty, applied",
      ...lost(answer(200)).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "empty, not applied",
      ...lost(answer(200)).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "HTML, applied",
      ...lost(html(200)).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "HTML, not applied",
      ...lost(html(200)).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "another deal, applied",
      ...lost(otherDeal).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "another deal, not applied",
      ...lost(otherDeal).undone,
      one: "0: PATCH GET PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "an error, applied",
      ...lost(errorBody).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    ...(
      [
        ["null", answer(200, "null")],
        ["text that is no UTF-8", badText],
        ["a gzip bomb", bomb],
      ] as const
    ).flatMap(([what, act]) => [
      {
        what: `${what}, applied`,
        ...lost(act).done,
        one: "0: PATCH GET",
        many: "0 applied applied applied: 1 1 1",
      },
      {
        what: `${what}, not applied`,
        ...lost(act).undone,
        one: "0: PATCH GET PATCH",
        many: "0 applied applied applied: 2 1 1",
      },
    ]),
    {
      what: "an error, and the deal can't be read",
      ...lost(errorBody).unreadable,
      // The connection was kept, and dead when it was used again: that costs no try.
      one: "11 outcome_unknown/unknown: PATCH GET GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
    },
    {
      what: "204, applied",
      ...lost(answer(204)).done,
      one: "0: PATCH GET",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "204, not applied, over and over",
      faults: { PATCH: unapplied(answer(204)) },
      words: NEVER,
      one: "11 outcome_unknown/unknown: PATCH GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
    },
  ],
  "3xx; HTML 4xx that is not Routera's": [
    ...[301, 302, 307, 308].map((status) => ({
      what: String(status),
      faults: { PATCH: unapplied(answer(status, "", { location: "/deals/d9" })) },
      everywhere: true,
      one: "1 redirected/not_applied: PATCH",
      many: "1 failed/redirected failed/not_sent - (stopped: redirected, resume) redirected/not_applied: 1 0 0",
    })),
    {
      what: "303, which may mean that it was done",
      faults: { PATCH: applied(answer(303, "", { location: "/deals/d1" })) },
      one: "1 redirected/unknown: PATCH",
      many: "1 unknown/redirected failed/not_sent - (stopped: redirected, resume) redirected/unknown: 1 0 0",
    },
    {
      what: "HTML 404 once",
      faults: { PATCH: [unapplied(html(404))] },
      one: "1 not_routera/not_applied: PATCH",
      many: "8 failed/not_routera applied applied: 1 1 1",
    },
    {
      what: "HTML 404 always: after 3 in a row",
      // What becomes of a fourth one: stopping.test.ts, where it does not depend on the speed of the disk.
      faults: { PATCH: unapplied(html(404)) },
      everywhere: true,
      one: "1 not_routera/not_applied: PATCH",
      many: "1 failed/not_routera failed/not_routera failed/not_routera (stopped: not_routera, resume) not_routera/not_applied: 1 1 1",
    },
  ],
  "400 / 404 / 409": [
    {
      what: "400",
      faults: { PATCH: unapplied(said(400, "deal_name is too long")) },
      one: "7 values_refused/not_applied: PATCH",
      many: "3 rejected/values_refused applied applied: 1 1 1",
    },
    {
      what: "404",
      faults: { PATCH: unapplied(said(404, "Object not found")) },
      one: "5 deal_not_found/not_applied: PATCH",
      many: "3 rejected/deal_not_found applied applied: 1 1 1",
    },
    {
      what: "409, archived",
      faults: { PATCH: unapplied(said(409, "Cannot update an archived object")), GET: archivedDeal },
      one: "6 deal_archived/not_applied: PATCH GET",
      many: "3 rejected/deal_archived applied applied: 1 1 1",
    },
    {
      what: "409, a key that another deal has",
      faults: { PATCH: unapplied(said(409, "external_id already exists")) },
      one: "6 duplicate_key/not_applied: PATCH GET",
      many: "3 rejected/duplicate_key applied applied: 1 1 1",
    },
  ],
  "401": [
    {
      what: "a token alone",
      faults: { PATCH: unapplied(answer(401)) },
      everywhere: true,
      one: "4 token_refused/not_applied: PATCH",
      many: "4 failed/token_refused failed/not_sent - (stopped: token_refused, resume) token_refused/not_applied: 1 0 0",
    },
    {
      what: "client credentials, once",
      faults: { PATCH: [unapplied(answer(401))] },
      env: CLIENT,
      one: "0: PATCH PATCH",
      many: "0 applied applied applied: 2 1 1",
    },
    {
      what: "client credentials, for ever",
      faults: { PATCH: unapplied(answer(401)) },
      everywhere: true,
      env: CLIENT,
      one: "4 token_refused/not_applied: PATCH PATCH",
      many: "4 failed/token_refused failed/not_sent - (stopped: token_refused, resume) token_refused/not_applied: 2 0 0",
    },
  ],
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
      many: "8 failed/rate_limited failed/not_sent - (stopped: rate_limited, resume) rate_limited/not_applied: 1 0 0",
    },
    {
      what: "Retry-After Infinity",
      faults: { PATCH: unapplied(busy("Infinity")) },
      words: NEVER,
      everywhere: true,
      one: "8 rate_limited/not_applied: PATCH",
      many: "8 failed/rate_limited failed/not_sent - (stopped: rate_limited, resume) rate_limited/not_applied: 1 0 0",
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
      many: "8 failed/server_error applied applied: 1 1 1",
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
      many: "8 failed/connection_reset applied applied: 3 1 1",
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
  "something else than was set, and than was there": [
    {
      what: "a reset, and somebody else has set the same field",
      faults: { PATCH: unapplied(reset), meddled: elsewhere },
      one: "11 outcome_unknown/unknown: PATCH GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
      resumed: "3 conflict/changed_meanwhile: 1 1 1",
    },
    {
      what: "a 502, applied, and somebody else has set the same field since",
      faults: { PATCH: applied(down(502)), meddled: elsewhere },
      one: "11 outcome_unknown/unknown: PATCH GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
      resumed: "3 conflict/changed_meanwhile: 1 1 1",
    },
    {
      what: "a reset, not applied, and somebody else has set another field: whether it was there is not known",
      faults: { PATCH: [unapplied(reset)], meddled: { deal_stage: "won" } },
      one: "11 outcome_unknown/unknown: PATCH GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
      resumed: "3 conflict/changed_meanwhile: 1 1 1",
    },
  ],
  "the reading in front of a write": [
    {
      what: "a reset: read again",
      faults: { READ: [null, reset] },
      one: "0: PATCH",
      many: "0 applied applied applied: 1 1 1",
    },
    {
      what: "404: the deal is gone, and nothing is written",
      faults: { READ: [null, answer(404, { message: "Object not found", error: true })] },
      one: "0: PATCH",
      many: "3 rejected/deal_not_found applied applied: 0 1 1",
    },
    {
      what: "500 for ever: nothing is written",
      faults: { READ: [null, ...Array.from({ length: 9 }, () => down(500))] },
      words: ONCE,
      one: "0: PATCH",
      many: "8 failed/server_error applied applied: 0 1 1",
    },
    {
      what: "a redirect: nothing is written, by nobody",
      faults: { READ: [null, answer(302, "", { location: "/deals/d9" })] },
      one: "0: PATCH",
      many: "1 - - - (stopped: redirected, resume) redirected/not_applied: 0 0 0",
    },
    {
      what: "something that is no deal: nothing is written",
      faults: { READ: [null, answer(200, "null")] },
      words: NEVER,
      one: "0: PATCH",
      many: "8 failed/unexpected_answer applied applied: 0 1 1",
    },
    {
      what: "a deal that somebody else has changed: left alone",
      faults: {
        READ: [
          null,
          answer(200, { id: "d1", deal_name: "Somebody else's", updated_at: "2026-06-01T10:00:00.000Z" }),
        ],
      },
      one: "0: PATCH",
      many: "3 conflict/drifted applied applied: 0 1 1",
    },
  ],
};
