/// <reference lib="esnext.disposable" preserve="true" />
/** The client of one account's deals, for programs, and what it opens from its options. */
import { version } from "../../package.json" with { type: "json" };
import { type Inside, putInside } from "../account/account.ts";
import { fingerprintOf } from "../account/fingerprint.ts";
import { dealsClient } from "../api/client.ts";
import type { Connection, DealsClient, TokenSource as Source, WireEvent } from "../api/deals.ts";
import { proxyFor } from "../api/http/agents.ts";
import { readExtraCa } from "../api/http/caFile.ts";
import { refuseDebug } from "../api/http/nodeDebug.ts";
import { allDeals } from "../api/list.ts";
import { clientCredentials } from "../api/tokens/clientCredentials.ts";
import { checkToken, fixedToken } from "../api/tokens/token.ts";
import { DEFAULTS } from "../config/resolve.ts";
import type { Deal } from "../deals/deal.ts";
import { askedProperties } from "../deals/properties.ts";
import { differing } from "../deals/sameValue.ts";
import { Failure, usage } from "../failure.ts";
import { thisHost } from "../host.ts";
import { checkArgument, checkCount, checkOptions } from "./checkOptions.ts";
import { inOptions, unworded, worded } from "./hints.ts";
import { type ClientOptions, checkClientOptions, type TokenSource } from "./options.ts";
import { RouteraFailure } from "./routeraFailure.ts";
import { type FieldsToSet, fieldsOf } from "./values.ts";

/** Nothing is read and no socket opens before the first use. @throws Failure of kind usage or credentials */
function openInside(options: ClientOptions): Inside & { readonly close: () => void } {
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
  if (token !== undefined) return fixedToken(token);
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
    if (cause instanceof RouteraFailure) throw unworded(cause);
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

export type GetOptions = {
  /** Names to return besides the default ones. */
  readonly properties?: readonly string[] | undefined;
};

export type UpdateOptions = GetOptions & {
  /** The deal as it was read before, with the fields that are set: helps to tell what became of a write whose answer is lost. */
  readonly before?: Deal | undefined;
};

export type ListOptions = GetOptions & {
  /** How many deals at most. Default: all. */
  readonly limit?: number | undefined;
  /** True: archived deals too. Default: only those that are not. */
  readonly archived?: boolean | undefined;
};

/** What came of an update. */
export type Updated = {
  /** The deal as Routera returned it. */
  readonly deal: Deal;
  /** Fields that Routera keeps with another value than was sent. */
  readonly storedDifferently: readonly string[];
  /** True when the answer was lost, and the deal was read again and shows the change. */
  readonly readBack: boolean;
  /** How many times the PATCH was sent. */
  readonly sent: number;
};

/**
 * Reads and changes deals with the checks, the retries and the caution of the command line: a write whose outcome is not
 * known is never sent again blindly. All that is thrown is a RouteraFailure, also for a wrong argument; its `outcome` says
 * what became of a write.
 * Numbers come back as LosslessNumber objects, which keep their digits; see `toPlain`.
 */
export class RouteraClient {
  readonly #inside: ReturnType<typeof openInside>;

  /** No socket opens before the first request. @throws RouteraFailure of kind usage or credentials */
  constructor(options: ClientOptions) {
    try {
      this.#inside = openInside(options);
    } catch (error) {
      throw worded(error);
    }
    putInside(this, this.#inside);
  }

  /**
   * Changes fields of one deal, at most once in effect. null clears a field.
   * @throws RouteraFailure
   */
  update(id: string, fields: FieldsToSet, options: UpdateOptions = {}): Promise<Updated> {
    return inOptions(async () => {
      checkArgument("update", "id", id, "string");
      checkOptions("update", options, { properties: "strings", before: "object" });
      const { before, properties = [] } = options;
      checkBefore(before, id);
      const set = fieldsOf(fields);
      const deals = await this.#inside.deals();
      const asked = { properties: askedProperties(properties, set), before };
      const updated = await deals.update(id, set, asked);
      return { ...updated, storedDifferently: differing(set, updated.deal) };
    });
  }

  /** One deal. @throws RouteraFailure */
  get(id: string, options: GetOptions = {}): Promise<Deal> {
    return inOptions(async () => {
      checkArgument("get", "id", id, "string");
      checkOptions("get", options, { properties: "strings" });
      const deals = await this.#inside.deals();
      return deals.get(id, { properties: askedProperties(options.properties ?? []) });
    });
  }

  /** The deals, read page by page while they are looped over. @throws RouteraFailure */
  async *list(options: ListOptions = {}): AsyncGenerator<Deal, void, void> {
    try {
      checkOptions("list", options, { properties: "strings", limit: "number", archived: "boolean" });
      const { archived = false, limit, properties = [] } = options;
      checkCount("limit", limit, 1);
      const deals = await this.#inside.deals();
      yield* allDeals(deals, { limit, archived, properties: askedProperties(properties) });
    } catch (error) {
      throw worded(error);
    }
  }

  /** Closes idle connections; the client is of no use afterwards. */
  close(): void {
    this.#inside.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }
}

/** What is compared with an answer must be the same deal. @throws Failure `bad_option` */
function checkBefore(before: Deal | undefined, id: string): void {
  if (before === undefined || before.id === id) return;
  throw usage("bad_option", `update: before must be the deal ${JSON.stringify(id)} as it was read`);
}
