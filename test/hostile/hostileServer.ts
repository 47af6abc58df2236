/** Routera with as many deals as are asked for, each with faults of its own, that writes down all that came and what it did. */
import { isJsonObject, type JsonObject, parseJson, printJson } from "../../src/json.ts";
import {
  answer,
  type RecordedRequest,
  type Responder,
  type ScriptedServer,
  scriptedServer,
} from "../api/scriptedServer.ts";
import { respondOk, type Step } from "../harness/dealServer.ts";
import { CANARY } from "../harness/program.ts";

/** What goes wrong with one deal. A list is played from its first to its last, then all goes well; one alone continues for ever. */
export type Faults = {
  readonly PATCH?: Step | readonly Step[];
  /** From the first write on: what reads it back, not what plans it. */
  readonly GET?: Responder | readonly Responder[];
  /** Until the first write: the reading that plans it comes first, then the one in front of the write. */
  readonly READ?: readonly (Responder | null)[];
  /** What another user sets right behind the first write, whatever became of that. */
  readonly meddled?: JsonObject;
};

/** One request, and what the server did about it. */
export type Logged = {
  readonly method: string;
  /** Of the deal; empty for any other target. */
  readonly id: string;
  /** When it had come, on a clock that only grows, in milliseconds. */
  readonly at: number;
  /** True when the write took effect. */
  stored: boolean;
  /** What a reading was shown, where the answer was a deal. */
  shown: JsonObject | undefined;
  /** What a write was to set. */
  readonly fields: JsonObject;
  /** Of an answer that left as a whole. */
  status: number | undefined;
  /** How many requests were under way then, this one among them. */
  readonly atOnce: number;
};

export type HostileServer = ScriptedServer & {
  readonly log: readonly Logged[];
  /** A deal as it is now. */
  readonly deal: (id: string) => JsonObject;
  /** What was asked about a deal: `PATCH GET PATCH` */
  readonly asked: (id: string) => string;
  /** Sets fields of a deal, as another user would. */
  readonly meddle: (id: string, fields: JsonObject) => void;
  /** All goes well from here on. */
  readonly heal: () => void;
  /** Environment of a call that talks to this server. */
  readonly env: Readonly<Record<string, string>>;
};

export type HostileServerOptions = {
  /** By the deal's id. */
  readonly faults?: (id: string) => Faults;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  readonly port?: number;
  /** Milliseconds before each answer. */
  readonly slow?: number;
  /** Called with each request about a deal before it is answered; the answer waits for what it returns. */
  readonly onRequest?: (method: string, id: string) => void | Promise<void>;
};

export async function hostileServer({
  faults = () => ({}),
  tls,
  port = 0,
  slow = 0,
  onRequest = () => {},
}: HostileServerOptions = {}): Promise<HostileServer> {
  const deals = new Map<string, JsonObject>();
  const turns = new Map<string, number>();
  const log: Logged[] = [];
  let healed = false;
  let underWay = 0;
  const dealOf = (id: string): JsonObject => deals.get(id) ?? dealNamed(id);
  const next = <Played>(
    id: string,
    method: "PATCH" | "GET" | "READ",
    played: Played | readonly Played[] | undefined,
  ) => {
    if (healed || !Array.isArray(played)) return healed ? undefined : (played as Played | undefined);
    const turn = turns.get(`${method} ${id}`) ?? 0;
    turns.set(`${method} ${id}`, turn + 1);
    return (played as readonly Played[])[turn];
  };
  const meddle = (id: string, fields: JsonObject) => {
    deals.set(id, { ...dealOf(id), ...fields, updated_at: new Date().toISOString() });
  };
  const act: Responder = (response, request) => {
    const id = idIn(request);
    underWay += 1;
    const entry: Logged = {
      method: request.method,
      id,
      at: performance.now(),
      stored: false,
      shown: undefined,
      fields: request.method === "PATCH" ? fieldsIn(request.body) : {},
      status: undefined,
      atOnce: underWay,
    };
    response.once("finish", () => {
      entry.status = response.statusCode;
    });
    response.once("close", () => {
      underWay -= 1;
    });
    const written = log.some((one) => one.method === "PATCH" && one.id === id);
    log.push(entry);
    const held = onRequest(request.method, id);
    const reply = () => replyTo(request, entry, written)(response, request);
    if (held !== undefined) held.then(reply);
    else if (slow === 0) reply();
    else setTimeout(reply, slow);
  };
  const replyTo = ({ body, method, url }: RecordedRequest, entry: Logged, written: boolean): Responder => {
    const { id } = entry;
    if (method === "POST") return token(log);
    if (method === "PATCH") {
      const store = () => {
        entry.stored = true;
        deals.set(id, { ...dealOf(id), ...fieldsIn(body), updated_at: new Date().toISOString() });
        return dealOf(id);
      };
      const act = (next(id, "PATCH", faults(id).PATCH) ?? respondOk)(store);
      const { meddled } = faults(id);
      if (!written && meddled !== undefined) meddle(id, meddled);
      return act;
    }
    if (id === "") return answer(200, pageOf([...deals.values()], url));
    const fault = written ? next(id, "GET", faults(id).GET) : next(id, "READ", faults(id).READ);
    if (fault) return fault;
    entry.shown = dealOf(id);
    return answer(200, printJson(dealOf(id)));
  };
  const server = await scriptedServer(act, tls, port);
  return {
    ...server,
    log,
    deal: dealOf,
    asked: (id) =>
      log
        .filter((one) => one.id === id)
        .map(({ method }) => method)
        .join(" "),
    meddle,
    heal: () => {
      healed = true;
    },
    env: { ROUTERA_TOKEN: CANARY, ROUTERA_BASE_URL: server.url },
  };
}

function dealNamed(id: string): JsonObject {
  return {
    id,
    external_id: `ext-${id}`,
    deal_name: `Deal ${id}`,
    pipeline: "default",
    deal_stage: "qualified",
    deal_owner: "jane@example.com",
    created_at: "2026-05-01T10:00:00.000Z",
    updated_at: "2026-05-28T12:00:00.000Z",
    archived: false,
  };
}

function idIn({ url }: RecordedRequest): string {
  const [, id = ""] = /^\/deals\/([^/?]+)/.exec(url) ?? [];
  return decodeURIComponent(id);
}

/** Deals that someone has written to, so far. */
function pageOf(deals: readonly JsonObject[], url: string): string {
  const query = new URL(url, "http://127.0.0.1").searchParams;
  const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
  const data = deals.slice(offset, offset + limit);
  return `{"data":${printJson(data)},"pagination":{"limit":${limit},"offset":${offset},"count":${data.length}}}`;
}

function fieldsIn(body: string): JsonObject {
  const sent = parseJson(body);
  return isJsonObject(sent) && isJsonObject(sent.fields) ? sent.fields : {};
}

/** A new one each time. */
function token(log: readonly Logged[]): Responder {
  const issued = log.filter(({ method }) => method === "POST").length;
  return answer(200, { access_token: `issued-${issued}.${CANARY}`, token_type: "Bearer", expires_in: 3600 });
}
