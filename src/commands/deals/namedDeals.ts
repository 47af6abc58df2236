/** Deals that a command names, by ID or by another field, with progress on stderr. */
import type { Context } from "../../cli/context.ts";
import type { Deal } from "../../deals/deal.ts";
import { type DealNames, getDeals, type ReadingAccount } from "../../plans/lookup/readDeals.ts";

/** In the order of the names. @throws Failure what `getDeals` throws */
export async function readNamedDeals(
  context: Context,
  account: ReadingAccount,
  names: DealNames,
  properties: readonly string[],
): Promise<readonly Deal[]> {
  const progress = await context.progress(labelOf(names));
  return getDeals(account, names, properties, {
    progress: (reading) => {
      if (reading === undefined) return progress.done();
      const { done, total } = reading;
      progress.update(
        () => `Reading deals: ${total === undefined ? `${done} listed` : `${done} of ${total}`}`,
      );
    },
    warning: ({ code, isNote, say }) => (isNote ? context.note(say) : context.warn(say, code)),
  });
}

function labelOf(names: DealNames): string {
  if ("by" in names) return "Reading deals";
  return names.ids.length === 1 ? `Reading deal ${names.ids[0]}` : `Reading ${names.ids.length} deals`;
}
