/** A server with one deal, whose writes go wrong as configured. */
import type { JsonObject } from "../../src/json.ts";
import { type Responder, type ScriptedServer, scriptedServer } from "./scriptedServer.ts";
import { ID } from "./testClient.ts";

/** The server's clock does not change here. */
export const SERVER_NOW = "Mon, 01 Jun 2026 12:00:00 GMT";
const OLD = "2026-05-28T12:00:00.000Z";
const NEW = "2026-06-01T12:00:00.000Z";

export type InjectedFault = {
  /** Whether the write takes effect. */
  readonly applied: boolean;
  /** What the caller gets to see; by default the deal. */
  readonly act?: Responder;
};

export type DealServer = ScriptedServer & {
  readonly deal: () => Record<string, unknown>;
  readonly patches: () => number;
  readonly gets: () => number;
};

/**
 * @param mishaps for the first writes, one after the other; later ones go well
 * @param onGet what reading gets instead of the deal
 */
export async function dealServer(
  mishaps: readonly InjectedFault[],
  changes: {
    readonly deal?: JsonObject;
    readonly onGet?: Responder;
    readonly keep?: (fields: object) => object;
  } = {},
): Promise<DealServer> {
  const { keep = (fields) => fields, onGet } = changes;
  const deal: Record<string, unknown> = {
    id: ID,
    deal_name: "Old",
    amount: 1,
    updated_at: OLD,
    archived: false,
    ...changes.deal,
  };
  const left = [...mishaps];
  const show: Responder = (response) => {
    response.writeHead(200, { "content-type": "application/json", date: SERVER_NOW });
    response.end(JSON.stringify(deal));
  };
  const server = await scriptedServer((response, request) => {
    if (request.method === "GET") return (onGet ?? show)(response, request);
    const mishap = left.shift() ?? { applied: true };
    if (mishap.applied) {
      Object.assign(deal, keep((JSON.parse(request.body) as { fields: object }).fields), { updated_at: NEW });
    }
    (mishap.act ?? show)(response, request);
  });
  const count = (method: string) => () => server.seen.filter((one) => one.method === method).length;
  return { ...server, deal: () => deal, patches: count("PATCH"), gets: count("GET") };
}
