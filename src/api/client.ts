/** The client of the deals that a connection reaches. */
import { concealSecrets } from "../deals/concealment.ts";
import { checkDealId, type Deal } from "../deals/deal.ts";
import type { DealsClient } from "./deals.ts";
import { getDeal, getPage } from "./get.ts";
import { reconcileWrite } from "./reconcile.ts";
import { type BaseConnection, openWire } from "./session.ts";
import { update } from "./update.ts";

/** No socket opens before the first request. @throws Failure for a base URL that is refused */
export function dealsClient(connection: BaseConnection): DealsClient {
  const wire = openWire(connection);
  const clean = (deal: Deal): Deal => concealSecrets(deal, wire.redactValue);
  return {
    update: async (id, fields, { properties = [], before } = {}) => {
      const updated = await update(wire, { id, fields, properties }, before);
      return { ...updated, deal: clean(updated.deal) };
    },
    settle: async (id, fields, { properties = [], before, sentAgo } = {}) => {
      const sentAt = sentAgo === undefined ? undefined : connection.clock.elapsed() - sentAgo;
      const settled = await reconcileWrite(wire, { id: checkDealId(id), fields, properties, before, sentAt });
      return settled.verdict === "unknown" ? settled : { ...settled, deal: clean(settled.deal) };
    },
    get: async (id, { properties = [] } = {}) => clean((await getDeal(wire, id, properties)).deal),
    page: async (query) => {
      const page = await getPage(wire, query);
      return { ...page, deals: page.deals.map(clean) };
    },
    close: () => wire.close(),
  };
}
