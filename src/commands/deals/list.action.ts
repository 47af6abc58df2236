/** `routera deals list`: what it does. */
import { allDeals } from "../../api/list.ts";
import type { Action } from "../../cli/command.ts";
import type { Deal } from "../../deals/deal.ts";
import { askedProperties } from "../../deals/properties.ts";
import { matches, type Where, whereProperties } from "../../deals/where.ts";
import { type DealList, dealsView } from "../../views/deal.ts";
import { hinting, selected } from "./fieldHint.ts";

/** `limit` undefined: all. */
export type ListRequest = {
  readonly limit: number | undefined;
  readonly where: Where;
  readonly archived: boolean;
  readonly properties: readonly string[];
};

export const listAction: Action<ListRequest, DealList> = {
  run: async (context, request) => {
    const settings = await context.settings();
    const properties = askedProperties([...settings.properties.value, ...request.properties]);
    const client = await (await hinting(context).account()).deals();
    const { limit, where } = request;
    const asked = [...new Set([...properties, ...whereProperties(where)])];
    // How many deals have to be read for so many that meet the conditions, nobody knows.
    const query = {
      limit: where.length > 0 ? undefined : limit,
      archived: request.archived,
      properties: asked,
    };
    return { deals: watched(), properties };

    /** Pages are asked for while earlier ones are printed, so the notes come from inside the stream. */
    async function* watched(): AsyncGenerator<Deal> {
      const progress = await context.progress("reading deals");
      const keys = selected(context);
      let count = 0;
      try {
        for await (const deal of allDeals(client, query)) {
          if (!matches(where, deal)) continue;
          count += 1;
          keys.see(deal);
          // A spinner and rows on the same terminal would write over each other.
          if (context.host.stdout.isTTY) progress.done();
          else progress.update(`reading deals: ${count}`);
          yield deal;
          if (count === limit) break;
        }
      } finally {
        progress.done();
      }
      await keys.tell();
      if (count === request.limit)
        await context.note(`there may be more than ${count}; --all lists every deal`);
    }
  },
  view: () => dealsView,
};
