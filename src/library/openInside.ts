/** Options of a client → what stands behind it. */
import { version } from "../../package.json" with { type: "json" };
import { clientCredentials } from "../api/clientCredentials.ts";
import type { Connection, DealsClient, TokenSource as Source, WireEvent } from "../api/deals.ts";
import { dealsClient } from "../api/dealsClient.ts";
import { refuseDebug } from "../api/nodeDebug.ts";
import { proxyFor } from "../api/proxy.ts";
import { readExtraCa } from "../api/readExtraCa.ts";
import { checkToken, fixedToken } from "../api/token.ts";
import { fingerprintOf } from "../commands/runs/fingerprint.ts";
import { Failure, usage } from "../failure.ts";
import { thisHost } from "../host.ts";
import { DEFAULTS } from "../profile/resolve.ts";
import { checkArgument } from "./checkOptions.ts";
import { type ClientOptions, checkClientOptions, type TokenSource } from "./clientOptions.ts";
import type { Inside } from "./inside.ts";

/** Nothing is read and no socket opens before the first use. @throws Failure of kind usage or credentials */
export function openInside(options: ClientOptions): Inside & { readonly close: () => void } {
  checkClientOptions(options);
  const {
    baseUrl = DEFAULTS.baseUrl,
    onWire,
    timeout = DEFAULTS.timeout,
    retries = DEFAULTS.retries,
  } = options;
  const host = thisHost();
  const stop = stopOf(options.signal);
  const listeners = new Set<(event: WireEvent) => void>();
  if (onWire !== undefined) listeners.add((event) => told(onWire, event));
  const common = {
    baseUrl,
    timeout,
    retries,
    clock: host.clock,
    random: host.random,
    userAgent: `routera/${version}`,
    interrupt: stop.interrupt,
    log: (event: WireEvent) => {
      for (const listener of listeners) listener(event);
    },
  };
  let opening: Promise<Opened> | undefined;
  let closed = false;
  const open = async (): Promise<Opened> => {
    if (closed) throw usage("client_closed", "the client is closed", "make another one");
    opening ??= opened(options, common);
    return opening;
  };
  return {
    host,
    origin: new URL(baseUrl).origin,
    interrupt: stop.interrupt,
    deals: async () => (await open()).deals,
    fingerprint: async () => fingerprint(options, await open()),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
      stop.release();
      opening?.then(
        ({ deals }) => deals.close(),
        () => {},
      );
    },
  };
}

type Opened = { readonly deals: DealsClient; readonly tokens: Source };

async function opened(
  options: ClientOptions,
  common: Omit<Connection, "tokens" | "extraCa" | "proxy">,
): Promise<Opened> {
  const { ca, caFile, proxy } = options;
  const host = thisHost();
  const { env } = host;
  refuseDebug(env);
  const net = {
    ...common,
    extraCa: ca ?? (await readExtraCa(caFile, host)),
    proxy: proxy === false ? undefined : (proxy ?? proxyFor(common.baseUrl, env)),
  };
  const tokens = tokensOf(options, net);
  return { deals: dealsClient({ ...net, tokens }), tokens };
}

function tokensOf(options: ClientOptions, net: Omit<Connection, "tokens">): Source {
  const { clientAuth = "body", clientId = "", clientSecret = "", token, tokens } = options;
  if (token !== undefined) return fixedToken(token, net.clock);
  if (tokens !== undefined) return checked(tokens);
  return clientCredentials(net, { clientId, clientSecret, auth: clientAuth });
}

/** What comes from a caller's own source goes into a header as well. */
function checked(tokens: TokenSource): Source {
  return {
    token: async () => checkGiven("token", await asked(() => tokens.token())),
    refresh: async (refused) => {
      const fresh = await asked(() => tokens.refresh?.(refused));
      return fresh === undefined ? undefined : checkGiven("refresh", fresh);
    },
  };
}

function checkGiven(name: keyof TokenSource, token: unknown): string {
  checkArgument("RouteraClient", `what tokens.${name}() gives`, token, "string");
  return checkToken(token as string);
}

/** What a caller's own source throws stops a run as refused credentials do. Its words may hold a secret. */
async function asked<Value>(ask: () => Value): Promise<Awaited<Value>> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("credentials", "the source of tokens failed", {
      code: "token_source_failed",
      hint: "see the cause of this error",
      cause,
    });
  }
}

async function fingerprint(
  { clientId, clientSecret = "" }: ClientOptions,
  { tokens }: Opened,
): Promise<string> {
  const source = { from: "default" } as const;
  const credential =
    clientId === undefined
      ? ({ kind: "token", token: await tokens.token(), source } as const)
      : ({ kind: "client", clientId, clientSecret, auth: "body", source } as const);
  return fingerprintOf({ embedded: false, credential });
}

/** A listener that throws must not look like a broken network: its error goes where an event listener's goes. */
function told(listener: (event: WireEvent) => void, event: WireEvent): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

function stopOf(signal: ClientOptions["signal"]) {
  const soft = new AbortController();
  const stop = (): void =>
    soft.abort(new Failure("interrupted", "stopped by the caller's signal", { code: "interrupted" }));
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop);
  return {
    // A write that is under way ends by itself, at the latest after `timeout`.
    interrupt: { soft: soft.signal, hard: new AbortController().signal },
    release: () => signal?.removeEventListener("abort", stop),
  };
}
