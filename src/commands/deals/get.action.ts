/** `routera deals get <id...>`: what it does. */
import type { DealsClient } from "../../api/deals.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { asFailure, Failure } from "../../failure.ts";
import { dealsView, dealView } from "../../views/deal.ts";
import { selected, withFieldHints } from "./fieldHint.ts";

export type Input = {
  /** IDs, or values of `by`. One: the deal itself is the result. */
  readonly ids: readonly string[];
  readonly by: string | undefined;
  readonly properties: readonly string[];
};

export async function execute(
  context: Context,
  { by, ids, properties: more }: Input,
): Promise<CommandResult> {
  const settings = await context.settings();
  const client = await (await withFieldHints(context).account()).deals();
  const properties = requestedProperties([...settings.properties.value, ...more]);
  const deals =
    by === undefined
      ? await readAll(context, client, ids, properties)
      : await (await import("./findByKey.ts")).findByKey(context, client, { by, keys: ids, properties });
  const keys = selected(context);
  for (const deal of deals) keys.see(deal);
  await keys.check();
  const [deal] = deals;
  if (ids.length === 1 && deal !== undefined) return result(dealView, deal);
  return result(dealsView, { deals: streamed(deals), properties });
}

/** @throws Failure; of kind not_found with the names of all that are missing */
async function readAll(
  context: Context,
  client: Pick<DealsClient, "get">,
  ids: readonly string[],
  properties: readonly string[],
): Promise<readonly Deal[]> {
  const [only] = ids;
  const progress = await context.progress(
    ids.length === 1 ? `Reading deal ${only}` : `Reading ${ids.length} deals`,
  );
  try {
    const deals: Deal[] = [];
    const missing: Failure[] = [];
    for (const [at, id] of ids.entries()) {
      try {
        deals.push(await client.get(id, { properties }));
      } catch (error) {
        const failure = asFailure(error);
        if (failure.kind !== "not_found" || ids.length === 1) throw failure;
        missing.push(new Failure("not_found", id, { code: failure.code, status: failure.status }));
      }
      if (ids.length > 1) progress.update(`Reading deals: ${at + 1} of ${ids.length}`);
    }
    const [first] = missing;
    if (first === undefined) return deals;
    const names = missing.map(({ message }) => message).join(", ");
    throw new Failure("not_found", `${missing.length === 1 ? "deal" : "deals"} not found: ${names}`, {
      code: first.code,
      status: first.status,
    });
  } finally {
    progress.done();
  }
}

async function* streamed(deals: readonly Deal[]): AsyncGenerator<Deal> {
  yield* deals;
}
