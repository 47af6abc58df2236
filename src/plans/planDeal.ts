/** Plans one deal: wanted values and current values → steps. Pure. */
import { concealmentProblem, TOKEN_IN_DEAL } from "../deals/concealment.ts";
import { type Deal, type Fields, isArchived } from "../deals/deal.ts";
import { requestedProperties } from "../deals/properties.ts";
import { sameValue } from "../deals/sameValue.ts";
import type { JsonValue } from "../json.ts";
import { quoted } from "../rows/row.ts";
import { judgeCell, type PlannedCell } from "./baseline/judgeCell.ts";
import { type BaselineValue, exportedValue, matchesBaseline } from "./baseline/value.ts";
import type { Blocked, Change, Unchanged } from "./plan.ts";

/** One deal that is to change. */
export type DealInput = {
  /** First line of the row in the input, from 1; absent for deals that came from the API. */
  readonly line?: number | undefined;
  readonly id: string;
  /** Values to set. Empty: nothing is wanted. */
  readonly fields: Fields;
  /** What these fields held when the row was exported, for those that were. */
  readonly baseline?: ReadonlyMap<string, BaselineValue> | undefined;
  /** Cells of the row that have to be compared with what the deal holds. */
  readonly cells?: ReadonlyMap<string, PlannedCell> | undefined;
};

/** A change that has no place in a plan yet. */
export type UnnumberedStep = Omit<Change, "row"> | Blocked;

/** What reading it asks for, so that the answer shows all that is to be set. A name that no query can hold is not asked for; its previous value counts as unknown. */
export function readableNames(
  { fields }: Pick<DealInput, "fields">,
  more: readonly string[] = [],
): readonly string[] {
  return requestedProperties(more, fields).filter((name) => !name.includes(","));
}

/** @param deal as it was read, with every field that is to be set asked for */
export function planDeal(input: DealInput, deal: Deal): readonly UnnumberedStep[] | Unchanged {
  const { id, fields, baseline: marks } = input;
  const about = { ...placeOf(input), id, ...nameOf(deal) };
  if (isArchived(deal)) {
    const message = "the deal is archived and cannot be changed";
    return [{ type: "blocked", ...about, code: "deal_archived", message, set: fields }];
  }
  const problem = concealmentProblem(deal);
  if (problem !== undefined)
    return [{ type: "blocked", ...about, code: TOKEN_IN_DEAL, message: problem, set: fields }];
  const blocked: Blocked[] = [];
  const before: Record<string, JsonValue> = {};
  const set: Record<string, JsonValue> = {};
  const previousUnknown: string[] = [];
  const block = (
    field: string,
    value: JsonValue,
    code: string,
    message: string,
    sides: Pick<Blocked, "base" | "theirs"> = {},
  ): void => {
    blocked.push({ type: "blocked", ...about, field, code, message, set: { [field]: value }, ...sides });
  };
  for (const [name, asRead] of Object.entries(fields)) {
    const now = Object.hasOwn(deal, name) ? deal[name] : undefined;
    if (now !== undefined && sameValue(now, asRead)) continue;
    const mark = marks?.get(name);
    if (mark !== undefined && !matchesBaseline(mark, now ?? null)) {
      const base = exportedValue(mark);
      block(name, asRead, "changed_since_export", CHANGED, {
        ...(base !== undefined && { base }),
        ...(now !== undefined && { theirs: now }),
      });
      continue;
    }
    const cell = input.cells?.get(name);
    const judged = cell && judgeCell(cell, asRead, now, mark !== undefined);
    if (judged?.kind === "unchanged") continue;
    if (judged?.kind === "refused") {
      block(name, asRead, judged.code, `column ${quoted(cell?.column ?? name)}: ${judged.message}`);
      continue;
    }
    const value = judged?.value ?? asRead;
    set[name] = value;
    if (now === undefined) previousUnknown.push(name);
    else before[name] = now;
  }
  if (Object.keys(set).length === 0)
    return blocked.length > 0 ? blocked : { type: "unchanged", ...lineAndId(input) };
  const { updated_at } = deal;
  const change = {
    type: "change" as const,
    ...about,
    before,
    ...(typeof updated_at === "string" ? { updated_at } : {}),
    set,
    ...(previousUnknown.length > 0 ? { previous_unknown: previousUnknown } : {}),
  };
  return [change, ...blocked];
}

/** The change for a deal that is not read: all that is wanted, without what is there. */
export function unreadDeal(input: DealInput): readonly UnnumberedStep[] | Unchanged {
  const about = lineAndId(input);
  const blocked: Blocked[] = [];
  const set: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries(input.fields)) {
    const cell = input.cells?.get(field);
    const judged = cell && judgeCell(cell, value, undefined, false);
    if (judged?.kind !== "refused") set[field] = value;
    else {
      const message = `column ${quoted(cell?.column ?? field)}: ${judged.message}`;
      blocked.push({
        type: "blocked",
        ...about,
        field,
        code: judged.code,
        message,
        set: { [field]: value },
      });
    }
  }
  if (Object.keys(set).length > 0) return [{ type: "change", ...about, set }, ...blocked];
  return blocked.length > 0 ? blocked : { type: "unchanged", ...about };
}

/** Line and id, as far as there are. */
export function lineAndId(input: DealInput): { readonly line?: number; readonly id: string } {
  return { ...placeOf(input), id: input.id };
}

const CHANGED = "another user changed this field after the export";
const LONGEST_NAME = 200;

function placeOf({ line }: DealInput): { readonly line?: number } {
  return line === undefined ? {} : { line };
}

/** The name for previews, cut to a length that a plan can hold for each deal. */
export function nameOf({ deal_name }: Deal): { readonly name?: string } {
  if (typeof deal_name !== "string" || deal_name === "") return {};
  return {
    name: deal_name.length > LONGEST_NAME ? deal_name.slice(0, LONGEST_NAME).toWellFormed() : deal_name,
  };
}
