/** `routera deals list`: what it does. */
import { allDeals } from "../../api/list.ts";
import type { Action } from "../../cli/command.ts";
import type { Deal } from "../../deals/deal.ts";
import { askedProperties } from "../../deals/properties.ts";
import { type DealList, dealsView } from "../../views/deal.ts";
import { hinting } from "./fieldHint.ts";
import { readingObserver, withKeys } from "./reading.ts";

/** `limit` undefined: all. */
export type ListRequest = {
  readonly limit: number | undefined;
  readonly archived: boolean;
  readonly properties: readonly string[];
};

export const listAction: Action<ListRequest, DealList> = {
  run: async (context, request) => {
    const settings = await context.settings();
    const properties = askedProperties([...settings.properties.value, ...request.properties]);
    const client = await (await hinting(context).account()).deals();
    const query = { limit: request.limit, archived: request.archived, properties };
    const on = readingObserver(context, true);
    let done = 0;
    return { deals: listed(), properties };

    /** Pages are asked for while earlier ones are printed, so the notes come from inside the stream. */
    async function* listed(): AsyncGenerator<Deal> {
      yield* withKeys(context, counted());
      if (done === request.limit)
        await context.note(`there may be more than ${done}; --all lists every deal`);
    }

    async function* counted(): AsyncGenerator<Deal> {
      const tell = () => on.progress?.({ done, changes: 0, steps: done });
      try {
        await tell();
        for await (const deal of allDeals(client, query)) {
          done += 1;
          await tell();
          yield deal;
        }
      } finally {
        await on.progress?.(undefined);
      }
    }
  },
  view: () => dealsView,
};
