/** A 409 is one of two things; this tells them apart and says what can be done. Pure. */
import { type Deal, isArchived } from "../deals/deal.ts";
import type { Failure } from "../failure.ts";
import { getCommand } from "./getCommand.ts";

/**
 * @param failure the 409 with Routera's message
 * @param deal the deal as it reads now; without it the wording of the message has to decide
 */
export function whichConflict(failure: Failure, id: string, deal: Deal | undefined): Failure {
  const archived = deal === undefined ? /archiv/i.test(failure.message) : isArchived(deal);
  if (!archived && /^cannot update an archived\b/i.test(failure.message)) {
    return failure.with({
      code: "deal_archived",
      hint: `it is not archived any more, by what was read just now: run the command again; \`${getCommand(id)}\` shows the deal`,
    });
  }
  return archived
    ? failure.with({
        code: "deal_archived",
        hint: `an archived deal takes no changes: restore it in Routera, then run the command again; \`${getCommand(id)}\` says when it was archived`,
      })
    : failure.with({
        code: "duplicate_key",
        hint: "another active deal has this value in a field that must be unique (such as external_id): find it with `routera deals list --all --json`, then choose another value or change that deal first",
      });
}
