/** One page of the list, read. */
import { readPage } from "./answer.ts";
import type { DealsClient, DealsPage } from "./deals.ts";
import { answerFailure, unbelieved } from "./failures.ts";
import { dealsPath } from "./path.ts";
import { read } from "./read.ts";
import type { Wire } from "./wire.ts";

/** The most bytes that a page of deals may have, unpacked. */
const LARGEST_PAGE = 16 * 1024 * 1024;

/** @throws Failure */
export async function getPage(wire: Wire, query: Parameters<DealsClient["page"]>[0]): Promise<DealsPage> {
  const { connection, redact } = wire;
  const about = { what: "the list of deals", origin: new URL(connection.baseUrl).origin, redact };
  const url = dealsPath(connection.baseUrl, query);
  const answer = await read(wire, { method: "GET", url, maxBytes: LARGEST_PAGE }, about);
  if (answer.status < 200 || answer.status > 299) throw answerFailure(answer, about);
  const believed = readPage(answer, query.limit);
  if ("problem" in believed) throw unbelieved(believed.problem, answer, about);
  return believed;
}
