/** Shared set-up of the tests update, lostAnswer, retries. */
import type { Connection } from "../../../src/api/deals.ts";
import type { Deal } from "../../../src/deals/deal.ts";
import { ID, testClient } from "../testClient.ts";

export const fields = { deal_name: "New" };

export function set(server: { readonly url: string }, changes: Partial<Connection> = {}, before?: Deal) {
  const test = testClient(server.url, changes);
  return {
    ...test,
    done: test.client.update(ID, fields, { properties: ["phone"], ...(before && { before }) }),
  };
}
