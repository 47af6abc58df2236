/** One deal, read. */
import type { Deal } from "../deals/deal.ts";
import { readDeal } from "./answer.ts";
import { type About, answerFailure, unbelieved } from "./failures.ts";
import { dealPath } from "./path.ts";
import { read } from "./read.ts";
import type { Wire } from "./wire.ts";

/** The most bytes that the answer for one deal may have, unpacked. */
export const LARGEST_DEAL = 4 * 1024 * 1024;

/** @param fresh true: over a connection of its own @returns the deal, and the server's clock in milliseconds since the epoch @throws Failure */
export async function getDeal(
  wire: Wire,
  id: string,
  properties: readonly string[],
  fresh = false,
): Promise<{ readonly deal: Deal; readonly serverDate: number | undefined }> {
  const about = aboutDeal(wire, id);
  const url = dealPath(wire.connection.baseUrl, id, properties);
  const answer = await read(wire, { method: "GET", url, maxBytes: LARGEST_DEAL, fresh }, about);
  if (answer.status < 200 || answer.status > 299) throw answerFailure(answer, about);
  const believed = readDeal(answer, id);
  if ("problem" in believed) throw unbelieved(believed.problem, answer, about);
  return { deal: believed.deal, serverDate: answer.serverDate };
}

export function aboutDeal({ connection, redact }: Wire, id: string): About {
  return {
    what: `deal ${id}`,
    id,
    // Most requests go well and never need it.
    get origin() {
      return new URL(connection.baseUrl).origin;
    },
    redact,
  };
}
