/** One request over the network, and nothing else: no retries, no redirects, no opinion. */

import type { ClientRequest } from "node:http";
import { usage } from "../../failure.ts";
import type { Timers } from "../../host.ts";
import { checkBaseUrl } from "../../text/baseUrl.ts";
import type { Connection } from "../deals.ts";
import { httpDate } from "../retry.ts";
import { type AgentPair, openAgents } from "./agents.ts";
import { decompress } from "./decompress.ts";
import { type CommonParts, type GotFor, loadGot } from "./got.ts";
import { type NetworkError, networkErrorOf, type RequestProgress } from "./networkError.ts";
import { proxyAdmission } from "./proxyAdmission.ts";
import { type ProgressSoFar, watchRequest } from "./watchRequest.ts";

/** What is sent. */
export type WireRequest = CommonParts & {
  readonly url: string;
  readonly body?: string;
  /** The most bytes that an answer may have, unpacked. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** True: over a connection that nothing was sent over before. */
  readonly fresh?: boolean;
};

/** What came back, whatever its status. */
export type HttpResponse = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decompressed, unless `unreadable`. */
  readonly body: Uint8Array;
  /** The name of a content encoding that cannot be read here. */
  readonly unreadable?: string | undefined;
  /** The server's own clock when it answered, in milliseconds since the epoch; undefined where it is unknown. */
  readonly serverDate: number | undefined;
};

export type Reply = HttpResponse | NetworkError;

export type Connector = {
  /** Never throws for what the network does. @throws Failure for a target that must not be contacted */
  send(request: WireRequest): Promise<Reply>;
  /** Closes idle connections. */
  close(): void;
};

export function isResponse(reply: Reply): reply is HttpResponse {
  return "status" in reply;
}

type Target = Pick<Connection, "baseUrl" | "timeout" | "proxy" | "extraCa"> & {
  readonly clock: Timers;
  /** What the system trusts, in PEM. Default: what Node reports of it. */
  readonly systemCa?: (() => Promise<readonly string[]>) | undefined;
};
/** What is the same for all requests of a client. */
type Client = { readonly kept: GotFor; readonly fresh: GotFor; readonly agents: AgentPair };

/** So many kept connections in a row that were dead end keeping them: a balancer may drop each one after its response. */
const MAX_STALE = 2;
/** Ends what got's own limits let through, in milliseconds after them. */
const BELT = 1_000;

/** Sends requests to one origin and keeps connections open between them. @throws Failure for a base URL that is refused */
export function connector(target: Target): Connector {
  const { origin } = checkBaseUrl(target.baseUrl);
  let client: Promise<Client> | undefined;
  let replaced: Client | undefined;
  let asksSystem = true;
  let stale = 0;
  let keepAlive = true;
  const admission =
    target.proxy !== undefined && origin.startsWith("https:")
      ? proxyAdmission(target.proxy, origin)
      : undefined;
  const sendBy = ({ kept, fresh }: Client, request: WireRequest): Promise<Exchanged> => {
    const got = (keepAlive && !request.fresh ? kept : fresh)(request);
    const send = (onTunnel?: () => void) => exchange(request, target, got, onTunnel);
    return admission?.pass(send, request.signal) ?? send();
  };
  /** The same again where the system may trust a certificate that Node does not: nothing was sent before. */
  const sendTrustingSystem = async (
    used: Client,
    request: WireRequest,
    first: Exchanged,
  ): Promise<Exchanged> => {
    if (asksSystem) {
      asksSystem = false;
      const systemCa = await (target.systemCa ?? certificatesOfSystem)();
      if (systemCa.length > 0) {
        replaced = used;
        client = openClient(target, systemCa);
      }
    }
    const now = await client;
    return now === undefined || now === used ? first : sendBy(now, request);
  };
  return {
    send: async (request) => {
      // The token belongs to one origin; this is the last place that can hold it back.
      if (!isBelow(request.url, origin)) {
        throw usage("foreign_origin", `a request was intended for a target other than ${origin}`);
      }
      client ??= openClient(target);
      const used = await client;
      const first = await sendBy(used, request);
      const { reply, reused } = isUntrusted(first.reply)
        ? await sendTrustingSystem(used, request, first)
        : first;
      if (reused) stale = isResponse(reply) || !reply.staleConnection ? 0 : stale + 1;
      if (stale >= MAX_STALE) keepAlive = false;
      return reply;
    },
    close: () => {
      if (replaced !== undefined) closeClient(replaced);
      client?.then(closeClient, () => {});
    },
  };
}

/** Behind the slash that ends a host nothing can change it any more. */
function isBelow(url: string, origin: string): boolean {
  return url.startsWith(`${origin}/`) || checkBaseUrl(url.split("?", 1)[0] ?? "").origin === origin;
}

