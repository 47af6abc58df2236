/** One session of requests: the token, the shared pause, one token refresh after a 401, and the wire events. */
import { setMaxListeners } from "node:events";
import type { Clock } from "../host.ts";
import { interrupted, isStopped } from "../signals.ts";
import type { BearerTokens, Connection } from "./deals.ts";
import { type Connector, connector, isResponse, type Reply, type WireRequest } from "./http/send.ts";
import { openRedaction } from "./redaction.ts";
import { expiryOf } from "./tokens/token.ts";

export type SharedBackoff = {
  /** Closes the gate for `ms` milliseconds from now, or longer where it was closed for longer already. */
  pauseFor(ms: number): void;
  /** Waits until the gate is open. @throws the signal's reason */
  wait(signal: AbortSignal): Promise<void>;
};

export function createSharedBackoff(clock: Clock): SharedBackoff {
  let opensAt = Number.NEGATIVE_INFINITY;
  return {
    pauseFor: (ms) => {
      opensAt = Math.max(opensAt, clock.elapsed() + ms);
    },
    wait: async (signal) => {
      // Another user may close it for longer while we wait.
      for (let waitedFor = Number.NEGATIVE_INFINITY; opensAt > waitedFor; ) {
        waitedFor = opensAt;
        const ms = opensAt - clock.elapsed();
        if (ms > 0) await clock.wait(ms, signal);
      }
    },
  };
}

export type SessionRequest = Pick<WireRequest, "method" | "url" | "maxBytes" | "body" | "fresh"> & {
  /** Besides those that every request has. */
  readonly headers?: Headers;
};

/** A connection; the request for a token itself has no tokens to send. */
export type BaseConnection = Omit<Connection, "tokens"> & { readonly tokens?: BearerTokens | undefined };

/** A request with its result. */
export type Exchange = {
  readonly reply: Reply;
  /** How many times it was sent: 2 after a refreshed token. */
  readonly sends: number;
  /** The moment before it was sent for the last time, on the clock's `elapsed`. */
  readonly sentAt: number;
};

export type Wire = {
  readonly connection: BaseConnection;
  /** Scheme, host and port of the base URL. */
  readonly origin: string;
  /** Sends one request. @throws Failure where there is no token, or when asked to stop before it is sent */
  call(call: SessionRequest): Promise<Exchange>;
  /** Waits; ends early when asked to stop. @throws Failure */
  pause(ms: number, reason: string): Promise<void>;
  /** Makes every call of this client wait before its next request. */
  holdAll(ms: number, reason: string, throttled: boolean): void;
  /** Text from outside without the secrets that were sent: a server may echo them. */
  redact(text: string): string;
  /** The same for a value of a deal. */
  redactValue(text: string): string;
  /**
   * When the token that was sent last expired, in milliseconds since the epoch: a reason to expect a 401, and no more.
   * @param serverDate the server's own clock; without it this machine's counts, which may be wrong
   */
  expiredAt(serverDate: number | undefined): number | undefined;
  close(): void;
};

/** The headers of requests: the same object again for the same token and the same further headers. */
function requestHeaders(userAgent: string) {
  const known = new WeakMap<object, { readonly token: string | undefined; readonly headers: Headers }>();
  return (token: string | undefined, further: Headers = NO_HEADERS): Headers => {
    const last = known.get(further);
    if (last !== undefined && last.token === token) return last.headers;
    const headers = {
      accept: "application/json",
      "user-agent": userAgent,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...further,
    };
    known.set(further, { token, headers });
    return headers;
  };
}

type Headers = Readonly<Record<string, string>>;
const NO_HEADERS: Headers = {};

/** @param secrets texts that no message may hold, besides the tokens @throws Failure for a base URL that is refused */
export function openWire(connection: BaseConnection, secrets: readonly string[] = []): Wire {
  const { clock, interrupt, log, tokens, userAgent } = connection;
  const connect: Connector = connector(connection);
  const backoff = createSharedBackoff(clock);
  const { hide, redact, redactValue } = openRedaction(secrets);
  // Many calls may wait for the same two signals; Node would warn on stderr at the eleventh.
  setMaxListeners(0, interrupt.soft, interrupt.hard);
  const stop = AbortSignal.any([interrupt.soft, interrupt.hard]);
  setMaxListeners(0, stop);

  const headersFor = requestHeaders(userAgent);
  let latest: string | undefined;
  const begin = () => {
    if (isStopped(interrupt)) throw interrupted(interrupt);
  };
  const wait = async (waiting: Promise<void>) => {
    try {
      await waiting;
    } catch (error) {
      throw isStopped(interrupt) ? interrupted(interrupt) : error;
    }
  };
  const once = async (call: SessionRequest, token: string | undefined): Promise<Exchange> => {
    if (token !== undefined) hide(token);
    latest = token;
    const sentAt = clock.elapsed();
    const { method, url } = call;
    log({ type: "request", method, url });
    const reply = await connect.send({
      ...call,
      headers: headersFor(token, call.headers),
      // A write that is under way may finish; a read has nothing to finish.
      signal: method === "PATCH" ? interrupt.hard : stop,
    });
    const ms = Math.round(clock.elapsed() - sentAt);
    if (isResponse(reply))
      log({ type: "answer", method, url, status: reply.status, ms, serverDate: reply.serverDate });
    else log({ type: "trouble", method, url, reason: reply.reason, sent: reply.sent });
    return { reply, sends: 1, sentAt };
  };

  const noteSuccess = ({ reply }: Exchange, token: string) => {
    if (isResponse(reply) && reply.status === 200) tokens?.taken?.(token);
  };

  return {
    connection,
    origin: new URL(connection.baseUrl).origin,
    call: async (call) => {
      begin();
      await wait(backoff.wait(stop));
      const token = await tokens?.token();
      begin();
      const first = await once(call, token);
      if (tokens === undefined || token === undefined) return first;
      if (!isResponse(first.reply) || first.reply.status !== 401) {
        noteSuccess(first, token);
        return first;
      }
      const fresh = await tokens.refresh(token);
      if (fresh === undefined || fresh === token) return first;
      begin();
      const second = await once(call, fresh);
      noteSuccess(second, fresh);
      return { ...second, sends: 2 };
    },
    pause: async (ms, reason) => {
      begin();
      log({ type: "wait", reason, ms, throttled: false });
      await wait(clock.wait(ms, stop));
    },
    holdAll: (ms, reason, throttled) => {
      log({ type: "wait", reason, ms, throttled });
      backoff.pauseFor(ms);
    },
    redact,
    redactValue,
    expiredAt: (serverDate) => {
      const end = latest === undefined ? undefined : expiryOf(latest);
      return end !== undefined && end <= (serverDate ?? clock.now()) ? end : undefined;
    },
    close: () => connect.close(),
  };
}
