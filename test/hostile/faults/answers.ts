/** Answers of Routera, and answers that are not Routera's. */
import { answer, html } from "../../api/scriptedServer.ts";
import { applied, unapplied } from "../../harness/dealServer.ts";
import {
  archivedDeal,
  badText,
  bomb,
  type Case,
  CLIENT,
  errorBody,
  errorMessage,
  lost,
  NEVER,
  otherDeal,
} from "./faultCase.ts";

export const ANSWERS: Readonly<Record<string, readonly Case[]>> = {
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
      many: "1 retryable/redirected - - (stopped: redirected, resume) redirected/not_applied: 1 0 0",
    })),
    {
      what: "303, which may mean that it was done",
      faults: { PATCH: applied(answer(303, "", { location: "/deals/d1" })) },
      one: "1 redirected/unknown: PATCH",
      many: "1 unknown/redirected - - (stopped: redirected, resume) redirected/unknown: 1 0 0",
    },
    {
      what: "HTML 404 once",
      faults: { PATCH: [unapplied(html(404))] },
      one: "1 not_routera/not_applied: PATCH",
      many: "8 retryable/not_routera applied applied: 1 1 1",
    },
    {
      what: "HTML 404 always: after 3 in a row",
      // What becomes of a fourth one: stopping.test.ts, where it does not depend on the speed of the disk.
      faults: { PATCH: unapplied(html(404)) },
      everywhere: true,
      one: "1 not_routera/not_applied: PATCH",
      many: "1 retryable/not_routera retryable/not_routera retryable/not_routera (stopped: not_routera, resume) not_routera/not_applied: 1 1 1",
    },
  ],
  "400 / 404 / 409": [
    {
      what: "400",
      faults: { PATCH: unapplied(errorMessage(400, "deal_name is too long")) },
      one: "7 values_refused/not_applied: PATCH",
      many: "3 rejected/values_refused applied applied: 1 1 1",
    },
    {
      what: "404",
      faults: { PATCH: unapplied(errorMessage(404, "Object not found")) },
      one: "5 deal_not_found/not_applied: PATCH",
      many: "3 rejected/deal_not_found applied applied: 1 1 1",
    },
    {
      what: "409, archived",
      faults: { PATCH: unapplied(errorMessage(409, "Cannot update an archived object")), GET: archivedDeal },
      one: "6 deal_archived/not_applied: PATCH GET",
      many: "3 rejected/deal_archived applied applied: 1 1 1",
    },
    {
      what: "409, a key that another deal has",
      faults: { PATCH: unapplied(errorMessage(409, "external_id already exists")) },
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
      many: "4 retryable/token_refused - - (stopped: token_refused, resume) token_refused/not_applied: 1 0 0",
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
      many: "4 retryable/token_refused - - (stopped: token_refused, resume) token_refused/not_applied: 2 0 0",
    },
  ],
};
