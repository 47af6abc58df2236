/** What a deal that was read again says about a write whose answer was lost. Pure. */
import { type Deal, type Fields, isArchived } from "../deals/deal.ts";
import { differing, sameValue } from "../deals/sameValue.ts";
import { isLosslessNumber, type JsonValue, LosslessNumber } from "../json.ts";

/** How far the server's Date and its `updated_at` may disagree, in milliseconds. */
export const MARGIN = 2_000;

/**
 * `applied`: the deal holds what was set. `unapplied`: proved, it may be sent again.
 * `conflict`: neither; somebody else wrote, or Routera keeps the values in another form.
 */
export type Verdict = "applied" | "unapplied" | "conflict";

/**
 * @param set what the write was to set
 * @param after the deal as it reads now, asked for with the properties that were set
 * @param before the deal as it read before the write
 * @param leftAt the moment on the server's clock before which the write was surely not there, in milliseconds since the epoch
 */
export function verdictOf(at: {
  readonly set: Fields;
  readonly after: Deal;
  readonly before?: Deal | undefined;
  readonly leftAt?: number | undefined;
}): Verdict {
  const { set, after, before, leftAt } = at;
  if (differing(set, after).every((name) => isEcho(set[name], after[name]))) return "applied";
  if (before !== undefined) return isUntouched(set, before, after) ? "unapplied" : "conflict";
  if (leftAt === undefined) return "conflict";
  // An archived deal takes no update, so one that was archived before the write left was not changed by it.
  const touched = [after.updated_at, ...(isArchived(after) ? [after.archived] : [])];
  return touched.some((time) => isBefore(time, leftAt)) ? "unapplied" : "conflict";
}

/** The moment a write left, on the server's clock and at the earliest, told from a later answer's Date and the time between. */
export function leftAtOf(serverDate: number | undefined, agoMs: number | undefined): number | undefined {
  return serverDate === undefined || agoMs === undefined ? undefined : serverDate - agoMs - MARGIN;
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
