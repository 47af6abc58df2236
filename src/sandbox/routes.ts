/** Routes of the sandbox, on loopback addresses only. */
import type { IncomingMessage } from "node:http";
import { Failure } from "../failure.ts";
import type { Clock } from "../host.ts";
import { type JsonValue, jsonNumber, parseJson } from "../json.ts";
import { type Answer, errorAnswer, type Handler, jsonAnswer, readBody } from "./http.ts";
import { changeDeal, project, readFields, readProperties } from "./rules.ts";
import type { Store } from "./store.ts";
import {
  answerTokenRequest,
  createIssuer,
  readBearer,
  type SandboxClient,
  type TokenRule,
} from "./tokens.ts";

/** Something to show the person in front of the sandbox. Holds no token. */
export type SandboxEvent =
  | {
      readonly type: "answer";
      readonly method: string;
      /** Path and query, as they came. */
      readonly path: string;
      /** Undefined when the connection was cut. */
      readonly status: number | undefined;
      readonly ms: number;
      /** Names of the faults that struck. */
      readonly faults: readonly string[];
    }
  | { readonly type: "failure"; readonly failure: Failure };

export type RouteParts = {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: TokenRule;
  readonly clients: readonly SandboxClient[];
  readonly log: (event: SandboxEvent) => void;
};

/** What is before faults and paths: stamps every answer, logs it, and refuses other names than loopback. */
export function withGuards({ clock, log }: Pick<RouteParts, "clock" | "log">, next: Handler): Handler {
  return async (exchange) => {
    const { incoming, outgoing, faults } = exchange;
    const started = clock.elapsed();
    outgoing.setHeader("Date", new Date(clock.now()).toUTCString());
    outgoing.once("close", () => {
      log({
        type: "answer",
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        status: outgoing.writableFinished ? outgoing.statusCode : undefined,
        ms: clock.elapsed() - started,
        faults,
      });
    });
    if (!isLoopbackHost(incoming.headers.host)) {
      return errorAnswer(421, "This sandbox only accepts requests to a loopback host name");
    }
    try {
      return await next(exchange);
    } catch (error) {
      if (error instanceof Failure) log({ type: "failure", failure: error });
      return errorAnswer(500, error instanceof Error ? error.message : String(error));
    }
  };
}

/** The paths themselves. */
export function routes({ store, clock, tokens, clients }: Omit<RouteParts, "log">): Handler {
  const issuer = createIssuer(clock);
  const isAllowed = (token: string | undefined) => {
    if (token === undefined) return false;
    const judged = issuer.judge(token);
    return judged === "good" || (judged === "foreign" && tokens(token));
  };
  return async ({ incoming }) => {
    const { method, headers, headersDistinct } = incoming;
    const contentType = headers["content-type"];
    // Several are none that is known.
    const authorization = headersDistinct.authorization?.join(", ");
    const { query, segments } = readTarget(incoming.url ?? "");
    const [first, id, ...rest] = segments;
    if (first === "oauth2" && id === "token" && isEnd(rest) && method === "POST") {
      return withBody(incoming, (body) =>
        answerTokenRequest({ contentType, authorization, body }, clients, issuer),
      );
    }
    if (first !== "deals") return errorAnswer(404, "Not found");
    if (!isAllowed(readBearer(authorization))) {
      return errorAnswer(401, "Unauthorized: missing account context", { "WWW-Authenticate": "Bearer" });
    }
    const isRead = method === "GET" || method === "HEAD";
    if (id === undefined && isRead) return listDeals(store, query);
    if (id === undefined && method !== "PATCH") return errorAnswer(404, "Not found");
    if (id === undefined || (id === "" && rest.length === 0)) return errorAnswer(400, "Missing dealId");
    if (id === "" || !isEnd(rest) || !(isRead || method === "PATCH")) return errorAnswer(404, "Not found");
    return isRead
      ? getDeal(store, id, query)
      : withBody(incoming, (body) => updateDeal(store, id, query, { contentType, body }, clock.now));
  };
}

/** Whether nothing is behind a path, a slash aside. */
function isEnd(segments: readonly string[]): boolean {
  return segments.length === 0 || (segments.length === 1 && segments[0] === "");
}

/** Path and query of a request target: an absolute path, or a whole URL. Of anything else there is neither. */
function readTarget(target: string): { readonly segments: readonly string[]; readonly query: Query } {
  const text = target.startsWith("/") ? `http://localhost${target}` : target;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return {
    segments: (url?.pathname ?? "").split("/").slice(1).map(decoded),
    query: (parameter) => url?.searchParams.getAll(parameter) ?? [],
  };
}

/** What is no escape stays as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function withBody(
  incoming: IncomingMessage,
  answer: (body: string) => Answer | Promise<Answer>,
): Promise<Answer> {
  const read = await readBody(incoming);
  if ("text" in read) return answer(read.text);
  if (read.problem === "not_text") return errorAnswer(400, "Invalid JSON: the body is not UTF-8");
  // What is left of the body is not worth reading to keep the connection.
  return errorAnswer(413, "The body is larger than 1 MiB", { Connection: "close" });
}

/** The query of a request: all values of a parameter, in their order. */
export type Query = (parameter: string) => readonly string[];

/** `GET /deals/{id}` */
async function getDeal(store: Store, id: string, query: Query): Promise<Answer> {
  const asked = readProperties(query("properties"));
  if ("unknown" in asked) return invalidProperty(asked.unknown);
  const deal = await store.get(id);
  return deal === undefined ? notFound() : jsonAnswer(project(deal, asked.names));
}

/** `GET /deals`; `count` is that of the page. */
async function listDeals(store: Store, query: Query): Promise<Answer> {
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
async function updateDeal(
  store: Store,
  id: string,
  query: Query,
  request: { readonly contentType: string | undefined; readonly body: string },
  now: () => number,
): Promise<Answer> {
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

function notFound(): Answer {
  return errorAnswer(404, "Object not found");
}

function invalidProperty(name: string): Answer {
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

/**
 * True when a Host header names the loopback interface. A page from elsewhere that has its own name pointed at
 * 127.0.0.1 (DNS rebinding) sends that name, and is not let in.
 */
function isLoopbackHost(header: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(header ?? "");
}
