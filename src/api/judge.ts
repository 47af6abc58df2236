/** What a reply to a write means for the deal. Pure. */
import type { Deal } from "../deals/deal.ts";
import { readDeal } from "./answer.ts";
import { isAnswer, type Reply } from "./connect.ts";
import { mayPass } from "./read.ts";

/**
 * `done`: applied, and here is the deal. `refused`: surely not applied, and trying again would not help.
 * `later`: surely not applied, for now. `lost`: it may have been applied; `why` continues a sentence, and `claimed`
 * says that the answer spoke of success.
 */
export type Judgement =
  | { readonly is: "done"; readonly deal: Deal }
  | { readonly is: "refused" }
  | { readonly is: "later" }
  | { readonly is: "lost"; readonly why: string; readonly claimed: boolean };

/** @param id the deal that was written to */
export function judge(reply: Reply, id: string): Judgement {
  if (!isAnswer(reply)) {
    if (reply.sent) return { is: "lost", why: reply.reason, claimed: false };
    return { is: mayPass(reply) ? "later" : "refused" };
  }
  const { status } = reply;
  if (status === 429 || status === 425) return { is: "later" };
  if (status === 408 || status >= 500)
    return { is: "lost", why: `the server answered ${status}`, claimed: false };
  if (status >= 300) return { is: "refused" };
  const believed = readDeal(reply, id);
  if ("deal" in believed) return { is: "done", deal: believed.deal };
  return { is: "lost", why: `the answer ${believed.problem}`, claimed: true };
}
