/** One request over the network, and nothing else: no retries, no redirects, no opinion. The only file that knows got. */

import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Got, OptionsInit } from "got";
import { usage } from "../failure.ts";
import type { Timers } from "../host.ts";
import { type Agents, LONGEST_PHASE, openAgents } from "./agents.ts";
import { checkBaseUrl } from "./baseUrl.ts";
import type { Connection } from "./deals.ts";
import { httpDate } from "./retry.ts";
import { type Progress, type Trouble, troubleOf } from "./trouble.ts";

/** What is sent. */
export type WireRequest = {
  readonly method: "GET" | "PATCH" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The most bytes that an answer may have, unpacked. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

/** What came back, whatever its status. */
export type Answer = {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Unpacked. */
  readonly body: Uint8Array;
  /** The server's own clock when it answered, in milliseconds since the epoch; undefined where it cannot be told. */
  readonly serverDate: number | undefined;
};

export type Reply = Answer | Trouble;

export type Connector = {
  /** Never throws for what the network does. @throws Failure for a target that must not be contacted */
  send(request: WireRequest): Promise<Reply>;
  /** Closes idle connections. */
  close(): void;
};

export function isAnswer(reply: Reply): reply is Answer {
  return "status" in reply;
}

type Target = Pick<Connection, "baseUrl" | "timeout" | "proxy" | "extraCa"> & { readonly clock: Timers };
/** got with all that is the same for every request: it takes a fifth of a request to set that anew. */
type Client = { readonly got: Got; readonly agents: Agents };

/** Ends what got's own limits let through, in milliseconds after them. */
const BELT = 1_000;

/** Sends requests to one origin and keeps connections open between them. @throws Failure for a base URL that is refused */
export function connector(target: Target): Connector {
  const { origin } = checkBaseUrl(target.baseUrl);
  let client: Promise<Client> | undefined;
  return {
    send: async (request) => {
      // The token belongs to one origin; this is the last place that can hold it back.
      if (!isBelow(request.url, origin)) {
        throw usage("foreign_origin", `a request was meant for another place than ${origin}`);
      }
      client ??= openClient(target);
      return exchange(request, target, (await client).got);
    },
    close: () => {
      client?.then(
        ({ agents: { http, https } }) => {
          http.destroy();
          https.destroy();
        },
        () => {},
      );
    },
  };
}

/** Behind the slash that ends a host nothing can change it any more. */
function isBelow(url: string, origin: string): boolean {
  return url.startsWith(`${origin}/`) || checkBaseUrl(url.split("?", 1)[0] ?? "").origin === origin;
}

async function openClient(target: Target): Promise<Client> {
  const [agents, { default: got }] = await Promise.all([openAgents(target), import("got")]);
  return { agents, got: got.extend(optionsFor(target, agents)) };
}

async function exchange(request: WireRequest, target: Target, got: Got): Promise<Reply> {
  const secure = request.url.startsWith("https:");
  const progress: { -readonly [key in keyof Progress]: Progress[key] } = {
    sent: false,
    connected: false,
    answered: false,
    secure,
    proxied: secure && target.proxy !== undefined,
  };
  if (request.signal.aborted) return { trouble: "aborted", sent: false, reason: "stopped" };
  const stop = new AbortController();
  let stopped: Trouble["trouble"] | undefined;
  const stopFor = (why: Trouble["trouble"]) => {
    stopped ??= why;
    stop.abort();
  };
  const onAbort = () => stopFor("aborted");
  request.signal.addEventListener("abort", onAbort, { once: true });
  const endBelt = target.clock.after(target.timeout + BELT, () => stopFor("timeout"));
  try {
    const pending = got(request.url, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
      responseType: "buffer",
      signal: stop.signal,
    });
    pending.on("request", (sending: ClientRequest) => watch(sending, progress));
    pending.on("downloadProgress", ({ transferred, total }) => {
      progress.answered = true;
      if (transferred > request.maxBytes || (total ?? 0) > request.maxBytes) stopFor("too_large");
    });
    const answer = await pending;
    return {
      status: answer.statusCode,
      headers: flat(answer.headers),
      body: answer.rawBody,
      serverDate: answer.headers.age === undefined ? httpDate(answer.headers.date) : undefined,
    };
  } catch (error) {
    // got's errors hold the Authorization header: they end here, only their code goes on.
    if (stopped !== undefined) return stoppedAs(stopped, progress);
    const { event, message } = error as { event?: unknown; message?: unknown };
    const proxyStatus = /^Bad response: (\d{3})$/.exec(String(message))?.[1];
    const trouble = troubleOf(
      proxyStatus === undefined ? codeOf(error) : `HTTP_${proxyStatus}`,
      typeof event === "string" ? event : undefined,
      progress,
    );
    // Only its host: the address may hold a password.
    return progress.proxied && !progress.connected
      ? { ...trouble, reason: `${trouble.reason}, at the proxy ${new URL(target.proxy ?? "").host}` }
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

function optionsFor({ timeout }: Target, agents: Agents) {
  const phase = Math.min(timeout, LONGEST_PHASE);
  return {
    agent: agents,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    strictContentLength: true,
    https: { rejectUnauthorized: true },
    timeout: {
      lookup: phase,
      connect: phase,
      secureConnect: phase,
      send: timeout,
      response: timeout,
      read: timeout,
      request: timeout,
    },
  } as const satisfies OptionsInit;
}

/**
 * Notes when bytes may leave. got's own timings do not tell for a tunnel, whose socket counts as connected before its handshake.
 * In doubt they may have left.
 */
function watch(
  request: ClientRequest,
  progress: { sent: boolean; connected: boolean; answered: boolean },
): void {
  request.once("response", () => {
    progress.answered = true;
  });
  request.once("socket", (socket: Socket) => {
    const ready = () => {
      progress.connected = true;
      progress.sent = true;
    };
    const shakingHands = (socket as TLSSocket & { secureConnecting?: boolean }).secureConnecting === true;
    if (shakingHands) {
      if (!socket.connecting) progress.connected = true;
      else socket.once("connect", () => (progress.connected = true));
      socket.once("secureConnect", ready);
    } else if (socket.connecting) socket.once("connect", ready);
    else ready();
  });
}

function stoppedAs(trouble: Trouble["trouble"], progress: Progress): Trouble {
  const reasons = {
    too_large: "the answer is larger than any answer should be",
    timeout: "no complete answer in time",
  };
  return { trouble, sent: progress.sent, reason: reasons[trouble as keyof typeof reasons] ?? "stopped" };
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> {
  const flattened: Record<string, string | undefined> = {};
  for (const name in headers) {
    const value = headers[name];
    flattened[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flattened;
}
