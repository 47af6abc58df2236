/** `routera deals list`: what it does. */
import { allDeals } from "../../api/list.ts";
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import type { Deal } from "../../deals/deal.ts";
import { requestedProperties } from "../../deals/properties.ts";
import { matches, type Where, whereProperties } from "../../deals/where.ts";
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
  const client = await (await withFieldHints(context).account()).deals();
  const { limit, where } = input;
  // How many deals have to be read for so many that meet the conditions, no one knows.
  const query = {
    limit: where.length > 0 ? undefined : limit,
    archived: input.archived,
    properties: [...new Set([...properties, ...whereProperties(where)])],
  };
  const on = readingObserver(context, true);
  let done = 0;
  const keys = selected(context);
  // The list is printed whole before it is known that no deal has a key.
  return result(dealsView, { deals: listed(), properties }, { after: keys.check });

  /** Pages are asked for while earlier ones are printed, so the notes come from inside the stream. */
  async function* listed(): AsyncGenerator<Deal> {
    for await (const deal of counted()) {
      keys.see(deal);
      yield deal;
    }
    if (done === limit)
      await context.note(`only the first ${done} deals are listed; add --all to list all deals`);
  }

  async function* counted(): AsyncGenerator<Deal> {
    const tell = () => on.progress?.({ done, changes: 0, steps: done });
    try {
      await tell();
      for await (const deal of allDeals(client, query)) {
        if (!matches(where, deal)) continue;
        done += 1;
        await tell();
        yield deal;
        if (done === limit) break;
      }
    } finally {
      await on.progress?.(undefined);
    }
  }
}
