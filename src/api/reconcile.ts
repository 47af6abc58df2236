/** Reconciles a write whose response was lost: reads the deal again and infers the outcome. */
import { type Deal, type Fields, isArchived } from "../deals/deal.ts";
import { requestedProperties } from "../deals/properties.ts";
import { differingFields, sameValue } from "../deals/sameValue.ts";
import { asFailure } from "../failure.ts";
import { isLosslessNumber, type JsonValue, LosslessNumber } from "../json.ts";
import type { Settlement } from "./deals.ts";
import { getDeal } from "./get.ts";
import { isResponse, type Reply } from "./http/send.ts";
import type { Wire } from "./session.ts";

/** How long a lost connection and a slow server may need to finish a write, in milliseconds. */
const AFTER_CUT = 500;
const AFTER_SLOW = 2_000;

/** How long to wait before reading, in milliseconds. */
export function settlingTime(reply: Reply): number {
  if (!isResponse(reply)) return reply.kind === "timeout" ? AFTER_SLOW : AFTER_CUT;
  return reply.status === 202 || reply.status >= 400 ? AFTER_SLOW : AFTER_CUT;
}

/**
 * Reads the deal and decides.
 * @param write.sentAt when the write left, on the clock's `elapsed`
 */
export async function reconcileWrite(
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
    const verdict = inferWriteOutcome({
      set: fields,
      after: deal,
      before,
      leftAt: earliestWriteTime(serverDate, ago),
    });
    log({ type: "read_back", id, verdict });
    return { verdict, deal };
  } catch (error) {
    log({ type: "read_back", id, verdict: "unknown" });
    return { verdict: "unknown", failure: asFailure(error) };
  }
}

/** The set fields are asked for, so that the answer shows them; a name that no query can hold is omitted. */
function withFields(properties: readonly string[], fields: Fields): readonly string[] {
  return requestedProperties(properties, fields).filter((name) => !name.includes(","));
}

/** How far the server's Date and its `updated_at` may disagree, in milliseconds. */
export const CLOCK_MARGIN_MS = 2_000;

/**
 * `applied`: the deal holds what was set. `unapplied`: proved, it may be sent again.
 * `conflict`: neither; another user wrote, or Routera keeps the values in another form.
 */
export type WriteOutcome = "applied" | "unapplied" | "conflict";

/**
 * @param set what the write was to set
 * @param after the deal as it reads now, asked for with the properties that were set
 * @param before the deal as it read before the write
 * @param leftAt the moment on the server's clock before which the write was surely not there, in milliseconds since the epoch
 */
export function inferWriteOutcome(at: {
  readonly set: Fields;
  readonly after: Deal;
  readonly before?: Deal | undefined;
  readonly leftAt?: number | undefined;
}): WriteOutcome {
  const { set, after, before, leftAt } = at;
  if (differingFields(set, after).every((name) => isEcho(set[name], after[name]))) return "applied";
  if (before !== undefined) return isUntouched(set, before, after) ? "unapplied" : "conflict";
  if (leftAt === undefined) return "conflict";
  // An archived deal takes no update, so one that was archived before the write left was not changed by it.
  const touched = [after.updated_at, ...(isArchived(after) ? [after.archived] : [])];
  return touched.some((time) => isBefore(time, leftAt)) ? "unapplied" : "conflict";
}

/** The moment a write left, on the server's clock and at the earliest, reported from a later answer's Date and the time between. */
export function earliestWriteTime(
  serverDate: number | undefined,
  agoMs: number | undefined,
): number | undefined {
  return serverDate === undefined || agoMs === undefined ? undefined : serverDate - agoMs - CLOCK_MARGIN_MS;
}

/** A number or a boolean that comes back for its own text, or the other way round: the field has a type of its own. */
function isEcho(sent: JsonValue | undefined, stored: JsonValue | undefined): boolean {
  if (typeof sent === "string") return stands(sent, stored);
  return typeof stored === "string" && stands(stored, sent);
}

function stands(text: string, value: JsonValue | undefined): boolean {
  if (typeof value === "boolean") return text === String(value);
  if (!isLosslessNumber(value) || !/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return false;
  return sameValue(new LosslessNumber(text), value);
}

/** A field that only one of the two readings shows counts as touched: nothing is known of it. */
function isUntouched(set: Fields, before: Deal, after: Deal): boolean {
  if (typeof after.updated_at !== "string" || after.updated_at !== before.updated_at) return false;
  return Object.keys(set).every((name) => {
    if (!Object.hasOwn(before, name) || !Object.hasOwn(after, name)) {
      return Object.hasOwn(before, name) === Object.hasOwn(after, name);
    }
    return sameValue(before[name], after[name]);
  });
}

function isBefore(time: JsonValue | undefined, moment: number): boolean {
  if (typeof time !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(time))
    return false;
  return Date.parse(time) < moment;
}
