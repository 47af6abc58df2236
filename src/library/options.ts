/** Options of a client. */
import { checkToken } from "../api/tokens/token.ts";
import type { WireEvent } from "../api/wireEvent.ts";
import { Failure, usage } from "../failure.ts";
import { checkBaseUrl } from "../text/baseUrl.ts";
import { checkOptions, type OptionType } from "./checkOptions.ts";

/** Credential: `token`, or `clientId` with `clientSecret`, or `tokens`. */
export type ClientOptions = {
  /** A bearer token. */
  readonly token?: string | undefined;
  /** Client ID. Tokens are fetched when needed, cached in memory, and fetched again before they expire. */
  readonly clientId?: string | undefined;
  /** Client secret for `clientId`. */
  readonly clientSecret?: string | undefined;
  /** Client authentication in the token request: `body` (form body) or `basic` (HTTP Basic). Default: `body`. */
  readonly clientAuth?: "body" | "basic" | undefined;
  /** Your own token source. */
  readonly tokens?: TokenSource | undefined;
  /** Base URL: https, or http for loopback. A path before `/deals` is kept. Default: `https://api.routera.io`. */
  readonly baseUrl?: string | undefined;
  /** Timeout of one request in milliseconds, 1 to 3600000. Default: 30000. */
  readonly timeout?: number | undefined;
  /** Maximum retries of a request, 0 to 20. Default: 3. */
  readonly retries?: number | undefined;
  /** PEM file of extra CA certificates. */
  readonly caFile?: string | undefined;
  /** Extra CA certificates as PEM text, instead of `caFile`. NODE_EXTRA_CA_CERTS is then not required. */
  readonly ca?: string | undefined;
  /** Proxy for https, such as `http://host:port`; false: no proxy. Default: from HTTPS_PROXY, ALL_PROXY and NO_PROXY. */
  readonly proxy?: string | false | undefined;
  /** Called for every request, response and wait. */
  readonly onWire?: ((event: WireEvent) => void) | undefined;
  /** AbortSignal: once aborted, no new request is sent; a write in progress may finish. */
  readonly signal?: StopSignal | undefined;
};

/** Where bearer tokens come from. */
export type TokenSource = {
  /** Returns the token to send. Called before each request. */
  token(): Promise<string>;
  /** Returns a new token after a 401, or undefined if there is none. */
  refresh?(refused: string): Promise<string | undefined>;
};

/** The part of an AbortSignal that is checked. */
export type StopSignal = {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
};

const CLIENT_OPTION_TYPES: { readonly [name in keyof Required<ClientOptions>]: OptionType } = {
  token: "string",
  clientId: "string",
  clientSecret: "string",
  clientAuth: "string",
  tokens: "tokens",
  baseUrl: "string",
  timeout: "timeout",
  retries: "retries",
  caFile: "path",
  ca: "string",
  proxy: "any",
  onWire: "function",
  signal: "signal",
};

/** @throws Failure of kind usage for options that are unknown, out of bounds or contradict each other; `token_missing`, `token_malformed` */
export function checkClientOptions(given: ClientOptions): ClientOptions {
  const options = checkOptions("RouteraClient", given, CLIENT_OPTION_TYPES);
  if (options.baseUrl !== undefined) checkBaseUrl(options.baseUrl);
  if (options.ca !== undefined && options.caFile !== undefined) throw both("ca", "caFile");
  checkProxy(options.proxy);
  const { clientAuth, clientId, clientSecret, token, tokens } = options;
  const ways = Object.entries({ token, clientId, tokens }).filter(([, value]) => value !== undefined);
  const [first, second] = ways.map(([name]) => name);
  if (first !== undefined && second !== undefined) throw both(first, second);
  if (first === undefined && clientSecret === undefined) {
    throw new Failure("credentials", "the client has no credential", {
      code: "token_missing",
      hint: "pass token, clientId and clientSecret, or tokens",
    });
  }
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    throw usage("client_incomplete", "clientId and clientSecret must be passed together", "pass both");
  }
  if (clientAuth !== undefined && clientAuth !== "body" && clientAuth !== "basic") {
    throw usage("bad_option", 'clientAuth must be "body" or "basic"');
  }
  if (token !== undefined) checkToken(token);
  return options;
}

function checkProxy(proxy: unknown): void {
  if (proxy === undefined || proxy === false) return;
  if (typeof proxy === "string" && /^https?:\/\/[^/]/i.test(proxy) && URL.canParse(proxy)) return;
  // Its text may hold a password.
  throw usage("bad_option", "proxy must be false or a URL such as http://proxy.example:3128");
}

function both(one: string, other: string): Failure {
  return usage("option_conflict", `${one} and ${other} cannot be used together`, "remove one of them");
}
