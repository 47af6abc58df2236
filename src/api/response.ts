/** What to believe of an answer: is it a deal, a page, Routera's word on an error, or another user's. Pure. */
import { type Deal, isDeal } from "../deals/deal.ts";
import { isJsonObject, isLosslessNumber, type JsonValue, parseJson } from "../json.ts";
import type { DealsPage } from "./deals.ts";
import { compressionOf } from "./http/decompress.ts";
import type { HttpResponse } from "./http/send.ts";

/** Why an answer is not what was asked for: the end of a sentence that begins with "the answer". */
export type InvalidResponse = {
  readonly problem: string;
  /** The deal, for an answer that is too large to be one but is the deal that was asked for; only ever compared. */
  readonly oversized?: Deal;
};

type Raw = Pick<HttpResponse, "status" | "body" | "unreadable">;

/** The deal of a 200 that holds the one asked for. */
export function readDeal(answer: Raw, id: string): { readonly deal: Deal } | InvalidResponse {
  const value = readOk(answer);
  if ("problem" in value) return value;
  const { json } = value;
  if (isErrorBody(json)) return { problem: "reports an error with status 200" };
  if (!isDeal(json)) return { problem: "is not a deal" };
  const problem = sizeProblem(json);
  if (!sameId(json.id, id)) return { problem: "is a different deal" };
  if (problem !== undefined) return { problem, oversized: json };
  return { deal: json };
}

/** A page of the list. `limit` is how many deals were asked for. */
export function readPage(answer: Raw, limit: number): DealsPage | InvalidResponse {
  const value = readOk(answer);
  if ("problem" in value) return value;
  const { json } = value;
  if (isErrorBody(json)) return { problem: "reports an error with status 200" };
  if (!isJsonObject(json) || !Array.isArray(json.data)) return { problem: "is not a page of deals" };
  const deals: readonly JsonValue[] = json.data;
  if (!deals.every(isDeal)) return { problem: "contains a deal without an ID" };
  const problem = deals.map(sizeProblem).find((one) => one !== undefined);
  if (problem !== undefined) return { problem };
  return { deals, last: deals.length < pageSize(json.pagination, limit) };
}

/** The `message` of an error body in Routera's form; undefined for anything else. */
export function readMessage(response: Pick<HttpResponse, "body" | "unreadable">): string | undefined {
  const value = readJson(response);
  if ("problem" in value || !isJsonObject(value.json)) return undefined;
  const { message, error } = value.json;
  // The gateway in front of the API omits `error: true`.
  return typeof message === "string" && message !== "" && (error === true || error === undefined)
    ? message
    : undefined;
}

let decoder: InstanceType<typeof TextDecoder> | undefined;

/** The JSON of a body in strict UTF-8. */
export function readJson({
  body,
  unreadable,
}: Pick<HttpResponse, "body" | "unreadable">): { readonly json: JsonValue } | InvalidResponse {
  if (body.length === 0) return { problem: "is empty" };
  if (unreadable !== undefined) return { problem: `is compressed with ${unreadable}, which cannot be read` };
  let text: string;
  try {
    decoder ??= new TextDecoder("utf-8", { fatal: true });
    text = decoder.decode(body);
  } catch {
    const compression = compressionOf(body);
    if (compression === undefined) return { problem: "is not valid UTF-8" };
    return { problem: `is compressed with ${compression}, but has no Content-Encoding header` };
  }
  try {
    return { json: parseJson(text) };
  } catch {
    return { problem: text.trimStart().startsWith("<") ? "is HTML, not JSON" : "is not JSON" };
  }
}

/** Far more than any deal has, and far less than what breaks those who walk it later. */
const DEEPEST = 100;
const MAX_KEYS = 10_000;

/** Walks without recursion: the stack is what a hostile answer aims at. */
function sizeProblem(deal: JsonValue): string | undefined {
  let level: readonly JsonValue[] = [deal];
  let keys = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return `is nested more than ${DEEPEST} levels deep`;
    const inner: JsonValue[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || isLosslessNumber(value)) continue;
      for (const one of Object.values(value)) {
        keys += 1;
        if (keys > MAX_KEYS) return `contains more than ${MAX_KEYS} values`;
        if (typeof one === "object" && one !== null) inner.push(one);
      }
    }
    level = inner;
  }
  return undefined;
}

function readOk(answer: Raw): { readonly json: JsonValue } | InvalidResponse {
  return answer.status === 200 ? readJson(answer) : { problem: `has status ${answer.status}` };
}

function isErrorBody(json: JsonValue): boolean {
  return isJsonObject(json) && json.error === true && typeof json.id !== "string";
}

/** UUIDs are the same in capitals; any other id must be equal to the letter. */
function sameId(a: string, b: string): boolean {
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  return a === b || (uuid.test(a) && uuid.test(b) && a.toLowerCase() === b.toLowerCase());
}

/** A server that grants smaller pages than asked for says so; a full one of these is not the last. */
function pageSize(pagination: JsonValue | undefined, asked: number): number {
  if (!isJsonObject(pagination) || !isLosslessNumber(pagination.limit)) return asked;
  const granted = Number(pagination.limit.value);
  return Number.isInteger(granted) && granted > 0 ? Math.min(granted, asked) : asked;
}