/** Its certificate comes from an authority that no one here trusts, and so nothing was sent to it. */
function isUntrusted(reply: Reply): boolean {
  return !isResponse(reply) && reply.certificate === "authority" && !reply.sent;
}

async function certificatesOfSystem(): Promise<readonly string[]> {
  return (await import("./certificates.ts")).systemCertificates();
}

function closeClient({ agents: { kept, fresh } }: Client): void {
  for (const { http, https } of [kept, fresh]) {
    http.destroy();
    https.destroy();
  }
}

async function openClient(target: Target, systemCa?: readonly string[]): Promise<Client> {
  const { proxy, extraCa, timeout } = target;
  const [agents, gotOver] = await Promise.all([
    openAgents({ proxy, extraCa, timeout, systemCa }),
    loadGot(timeout),
  ]);
  return { agents, kept: gotOver(agents.kept), fresh: gotOver(agents.fresh) };
}

/** `reused`: the connection had carried a request before. */
type Exchanged = { readonly reply: Reply; readonly reused: boolean };

type Sender = ReturnType<GotFor>;

async function exchange(
  request: WireRequest,
  target: Target,
  got: Sender,
  onTunnel?: () => void,
): Promise<Exchanged> {
  const secure = request.url.startsWith("https:");
  const progress: ProgressSoFar = {
    sent: false,
    connected: false,
    answered: false,
    reused: false,
    secure,
    proxied: secure && target.proxy !== undefined,
  };
  const reply = request.signal.aborted
    ? ({ kind: "aborted", sent: false, reason: "stopped" } as const)
    : await replyTo(request, target, got, progress, onTunnel);
  return { reply, reused: progress.reused };
}

async function replyTo(
  request: WireRequest,
  target: Target,
  got: Sender,
  progress: ProgressSoFar,
  onTunnel?: () => void,
): Promise<Reply> {
  const stop = new AbortController();
  let stopped: NetworkError["kind"] | undefined;
  const stopFor = (why: NetworkError["kind"]) => {
    stopped ??= why;
    stop.abort();
  };
  const onAbort = () => stopFor("aborted");
  request.signal.addEventListener("abort", onAbort, { once: true });
  const endBelt = target.clock.after(target.timeout + BELT, () => stopFor("timeout"));
  try {
    const { body: sent } = request;
    const { signal } = stop;
    const pending = got(request.url, sent === undefined ? { signal } : { body: sent, signal });
    pending.on("request", (sending: ClientRequest) => watchRequest(sending, progress, onTunnel));
    pending.on("downloadProgress", ({ transferred, total }) => {
      progress.answered = true;
      if (transferred > request.maxBytes || (total ?? 0) > request.maxBytes) stopFor("too_large");
    });
    const answer = await pending;
    const encoding = answer.headers["content-encoding"];
    const { body, unreadable } =
      encoding === undefined
        ? { body: answer.rawBody, unreadable: undefined }
        : await decompress(answer.rawBody, encoding, request.maxBytes);
    return {
      status: answer.statusCode,
      headers: flat(answer.headers),
      body,
      ...(unreadable !== undefined && { unreadable }),
      serverDate: answer.headers.age === undefined ? httpDate(answer.headers.date) : undefined,
    };
  } catch (error) {
    // got's errors hold the Authorization header: they end here, only their code continues.
    if (stopped !== undefined) return stoppedAs(stopped, progress);
    const { event, message } = error as { event?: unknown; message?: unknown };
    const proxyStatus = /^Bad response: (\d{3})$/.exec(String(message))?.[1];
    const trouble = networkErrorOf(
      proxyStatus === undefined ? codeOf(error) : `HTTP_${proxyStatus}`,
      typeof event === "string" ? event : undefined,
      progress,
    );
    // Only its host: the address may hold a password.
    return progress.proxied && !progress.connected
      ? { ...trouble, reason: `${trouble.reason}, proxy ${new URL(target.proxy ?? "").host}` }
      : trouble;
  } finally {
    endBelt();
    request.signal.removeEventListener("abort", onAbort);
  }
}

/** What the system says, also where got says something of its own about it. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const own = String(code ?? "");
  return own === "ERR_READING_RESPONSE_STREAM" && typeof cause?.code === "string" ? cause.code : own;
}

function stoppedAs(trouble: NetworkError["kind"], progress: RequestProgress): NetworkError {
  const reasons = {
    too_large: "the response is too large",
    timeout: "the request timed out",
  };
  return {
    kind: trouble,
    sent: progress.sent,
    reason: reasons[trouble as keyof typeof reasons] ?? "stopped",
  };
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  const flattened: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    flattened[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flattened;
}
