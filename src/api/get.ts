/** Reads one deal, or one page of the list. */
import type { Deal } from "../deals/deal.ts";
import type { DealsClient, DealsPage } from "./deals.ts";
import { invalidResponse, type RequestSubject, responseFailure } from "./failures.ts";
import { read } from "./read.ts";
import { readDeal, readPage } from "./response.ts";
import type { Wire } from "./session.ts";
import { dealPath, dealsPath } from "./url.ts";

/** The most bytes that the answer for one deal may have, unpacked. */
export const MAX_DEAL_BYTES = 4 * 1024 * 1024;

/** @param fresh true: over a connection of its own @returns the deal, and the server's clock in milliseconds since the epoch @throws Failure */
export async function getDeal(
  wire: Wire,
  id: string,
  properties: readonly string[],
  fresh = false,
): Promise<{ readonly deal: Deal; readonly serverDate: number | undefined }> {
  const subject = dealSubject(wire, id);
  const url = dealPath(wire.connection.baseUrl, id, properties);
  const response = await read(wire, { method: "GET", url, maxBytes: MAX_DEAL_BYTES, fresh }, subject);
  if (response.status < 200 || response.status > 299) throw responseFailure(response, subject);
  const believed = readDeal(response, id);
  if ("problem" in believed) throw invalidResponse(believed.problem, response, subject);
  return { deal: believed.deal, serverDate: response.serverDate };
}

export function dealSubject({ expiredAt, origin, redact }: Wire, id: string): RequestSubject {
  return { what: `deal ${id}`, id, origin, expiredAt, redact };
}

/** The most bytes that a page of deals may have, unpacked. */
const LARGEST_PAGE = 16 * 1024 * 1024;

/** @throws Failure */
export async function getPage(wire: Wire, query: Parameters<DealsClient["page"]>[0]): Promise<DealsPage> {
  const { connection, expiredAt, origin, redact } = wire;
  const about = { what: "the list of deals", origin, expiredAt, redact };
  const url = dealsPath(connection.baseUrl, query);
  const response = await read(wire, { method: "GET", url, maxBytes: LARGEST_PAGE }, about);
  if (response.status < 200 || response.status > 299) throw responseFailure(response, about);
  const believed = readPage(response, query.limit);
  if ("problem" in believed) throw invalidResponse(believed.problem, response, about);
  return believed;
}
