/** `routera deals get <id>`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Deal } from "../../deals/deal.ts";
import { askedProperties } from "../../deals/properties.ts";
import { dealView } from "../../views/deal.ts";
import { hinting, selected } from "./fieldHint.ts";

export type GetRequest = { readonly id: string; readonly properties: readonly string[] };

export const getAction: Action<GetRequest, Deal> = {
  run: async (context, request) => {
    const settings = await context.settings();
    const deals = await (await hinting(context).account()).deals();
    const progress = await context.progress(`reading deal ${request.id}`);
    try {
      const deal = await deals.get(request.id, {
        properties: askedProperties([...settings.properties.value, ...request.properties]),
      });
      const keys = selected(context);
      keys.see(deal);
      await keys.tell();
      return deal;
    } finally {
      progress.done();
    }
  },
  view: () => dealView,
};
