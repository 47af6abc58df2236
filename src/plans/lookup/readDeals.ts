/** Operations: list deals that meet conditions, and get deals by ID or by another field. */
import type { Account } from "../../account/account.ts";
import { allDeals } from "../../api/list.ts";
import { mapInOrder } from "../../concurrency/pool.ts";
import { checkDealId, type Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { matches, type Where, whereProperties } from "../../deals/where.ts";
import { asFailure, Failure } from "../../failure.ts";
import type { PlanObserver } from "../observer.ts";
import { foundDeal, lookUpDeals, lookupWords } from "./dealLookup.ts";

type ReadObserver = Pick<PlanObserver, "progress" | "warning">;

export type DealsQuery = {
  /** All of them must hold. */
  readonly where: Where;
  /** The most deals that are listed. Default: all. */
  readonly limit?: number | undefined;
  /** True: archived deals too. */
  readonly archived: boolean;
  /** Names to return besides the default ones. */
  readonly properties: readonly string[];
};

/** The deals that meet the conditions, read page by page while they are looped over. @throws Failure what reading deals throws */
export async function* listDeals(
  account: Pick<Account, "deals">,
  { archived, limit, properties, where }: DealsQuery,
  on: ReadObserver,
): AsyncGenerator<Deal> {
  const client = await account.deals();
  const query = {
    archived,
    properties: requestedProperties([...properties, ...whereProperties(where)]),
    // How many deals have to be read for so many that meet the conditions, no one knows.
    limit: where.length > 0 ? undefined : limit,
  };
  let done = 0;
  let listed = 0;
  const tell = () => on.progress?.({ done, changes: 0, steps: listed });
  try {
    await tell();
    for await (const deal of allDeals(client, query)) {
      done += 1;
      const isListed = matches(where, deal);
      if (isListed) listed += 1;
      await tell();
      if (!isListed) continue;
      yield deal;
      if (listed === limit) return;
    }
  } finally {
    await on.progress?.(undefined);
  }
}

/** `more`: there are further deals that meet the conditions. @throws Failure what reading deals throws */
export async function listSome(
  account: Pick<Account, "deals">,
  { limit, ...query }: DealsQuery & { readonly limit: number },
  on: ReadObserver,
): Promise<{ readonly deals: readonly Deal[]; readonly more: boolean }> {
  const deals: Deal[] = [];
  for await (const deal of listDeals(account, { ...query, limit: limit + 1 }, on)) deals.push(deal);
  return { deals: deals.slice(0, limit), more: deals.length > limit };
}

export type ReadingAccount = Pick<Account, "clock" | "deals" | "defaults" | "signals">;

/** How deals are named: by ID, or by the value of another field. */
export type DealNames =
  | { readonly ids: readonly string[] }
  | { readonly by: string; readonly keys: readonly string[] };

/**
 * In the order of the names.
 * @throws Failure `deal_not_found` (5) with all that are missing; `key_not_found` (5), `key_not_unique` (6) that name every key
 *   without exactly one deal; what reading deals throws
 */
export async function getDeals(
  account: ReadingAccount,
  names: DealNames,
  properties: readonly string[],
  on: ReadObserver,
): Promise<readonly Deal[]> {
  const wanted = requestedProperties(properties);
  try {
    return "ids" in names
      ? await readAll(account, names.ids.map(checkDealId), wanted, on)
      : await findAll(account, names, wanted, on);
  } finally {
    await on.progress?.(undefined);
  }
}

/** One of them. @throws Failure as for several */
export async function getNamedDeal(
  account: ReadingAccount,
  name: { readonly id: string } | { readonly by: string; readonly key: string },
  properties: readonly string[],
  on: ReadObserver,
): Promise<Deal> {
  const names = "id" in name ? { ids: [name.id] } : { by: name.by, keys: [name.key] };
  const [deal] = await getDeals(account, names, properties, on);
  if (deal === undefined) throw new Error("a deal is returned for each name");
  return deal;
}

async function readAll(
  { clock, deals: connect, defaults, signals }: ReadingAccount,
  ids: readonly string[],
  properties: readonly string[],
  on: ReadObserver,
): Promise<readonly Deal[]> {
  const client = await connect();
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return [await client.get(only, { properties })];
  const found: Deal[] = [];
  const missing: Failure[] = [];
  const read = (id: string) => async () => client.get(id, { properties }).catch(notFound(id));
  for await (const result of mapInOrder(each(ids), read, { ...defaults, clock, signal: signals.soft })) {
    if (result instanceof Failure) missing.push(result);
    else found.push(result);
    await on.progress?.({ done: found.length + missing.length, total: ids.length, changes: 0, steps: 0 });
  }
  const [first] = missing;
  if (first === undefined) return found;
  const listed = missing.map(({ message }) => message).join(", ");
  throw new Failure("not_found", `${missing.length === 1 ? "deal" : "deals"} not found: ${listed}`, {
    code: first.code,
    status: first.status,
  });
}

/** A deal that is missing does not end the reading. @throws Failure any other one */
function notFound(id: string): (error: unknown) => Failure {
  return (error) => {
    const { code, kind, status } = asFailure(error);
    if (kind !== "not_found") throw error;
    return new Failure("not_found", id, { code, status });
  };
}

async function* each(ids: readonly string[]): AsyncGenerator<string> {
  yield* ids;
}

async function findAll(
  account: Pick<Account, "deals">,
  { by, keys }: { readonly by: string; readonly keys: readonly string[] },
  properties: readonly string[],
  on: ReadObserver,
): Promise<readonly Deal[]> {
  const seen = (done: number) => on.progress?.({ done, changes: 0, steps: 0 });
  const lookup = await lookUpDeals(await account.deals(), { by, keys: new Set(keys), properties, seen });
  await on.progress?.(undefined);
  await on.warning?.({ code: "looked_up", say: lookupWords(lookup), isNote: true });
  const found = keys.map((key) => foundDeal(lookup, by, key));
  const problems = found.flatMap((one) => (one.deal === undefined ? [one] : []));
  const [first, ...others] = problems;
  if (first === undefined) return found.flatMap((one) => (one.deal === undefined ? [] : [one.deal]));
  const worst = problems.find(({ kind }) => kind === "conflict") ?? first;
  throw new Failure(worst.kind, first.message, {
    code: worst.code,
    hint: others.map(({ message }) => `also ${message}`),
  });
}
