/** Routera with one deal, as far as a call can show, and as badly behaved as a test wants. */

import { isJsonObject, type JsonObject, parseJson, printJson } from "../../src/json.ts";
import { answer, type Responder, type ScriptedServer, scriptedServer } from "../api/scriptedServer.ts";
import { CANARY } from "./program.ts";

export const DEAL = "550e8400-e29b-41d4-a716-446655440000";

const START: JsonObject = {
  id: DEAL,
  external_id: "ext-001",
  deal_name: "Starter plan",
  pipeline: "default",
  deal_stage: "qualified",
  deal_owner: "jane@example.com",
  created_at: "2026-05-01T10:00:00.000Z",
  updated_at: "2026-05-28T12:00:00.000Z",
  archived: false,
};

export type DealServer = ScriptedServer & {
  /** The deal as it is now. */
  readonly deal: () => JsonObject;
  /** Method and target of every request: `PATCH /deals/550e…` */
  readonly asked: () => readonly string[];
  /** Environment of a call that talks to this server. */
  readonly env: Readonly<Record<string, string>>;
};

/** What a server does with one write; `store` applies it and gives the deal. */
export type Step = (store: () => JsonObject) => Responder;

/** What a server does with a method. */
export type Responders = {
  readonly PATCH?: Step;
  readonly GET?: Responder;
  readonly POST?: Responder;
};

/** @param acts what it does instead of answering well */
export async function dealServer(acts: Responders = {}, start: JsonObject = {}): Promise<DealServer> {
  let deal: JsonObject = { ...START, ...start };
  const apply = (body: string): JsonObject => {
    const sent = parseJson(body);
    if (isJsonObject(sent) && isJsonObject(sent.fields)) {
      deal = { ...deal, ...sent.fields, updated_at: new Date().toISOString() };
    }
    return deal;
  };
  const server = await scriptedServer((response, request) => {
    const store = () => apply(request.body);
    const act =
      request.method === "PATCH"
        ? (acts.PATCH ?? respondOk)(store)
        : request.method === "POST"
          ? (acts.POST ?? answer(404, { message: "Not found", error: true }))
          : (acts.GET ?? answer(200, printJson(deal)));
    act(response, request);
  });
  return {
    ...server,
    deal: () => deal,
    asked: () => server.seen.map(({ method, url }) => `${method} ${url}`),
    env: { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: server.url },
  };
}

/** Applies the write, then answers like this. */
export function applied(act: Responder): Step {
  return (store) => {
    store();
    return act;
  };
}

/** Does not apply the write, and answers like this. */
export function unapplied(act: Responder): Step {
  return () => act;
}

/** As it should be. */
export const respondOk: Step = (store) => answer(200, printJson(store()));

/** Steps one after the other; the last one continues. */
export function steps(...all: readonly Step[]): Step {
  let turn = 0;
  return (store) => {
    const step = all[Math.min(turn, all.length - 1)] ?? respondOk;
    turn += 1;
    return step(store);
  };
}

/** A page of the list for each GET: `total` deals in all, `make` turns a number into what is special about one. */
export function listOf(total: number, make: (n: number) => JsonObject = () => ({})): Responder {
  return (response, request) => {
    const query = new URL(request.url, "http://127.0.0.1").searchParams;
    const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
    const data: JsonObject[] = [];
    for (let n = offset; n < Math.min(total, offset + limit); n += 1) {
      data.push({ ...START, id: `deal-${n}`, deal_name: `Deal ${n}`, ...make(n) });
    }
    answer(
      200,
      `{"data":${printJson(data)},"pagination":{"limit":${limit},"offset":${offset},"count":${data.length}}}`,
    )(response, request);
  };
}
