/** `routera deals get <id...>`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { dealsView, dealView } from "../../views/deal.ts";
import { selected, withFieldHints } from "./fieldHint.ts";
import { readNamedDeals } from "./namedDeals.ts";

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
  const account = await withFieldHints(context).account();
  const properties = requestedProperties([...settings.properties.value, ...more]);
  const names = by === undefined ? { ids } : { by, keys: ids };
  const deals = await readNamedDeals(context, account, names, properties);
  const keys = selected(context);
  for (const deal of deals) keys.see(deal);
  await keys.check();
  const [deal] = deals;
  if (ids.length === 1 && deal !== undefined) return result(dealView, deal);
  return result(dealsView, { deals: streamed(deals), properties });
}

async function* streamed(deals: readonly Deal[]): AsyncGenerator<Deal> {
  yield* deals;
}
