/** Finds deals by another field than their ID: the list is read once. */
import type { DealsClient } from "../../api/deals.ts";
import { allDeals } from "../../api/list.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { Failure, hintsOf } from "../../failure.ts";
import { isLosslessNumber, type JsonValue } from "../../json.ts";
import { quoted, type RowProblem, rowsFailure } from "../../rows/row.ts";
import { ownText } from "../../text/ownText.ts";
import type { PlanObserver } from "../observer.ts";
import type { DealInput } from "../planDeal.ts";

export type DealLookup = {
  /** All deals whose field holds this value, archived ones included. */
  find(key: string): readonly Deal[];
  /** What it took. */
  readonly listed: number;
  readonly requests: number;
};

/**
 * @param about.keys the values that are looked for; only their deals are kept
 * @param about.seen is called with how many deals were listed so far
 * @throws Failure
 */
export async function lookUpDeals(
  client: Pick<DealsClient, "page">,
  about: {
    readonly by: string;
    readonly keys: ReadonlySet<string>;
    readonly properties: readonly string[];
    readonly seen?: ((listed: number) => unknown) | undefined;
  },
): Promise<DealLookup> {
  const { by, keys, seen } = about;
  const found = new Map<string, Deal[]>();
  let listed = 0;
  let requests = 0;
  const counting: Pick<DealsClient, "page"> = {
    page: (query) => {
      requests += 1;
      return client.page(query);
    },
  };
  const properties = requestedProperties([...about.properties, by]).filter((name) => !name.includes(","));
  for await (const deal of allDeals(counting, { archived: true, properties })) {
    listed += 1;
    await seen?.(listed);
    const key = keyOf(Object.hasOwn(deal, by) ? deal[by] : undefined);
    if (key === undefined || !keys.has(key)) continue;
    const deals = found.get(key);
    if (deals === undefined) found.set(key, [deal]);
    else deals.push(deal);
  }
  return { find: (key) => found.get(key) ?? [], listed, requests };
}

/** The text of a value that may be a key. */
function keyOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  return isLosslessNumber(value) ? value.value : undefined;
}

/** `looked up 4,812 deals in 49 requests` */
export function lookupWords({ listed, requests }: DealLookup): string {
  const count = (value: number, what: string) =>
    `${value.toLocaleString("en-US")} ${what}${value === 1 ? "" : "s"}`;
  return `looked up ${count(listed, "deal")} in ${count(requests, "request")}`;
}

export type FoundDeal =
  | { readonly deal: Deal }
  | {
      readonly deal?: undefined;
      readonly kind: "not_found" | "conflict";
      readonly code: string;
      readonly message: string;
    };

/** The one deal, or what is wrong with the key. */
export function foundDeal(lookup: DealLookup, by: string, key: string): FoundDeal {
  const [deal, other] = lookup.find(key);
  if (deal === undefined) {
    return { kind: "not_found", code: "key_not_found", message: `no deal with ${by} ${quoted(key)} found` };
  }
  if (other === undefined) return { deal };
  const ids = lookup.find(key).map((one) => `${one.id}${one.archived ? " (archived)" : ""}`);
  return {
    kind: "conflict",
    code: "key_not_unique",
    message: `${ids.length} deals with ${by} ${quoted(key)} found: ${ids.slice(0, 5).join(", ")}`,
  };
}

/**
 * The deals of the rows of a file, by the values that the rows name.
 * @throws Failure of kind not_found or conflict that shows all lines without exactly one deal
 */
export async function lookUpRows(
  client: Pick<DealsClient, "page" | "get">,
  {
    name,
    report,
    rows,
  }: {
    readonly name: string;
    readonly report: { readonly fields: readonly string[] };
    readonly rows: () => AsyncIterable<{
      readonly id: string;
      readonly line?: number | undefined;
      readonly item?: number | undefined;
    }>;
  },
  by: string,
  on: PlanObserver,
): Promise<{ readonly client: Pick<DealsClient, "get">; readonly idOf: (key: string) => string }> {
  const keys = new Set<string>();
  for await (const row of rows()) keys.add(ownText(row.id));
  const properties = report.fields.slice(0, MAX_PROPERTIES);
  const seen = (listed: number) => on.progress?.({ done: listed, changes: 0, steps: 0 });
  const lookup = await lookUpDeals(client, { by, keys, properties, seen });
  await on.warning?.({ code: "looked_up", say: lookupWords(lookup), isNote: true });

  const problems: RowProblem[] = [];
  let isConflict = false;
  const deals = new Map<string, Deal>();
  const ids = new Map<string, string>();
  for await (const { id: key, item, line = 0 } of rows()) {
    const found = foundDeal(lookup, by, key);
    if (found.deal !== undefined) {
      deals.set(found.deal.id, found.deal);
      ids.set(ownText(key), found.deal.id);
      continue;
    }
    isConflict ||= found.kind === "conflict";
    const { code, message } = found;
    problems.push({ line, ...(item !== undefined && { item }), code, message });
  }
  if (problems.length > 0) throw lookupFailure(name, problems, isConflict);
  return {
    idOf: (key) => ids.get(key) ?? key,
    client: {
      // A deal that the list has shown with all that is asked for is not read again.
      get: async (id, request = {}) => {
        const deal = deals.get(id);
        const isWhole = deal && (request.properties ?? []).every((one) => Object.hasOwn(deal, one));
        return isWhole ? deal : client.get(id, request);
      },
    },
  };
}

/** The same for rows that a program makes: they are kept in memory. */
export async function lookUpProgramRows(
  client: Pick<DealsClient, "page" | "get">,
  rows: AsyncIterable<DealInput>,
  by: string,
  on: PlanObserver,
): Promise<{ readonly client: Pick<DealsClient, "get">; readonly rows: AsyncIterable<DealInput> }> {
  const all: DealInput[] = [];
  for await (const row of rows) all.push(row);
  const fields = [...new Set(all.flatMap((row) => Object.keys(row.fields)))];
  const found = await lookUpRows(
    client,
    { name: "the rows", report: { fields }, rows: () => inOrder(all) },
    by,
    on,
  );
  return { client: found.client, rows: inOrder(all.map((row) => ({ ...row, id: found.idOf(row.id) }))) };
}

async function* inOrder(rows: readonly DealInput[]): AsyncGenerator<DealInput> {
  yield* rows;
}

const MAX_PROPERTIES = 60;

function lookupFailure(name: string, problems: readonly RowProblem[], isConflict: boolean): Failure {
  const failure = rowsFailure(name, problems);
  return new Failure(isConflict ? "conflict" : "not_found", failure.words, {
    code: failure.code,
    hint: hintsOf(failure),
  });
}
