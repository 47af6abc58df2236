/** After a write whose answer was lost: read the deal and say what became of the write. */

import type { Deal, Fields } from "../deals/deal.ts";
import { askedProperties } from "../deals/properties.ts";
import { asFailure } from "../failure.ts";
import type { Reply } from "./connect.ts";
import { isAnswer } from "./connect.ts";
import type { Settlement } from "./deals.ts";
import { getDeal } from "./getDeal.ts";
import { leftAtOf, verdictOf } from "./verdict.ts";
import type { Wire } from "./wire.ts";

/** How long a lost connection and a slow server may need to finish a write, in milliseconds. */
const AFTER_CUT = 500;
const AFTER_SLOW = 2_000;

/** How long to wait before reading, in milliseconds. */
export function settlingTime(reply: Reply): number {
  if (!isAnswer(reply)) return reply.trouble === "timeout" ? AFTER_SLOW : AFTER_CUT;
  return reply.status === 202 || reply.status >= 400 ? AFTER_SLOW : AFTER_CUT;
}

/**
 * Reads the deal and decides.
 * @param write.sentAt when the write left, on the clock's `elapsed`
 */
export async function readBack(
  wire: Wire,
  write: {
    readonly id: string;
    readonly fields: Fields;
    readonly properties: readonly string[];
    readonly before: Deal | undefined;
    readonly sentAt: number | undefined;
    /** True: over a connection of its own. */
    readonly fresh?: boolean;
  },
): Promise<Settlement> {
  const { id, fields, before, sentAt } = write;
  const { clock, log } = wire.connection;
  try {
    const { deal, serverDate } = await getDeal(wire, id, withFields(write.properties, fields), write.fresh);
    const ago = sentAt === undefined ? undefined : clock.elapsed() - sentAt;
    const verdict = verdictOf({ set: fields, after: deal, before, leftAt: leftAtOf(serverDate, ago) });
    log({ type: "read_back", id, verdict });
    return { verdict, deal };
  } catch (error) {
    log({ type: "read_back", id, verdict: "unknown" });
    return { verdict: "unknown", failure: asFailure(error) };
  }
}

/** The set fields are asked for, so that the answer shows them; a name that no query can hold is left out. */
function withFields(properties: readonly string[], fields: Fields): readonly string[] {
  return askedProperties(properties, fields).filter((name) => !name.includes(","));
}
