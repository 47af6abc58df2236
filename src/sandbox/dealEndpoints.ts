/** What the paths below /deals answer. */
import { type JsonValue, jsonNumber, parseJson } from "../json.ts";
import { errorAnswer, jsonAnswer } from "./answers.ts";
import { project, readProperties } from "./properties.ts";
import { changeDeal, readFields } from "./rules.ts";
import type { Store } from "./store.ts";

/** The query of a request: all values of a parameter, in their order. */
export type Query = (parameter: string) => readonly string[];

/** `GET /deals/{id}` */
export async function getDeal(store: Store, id: string, query: Query): Promise<Response> {
  const asked = readProperties(query("properties"));
  if ("unknown" in asked) return invalidProperty(asked.unknown);
  const deal = await store.get(id);
  return deal === undefined ? notFound() : jsonAnswer(project(deal, asked.names));
}

/** `GET /deals`; `count` is that of the page. */
export async function listDeals(store: Store, query: Query): Promise<Response> {
  const asked = readProperties(query("properties"));
  if ("unknown" in asked) return invalidProperty(asked.unknown);
  const limit = wholeNumber(query("limit").at(-1) ?? "10", 10, 100);
  if (limit === undefined) return errorAnswer(400, "limit must be a whole number from 10 to 100");
  const offset = wholeNumber(query("offset").at(-1) ?? "0", 0, Number.MAX_SAFE_INTEGER);
  if (offset === undefined) return errorAnswer(400, "offset must be a whole number from 0");
  const archived = query("archived").at(-1) ?? "false";
  if (archived !== "true" && archived !== "false") return errorAnswer(400, "archived must be true or false");
  const deals = await store.page({ limit, offset, archived: archived === "true" });
  return jsonAnswer({
    data: deals.map((deal) => project(deal, asked.names)),
    pagination: {
      limit: jsonNumber(limit),
      offset: jsonNumber(offset),
      count: jsonNumber(deals.length),
    },
  });
}

/**
 * `PATCH /deals/{id}`
 * @param now milliseconds since the epoch
 */
export async function updateDeal(
  store: Store,
  id: string,
  query: Query,
  request: { readonly contentType: string | undefined; readonly body: string },
  now: () => number,
): Promise<Response> {
  const asked = readProperties(query("properties"));
  if ("unknown" in asked) return invalidProperty(asked.unknown);
  if (!/^application\/json\b/i.test(request.contentType ?? "")) {
    return errorAnswer(400, "The body must be application/json");
  }
  const body = parsed(request.body);
  if (body === undefined) return errorAnswer(400, "Invalid JSON");
  const read = readFields(body);
  if ("refusal" in read) return errorAnswer(read.refusal.status, read.refusal.message);
  const change = await store.update(id, (deal, isTaken) =>
    changeDeal(deal, read.fields, { now: now(), isTaken }),
  );
  if (change === undefined) return notFound();
  if ("refusal" in change) return errorAnswer(change.refusal.status, change.refusal.message);
  return jsonAnswer(project(change.deal, asked.names));
}

function notFound(): Response {
  return errorAnswer(404, "Object not found");
}

function invalidProperty(name: string): Response {
  return errorAnswer(400, `Invalid property: ${JSON.stringify(name)}`);
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = Number(text);
  return /^\d{1,16}$/.test(text) && number >= least && number <= most ? number : undefined;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
