/** `routera deals get <id>`: what it does. */
import type { Action } from "../../cli/command.ts";
import type { Deal } from "../../deals/deal.ts";
import { askedProperties } from "../../deals/properties.ts";
import { dealView } from "../../views/deal.ts";
import type { GetRequest } from "./get.ts";

export const getAction: Action<GetRequest, Deal> = {
  run: async (context, request) => {
    const settings = await context.settings();
    const deals = await context.deals();
    const progress = await context.progress(`reading deal ${request.id}`);
    try {
      return await deals.get(request.id, {
        properties: askedProperties([...settings.properties.value, ...request.properties]),
      });
    } finally {
      progress.done();
    }
  },
  view: () => dealView,
};
