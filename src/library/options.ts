/** Options of a client. */
import { checkToken } from "../api/tokens/token.ts";
import type { WireEvent } from "../api/wireEvent.ts";
import { Failure, usage } from "../failure.ts";
import { checkBaseUrl } from "../text/baseUrl.ts";
import { checkOptions, type OptionType } from "./checkOptions.ts";

/** One way to prove who is calling: `token`, or `clientId` with `clientSecret`, or `tokens`. */
export type ClientOptions = {
  /** A bearer token. */
  readonly token?: string | undefined;
  /** Tokens are fetched when they are needed, kept in memory, and fetched again before they end. */
  readonly clientId?: string | undefined;
  /** Goes with `clientId`. */
  readonly clientSecret?: string | undefined;
  /** Where id and secret go at the token endpoint: in the form body, or as HTTP Basic. Default `body`. */
  readonly clientAuth?: "body" | "basic" | undefined;
  /** A source of tokens of your own. */
  readonly tokens?: TokenSource | undefined;
  /** https, or http on this machine. A path in front of `/deals` is kept. Default `https://api.routera.io`. */
  readonly baseUrl?: string | undefined;
  /** Milliseconds for one request, 1 to 3600000. Default 30000. */
  readonly timeout?: number | undefined;
  /** How many times one call may be sent again, 0 to 20. Default 3. */
  readonly retries?: number | undefined;
  /** A PEM file: certificates to trust besides those that Node trusts. */
  readonly caFile?: string | undefined;
  /** The same as PEM text, instead of `caFile`; NODE_EXTRA_CA_CERTS may then be left aside. */
  readonly ca?: string | undefined;
  /** `http://host:port`, for https only; false: none. Default: what HTTPS_PROXY, ALL_PROXY and NO_PROXY say. */
  readonly proxy?: string | false | undefined;
  /** Called at everything that happens on the wire. */
  readonly onWire?: ((event: WireEvent) => void) | undefined;
  /** Once aborted, nothing new is sent; a write that is under way may finish. */
  readonly signal?: StopSignal | undefined;
};

/** Where bearer tokens come from. */
export type TokenSource = {
  /** The token to send; asked for before each request. */
  token(): Promise<string>;
  /** A fresh token after a 401; undefined where there is none. */
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
