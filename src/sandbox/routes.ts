/** Routes of the sandbox, on loopback addresses only. */
import type { Context, Hono } from "hono";
import { Failure } from "../failure.ts";
import type { Clock } from "../host.ts";
import { type JsonValue, jsonNumber, parseJson } from "../json.ts";
import type { SandboxEnv } from "./faults/inject.ts";
import { errorAnswer, jsonAnswer, readBody } from "./http.ts";
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
export function addGuards(app: Hono<SandboxEnv>, { clock, log }: RouteParts): void {
  app.use(async (c, next) => {
    const started = clock.elapsed();
    const { incoming, outgoing } = c.env;
    c.set("faults", []);
    outgoing.setHeader("Date", new Date(clock.now()).toUTCString());
    outgoing.once("close", () => {
      log({
        type: "answer",
        method: c.req.method,
        path: incoming.url ?? "",
        status: outgoing.writableFinished ? outgoing.statusCode : undefined,
        ms: clock.elapsed() - started,
        faults: c.get("faults"),
      });
    });
    if (!isLoopbackHost(incoming.headers.host)) {
      return errorAnswer(421, "This sandbox only accepts requests to a loopback host name");
    }
    return next();
  });
  app.onError((error) => {
    if (error instanceof Failure) log({ type: "failure", failure: error });
    return errorAnswer(500, error.message);
  });
  app.notFound(() => errorAnswer(404, "Not found"));
}

/** The paths themselves. */
export function addRoutes(app: Hono<SandboxEnv>, { store, clock, tokens, clients }: RouteParts): void {
  const issuer = createIssuer(clock);
  const isAllowed = (token: string | undefined) => {
    if (token === undefined) return false;
    const judged = issuer.judge(token);
    return judged === "good" || (judged === "foreign" && tokens(token));
  };

  app.post("/oauth2/token", (c) =>
    withBody(c, (body) =>
      answerTokenRequest(
        { contentType: c.req.header("Content-Type"), authorization: c.req.header("Authorization"), body },
        clients,
        issuer,
      ),
    ),
  );
  app.use("/deals/*", async (c, next) => {
    if (isAllowed(readBearer(c.req.header("Authorization")))) return next();
    return errorAnswer(401, "Unauthorized: missing account context", { "WWW-Authenticate": "Bearer" });
  });
  // The router takes a slash at the end for none, but `/deals/` is a deal whose id is missing.
  app.use("/deals", (c, next) =>
    c.req.path === "/deals" && c.req.method !== "PATCH" ? next() : missingId(),
  );
  app.get("/deals", (c) => listDeals(store, queryOf(c)));
  app.get("/deals/:id", (c) => getDeal(store, c.req.param("id"), queryOf(c)));
  app.patch("/deals/:id", (c) =>
    withBody(c, (body) => {
      const request = { contentType: c.req.header("Content-Type"), body };
      return updateDeal(store, c.req.param("id"), queryOf(c), request, clock.now);
    }),
  );
}

async function missingId(): Promise<Response> {
  return errorAnswer(400, "Missing dealId");
}

function queryOf(c: Context<SandboxEnv>): (parameter: string) => readonly string[] {
  return (parameter) => c.req.queries(parameter) ?? [];
}

async function withBody(
  c: Context<SandboxEnv>,
  answer: (body: string) => Response | Promise<Response>,
): Promise<Response> {
  const read = await readBody(c.env.incoming);
  if ("text" in read) return answer(read.text);
  if (read.problem === "not_text") return errorAnswer(400, "Invalid JSON: the body is not UTF-8");
  // What is left of the body is not worth reading to keep the connection.
  return errorAnswer(413, "The body is larger than 1 MiB", { Connection: "close" });
}

/** The query of a request: all values of a parameter, in their order. */
export type Query = (parameter: string) => readonly string[];

/** `GET /deals/{id}` */
async function getDeal(store: Store, id: string, query: Query): Promise<Response> {
  const asked = readProperties(query("properties"));
  if ("unknown" in asked) return invalidProperty(asked.unknown);
  const deal = await store.get(id);
  return deal === undefined ? notFound() : jsonAnswer(project(deal, asked.names));
}

/** `GET /deals`; `count` is that of the page. */
async function listDeals(store: Store, query: Query): Promise<Response> {
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

/**
 * True when a Host header names the loopback interface. A page from elsewhere that has its own name pointed at
 * 127.0.0.1 (DNS rebinding) sends that name, and is not let in.
 */
function isLoopbackHost(header: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(header ?? "");
}
