/** The inverse of a run: its applied changes, newest first, as steps that restore the previous values. */
import type { DealsClient } from "../../api/deals.ts";
import { mapInOrder, type WorkLimits } from "../../concurrency/pool.ts";
import { concealmentProblem, TOKEN_IN_DEAL } from "../../deals/concealment.ts";
import { type Deal, type Fields, isArchived } from "../../deals/deal.ts";
import { differingFields } from "../../deals/sameValue.ts";
import { asFailure } from "../../failure.ts";
import { readLinesReverse } from "../../files/lines.ts";
import { isJsonObject, parseJson } from "../../json.ts";
import { inverse } from "../../plans/inverse.ts";
import type { Blocked, Change, Step } from "../../plans/plan.ts";
import { nameOf } from "../../plans/planDeal.ts";
import { changeOf } from "../failures/intendedChange.ts";
import { splitChecksum, withoutChecksum } from "../journal/checksumChain.ts";
import { parseRecord } from "../journal/parseRecord.ts";
import type { RowResultRecord } from "../journal/record.ts";
import type { SentChange as Sent } from "../journal/replay.ts";
import { propertiesToRead } from "./applyRow.ts";

/**
 * Every row that was applied, once. Memory: the rows that were in flight.
 * @param bytes where the whole lines of the journal end, reported by reading it: that reading has also proved its lines
 */
export async function* appliedChangesReverse(file: string, bytes: number): AsyncGenerator<Sent> {
  const open = new Map<number, RowResultRecord>();
  for await (const line of readLinesReverse(file, bytes)) {
    const sealed = splitChecksum(line);
    if (sealed === undefined) continue;
    const record = parseRecord(withoutChecksum(sealed));
    if (record.type === "result" && record.outcome === "applied") open.set(record.row, record);
    if (record.type !== "intent") continue;
    const result = open.get(record.row);
    open.delete(record.row);
    if (result) yield { intent: record, result };
  }
}

/** A deal that holds what it held before the run; it has no line in a plan. */
export type AlreadyUndone = { readonly type: "restored"; readonly id: string };

/**
 * Reads each deal again. One that is not exactly as the run left it, `updated_at` included, is a step that cannot be done.
 * @param sent what the run applied, the last change first
 * @throws Failure where deals can't be read at all
 */
export async function* undoSteps(
  sent: AsyncIterable<Sent>,
  about: WorkLimits & { readonly client: Pick<DealsClient, "get"> },
): AsyncGenerator<Step | AlreadyUndone> {
  let row = 0;
  for await (const steps of mapInOrder(sent, (one) => undoing(one, about.client), about)) {
    for (const step of steps) yield step.type === "change" ? { ...step, row: ++row } : step;
  }
}

type Steps = readonly (Step | AlreadyUndone)[];

function undoing({ intent, result }: Sent, client: Pick<DealsClient, "get">): Steps | (() => Promise<Steps>) {
  const done = changeOf(intent);
  const { id } = intent;
  if (done.before === undefined) {
    return [cannot(id, "not_read", "the run did not read the deal first: the previous values are unknown")];
  }
  const back = inverse(
    done,
    result.after === undefined ? undefined : fieldsIn(result.after),
    result.updated_at,
  );
  const unknown = unknownFields(done).map((field) => ({
    ...cannot(id, "previous_unknown", PREVIOUS_UNKNOWN),
    field,
  }));
  if (back === undefined) return unknown;
  return async () => {
    try {
      const deal = await client.get(id, { properties: propertiesToRead(back.set) });
      return [compared(back, deal), ...unknown.map((step) => ({ ...step, ...nameOf(deal) }))];
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== "not_found" && failure.kind !== "rejected") throw failure;
      return [cannot(id, failure.code, failure.message, back.set)];
    }
  };
}

const PREVIOUS_UNKNOWN = "the previous value of this field is unknown";

/** @param back from what the run stored to what was there before */
function compared(back: Change, deal: Deal): Step | AlreadyUndone {
  const { id, before: stored = {}, updated_at } = back;
  const name = nameOf(deal);
  const left = (code: string, message: string) => ({ ...cannot(id, code, message, back.set), ...name });
  if (isArchived(deal)) return left("deal_archived", "the deal is archived and cannot be changed");
  const problem = concealmentProblem(deal);
  if (problem !== undefined) return left(TOKEN_IN_DEAL, problem);
  if (differingFields(back.set, deal).length === 0) return { type: "restored", id };
  const names = differingFields(stored, deal);
  if (names.length > 0) return left("changed_since", `${names.join(", ")} changed after the run`);
  if (updated_at !== undefined && deal.updated_at !== updated_at) {
    return left("changed_since", `the deal changed after the run, at ${String(deal.updated_at)}`);
  }
  return { ...back, ...name };
}

/** @param set what would bring the deal back; undefined where no one knows */
function cannot(id: string, code: string, message: string, set?: Fields): Blocked {
  return { type: "blocked", id, code, message, ...(set !== undefined && { set }) };
}

function unknownFields({ before = {}, set }: Change): readonly string[] {
  return Object.keys(set).filter((name) => !Object.hasOwn(before, name));
}

function fieldsIn(text: string): Fields {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
}
