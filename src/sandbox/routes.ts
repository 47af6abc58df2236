/** The paths of the API, and what stands before all of them. */
import type { Context, Hono } from "hono";
import { Failure } from "../failure.ts";
import type { Clock } from "../host.ts";
import { errorAnswer } from "./answers.ts";
import { getDeal, listDeals, updateDeal } from "./dealEndpoints.ts";
import { isLoopbackHost } from "./loopback.ts";
import type { SandboxEnv } from "./misbehave.ts";
import { readBody } from "./readBody.ts";
import type { Store } from "./store.ts";
import { answerTokenRequest } from "./tokenEndpoint.ts";
import { createIssuer, readBearer, type SandboxClient, type TokenRule } from "./tokens.ts";

/** Something to tell the person in front of the sandbox. Holds no token. */
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

/** What stands before faults and paths: stamps every answer, logs it, and refuses other names than loopback. */
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
      return errorAnswer(421, "This sandbox only answers to a loopback name");
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
