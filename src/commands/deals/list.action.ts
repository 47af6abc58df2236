/** `routera deals list`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import type { Where } from "../../deals/where.ts";
import { listDeals } from "../../plans/lookup/readDeals.ts";
import { dealsView } from "../../views/deal.ts";
import { readingObserver } from "../bulk/reading.ts";
import { selected, withFieldHints } from "./fieldHint.ts";

/** `limit` undefined: all. */
export type Input = {
  readonly limit: number | undefined;
  readonly where: Where;
  readonly archived: boolean;
  readonly properties: readonly string[];
};

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const settings = await context.settings();
  const properties = requestedProperties([...settings.properties.value, ...input.properties]);
  const account = await withFieldHints(context).account();
  const { limit } = input;
  const deals = listDeals(account, { ...input, properties }, readingObserver(context, true));
  const keys = selected(context);
  // The list is printed whole before it is known that no deal has a key.
  return result(dealsView, { deals: listed(), properties }, { after: keys.check });

  /** Pages are asked for while earlier ones are printed, so the notes come from inside the stream. */
  async function* listed(): AsyncGenerator<Deal> {
    let done = 0;
    for await (const deal of deals) {
      done += 1;
      keys.see(deal);
      yield deal;
    }
    if (done === limit)
      await context.note(`only the first ${done} deals are listed; add --all to list all deals`);
  }
}
