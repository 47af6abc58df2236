/** The client of the deals that a connection reaches. */
import { checkDealId } from "../deals/deal.ts";
import type { DealsClient } from "./deals.ts";
import { getDeal, getPage } from "./get.ts";
import { readBack } from "./reconcile.ts";
import { openWire, type Reached } from "./session.ts";
import { update } from "./update.ts";

/** No socket opens before the first request. @throws Failure for a base URL that is refused */
export function dealsClient(connection: Reached): DealsClient {
  const wire = openWire(connection);
  return {
    update: async (id, fields, { properties = [], before } = {}) =>
      update(wire, { id, fields, properties }, before),
    settle: async (id, fields, { properties = [], before, sentAgo } = {}) => {
      const sentAt = sentAgo === undefined ? undefined : connection.clock.elapsed() - sentAgo;
      return readBack(wire, { id: checkDealId(id), fields, properties, before, sentAt });
    },
    get: async (id, { properties = [] } = {}) => (await getDeal(wire, id, properties)).deal,
    page: (query) => getPage(wire, query),
    close: () => wire.close(),
  };
}
