/** How to take a change back. Pure. */
import type { Fields } from "../deals/deal.ts";
import type { Change } from "./plan.ts";

/**
 * The change from what is there after this one to what was there before. Fields whose value before is not known
 * (`previous_unknown`) are omitted.
 * @param stored what Routera keeps now, where that is not `set`
 * @param updatedAt `updated_at` of the deal after the change; that of the state before is never carried over
 * @returns undefined when nothing can be undone: the deal was not read, or no previous value is known
 */
export function inverse(change: Change, stored?: Fields, updatedAt?: string): Change | undefined {
  const { type, row, line, id, name, before = {}, set, previous_unknown: unknown = [] } = change;
  const names = Object.keys(set).filter((field) => Object.hasOwn(before, field) && !unknown.includes(field));
  if (names.length === 0) return undefined;
  const now = { ...set, ...stored };
  return {
    type,
    row,
    ...(line === undefined ? {} : { line }),
    id,
    ...(name === undefined ? {} : { name }),
    before: only(now, names),
    ...(updatedAt === undefined ? {} : { updated_at: updatedAt }),
    set: only(before, names),
  };
}

function only(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}
