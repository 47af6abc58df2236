/** Deals that are otherwise than they were set, or than they were planned. */
import { answer, reset } from "../../api/scriptedServer.ts";
import { applied, unapplied } from "../../harness/dealServer.ts";
import { type Case, CHANGED_ELSEWHERE, down, NEVER, ONCE } from "./faultCase.ts";

export const CHANGES: Readonly<Record<string, readonly Case[]>> = {
  "something else than was set, and than was there": [
    {
      what: "a reset, and somebody else has set the same field",
      faults: { PATCH: unapplied(reset), meddled: CHANGED_ELSEWHERE },
      one: "11 outcome_unknown/unknown: PATCH GET",
      many: "11 unknown/outcome_unknown applied applied: 1 1 1",
      resumed: "3 conflict/changed_meanwhile: 1 1 1",
    },
    {
      what: "a 502, applied, and somebody else has set the same field since",
      faults: { PATCH: applied(down(502)), meddled: CHANGED_ELSEWHERE },
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
      what: "404: the deal no longer exists, and nothing is written",
      faults: { READ: [null, answer(404, { message: "Object not found", error: true })] },
      one: "0: PATCH",
      many: "3 rejected/deal_not_found applied applied: 0 1 1",
    },
    {
      what: "500 for ever: nothing is written",
      faults: { READ: [null, ...Array.from({ length: 9 }, () => down(500))] },
      words: ONCE,
      one: "0: PATCH",
      many: "8 retryable/server_error applied applied: 0 1 1",
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
      many: "8 retryable/unexpected_answer applied applied: 0 1 1",
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
      many: "3 conflict/changed_since_plan applied applied: 0 1 1",
    },
  ],
};
