/** The account behind a client of the library. */
import { version } from "../../package.json" with { type: "json" };
import type { Account } from "../account/account.ts";
import { type ConnectionOptions, openClientAccount } from "../account/openClient.ts";
import type { BearerTokens as Source } from "../api/deals.ts";
import { checkToken } from "../api/tokens/token.ts";
import type { WireEvent } from "../api/wireEvent.ts";
import { Failure, usage } from "../failure.ts";
import { thisHost } from "../host.ts";
import { checkArgument } from "./checkOptions.ts";
import { toFailure } from "./hints.ts";
import { type ClientOptions, checkClientOptions, type TokenSource } from "./options.ts";
import { RouteraFailure } from "./routeraFailure.ts";

export type ClientAccount = Account & {
  /** Closes idle connections; the client is of no use afterwards. */
  readonly end: () => void;
};

const accounts = new WeakMap<object, Account>();

export function keepAccount(client: object, account: Account): void {
  accounts.set(client, account);
}

/** The account behind a client. @throws Failure `bad_option` for anything that is not a client */
export function accountOf(client: object): Account {
  const account = accounts.get(Object(client));
  if (account === undefined) throw usage("bad_option", "client must be a RouteraClient from this package");
  return account;
}

/** Nothing is read and no socket opens before the first use. @throws Failure of kind usage or credentials */
export function openClient(given: ClientOptions): ClientAccount {
  const options = checkClientOptions(given);
  const { baseUrl, ca, caFile, onWire, proxy, retries, timeout } = options;
  const stop = stopOf(options.signal);
  const account = openClientAccount(
    { baseUrl, ca, caFile, proxy, retries, timeout, credential: credentialOf(options) },
    {
      host: thisHost(),
      version,
      signals: stop.interrupt,
      onWire: onWire && ((event) => told(onWire, event)),
    },
  );
  let closed = false;
  return {
    ...account,
    deals: async () => {
      if (closed) throw usage("client_closed", "the client is closed", "create another client");
      return account.deals();
    },
    end: () => {
      closed = true;
      stop.release();
      void account.close();
    },
  };
}

function credentialOf(options: ClientOptions): ConnectionOptions["credential"] {
  const { clientAuth: auth = "body", clientId = "", clientSecret = "", token, tokens } = options;
  if (token !== undefined) return { token };
  return tokens === undefined ? { clientId, clientSecret, auth } : { tokens: checked(tokens) };
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
  checkArgument("RouteraClient", `the result of tokens.${name}()`, token, "string");
  return checkToken(token as string);
}

/** What a caller's own source throws stops a run as refused credentials do. Its words may hold a secret. */
async function asked<Value>(ask: () => Value): Promise<Awaited<Value>> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof RouteraFailure) throw toFailure(cause);
    throw new Failure("credentials", "the token source failed", {
      code: "token_source_failed",
      hint: "see the cause of this error",
      cause,
    });
  }
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
    soft.abort(new Failure("interrupted", "aborted by the signal of the caller", { code: "interrupted" }));
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop);
  return {
    // A write that is under way ends by itself, at the latest after `timeout`.
    interrupt: { soft: soft.signal, hard: new AbortController().signal },
    release: () => signal?.removeEventListener("abort", stop),
  };
}
