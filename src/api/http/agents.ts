/** HTTP agents: they keep connections open, to the target itself or through the proxy that the environment names. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP, isIPv6 } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { usage } from "../../failure.ts";
import type { Connection } from "../deals.ts";
import { type NoProxy, readNoProxy } from "./noProxy.ts";

export type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

/** `kept` keeps connections open between requests; `fresh` opens one for each request. */
export type AgentPair = { readonly kept: Agents; readonly fresh: Agents };

/** The longest that looking up, connecting and shaking hands may take each, in milliseconds. */
export const MAX_PHASE_MS = 10_000;

/** Certificates that the system trusts, where they were asked for. */
export type AgentTrust = { readonly systemCa?: readonly string[] | undefined };

/** @throws Failure `bad_proxy`, `bad_ca` */
export async function openAgents({
  proxy,
  extraCa,
  systemCa = [],
  timeout,
}: Pick<Connection, "proxy" | "extraCa" | "timeout"> & AgentTrust): Promise<AgentPair> {
  const secureContext =
    extraCa === undefined && systemCa.length === 0
      ? undefined
      : (await import("./certificates.ts")).withCaCertificates(extraCa, systemCa);
  const options = {
    // Also where NODE_TLS_REJECT_UNAUTHORIZED=0 says otherwise.
    rejectUnauthorized: true,
    ...(secureContext && { secureContext }),
  };
  const pair = (open: (keepAlive: boolean) => HttpsAgent): AgentPair => ({
    kept: { http: new HttpAgent({ keepAlive: true }), https: open(true) },
    fresh: { http: new HttpAgent({ keepAlive: false }), https: open(false) },
  });
  if (proxy === undefined) return pair((keepAlive) => new HttpsAgent({ ...options, keepAlive }));
  const TunnelAgent = await tunnelAgent();
  const address = spelledFor(checkProxy(proxy));
  const towardsProxy = {
    rejectUnauthorized: true,
    // Without it Node would take the target's name out of the Host header, and look for that in the proxy's certificate.
    servername: "",
    ...(secureContext && { secureContext }),
  };
  return pair(
    (keepAlive) =>
      new TunnelAgent({
        ...options,
        keepAlive,
        // hpagent hands this to CONNECT, which nothing else would end.
        timeout: Math.min(timeout, MAX_PHASE_MS),
        proxy: address,
        proxyRequestOptions: towardsProxy,
      }),
  );
}

type Options = Parameters<HttpsAgent["createConnection"]>[0];
type Callback = Parameters<HttpsAgent["createConnection"]>[1];

/** hpagent's agent, which names an IPv6 host in CONNECT as RFC 9110 (7.1 and 9.3.6) wants it: in brackets. */
async function tunnelAgent() {
  const { HttpsProxyAgent } = await import("hpagent");
  return class extends HttpsProxyAgent {
    override createConnection(options: Options, callback?: Callback) {
      const { host } = options;
      if (typeof host !== "string" || !isIPv6(host)) return super.createConnection(options, callback);
      const bracketed = {
        ...options,
        host: `[${host}]`,
        // A certificate holds the address without them.
        checkServerIdentity: (_: string, certificate: PeerCertificate) =>
          checkServerIdentity(host, certificate),
      };
      return super.createConnection(bracketed, callback);
    }
  };
}

/**
 * The proxy as hpagent takes it. For `https:` it names the host in the handshake; of an address of numbers, which is no
 * name there, Node would warn on stderr. For any other word it connects the same way and names nothing.
 */
function spelledFor({ protocol, hostname, port, username, password }: URL): URL {
  const host = hostname.replace(/^\[|\]$/g, "");
  const isNumbers = isIP(host) !== 0;
  const scheme = protocol === "https:" && isNumbers ? "tls:" : protocol;
  return { protocol: scheme, hostname: host, port, username, password } as URL;
}

type Env = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;
const EXCEPTION_VARIABLES = ["no_proxy", "NO_PROXY"] as const;

/** How a base URL is reached. */
export type Route = {
  /** `http://host:port`; undefined for a direct connection. */
  readonly proxy: string | undefined;
  /** The variable that names a proxy, whether it is used or not. */
  readonly variable: string | undefined;
  /** What the variable with exceptions says, where there is a proxy to make exceptions from. */
  readonly exceptions: (NoProxy & { readonly variable: string }) | undefined;
};

/**
 * The proxy for a base URL by HTTPS_PROXY, ALL_PROXY and NO_PROXY, as `http://host:port`; undefined for a direct connection.
 * Plain http goes to this machine only, so never through a proxy.
 */
export function proxyFor(baseUrl: string, env: Env): string | undefined {
  return routeTo(baseUrl, env).proxy;
}

/** The same, with what decided it. */
export function routeTo(baseUrl: string, env: Env): Route {
  const direct = { proxy: undefined, variable: undefined, exceptions: undefined };
  if (!/^https:/i.test(baseUrl)) return direct;
  const variable = PROXY_VARIABLES.find((name) => (env[name] ?? "").trim() !== "");
  if (variable === undefined) return direct;
  const value = (env[variable] ?? "").trim();
  // Without a scheme it is http, to everyone.
  const proxy = value.includes("://") ? value : `http://${value}`;
  const except = EXCEPTION_VARIABLES.find((name) => (env[name] ?? "").trim() !== "");
  if (except === undefined) return { proxy, variable, exceptions: undefined };
  const exceptions = { variable: except, ...readNoProxy(env[except] ?? "", new URL(baseUrl)) };
  return { proxy: exceptions.coveredBy === undefined ? proxy : undefined, variable, exceptions };
}

/** The entries of NO_PROXY that cover nothing, in words. */
export function unsupportedNoProxy(exceptions: NoProxy & { readonly variable: string }): string {
  const entries = exceptions.notUnderstood.map((entry) => JSON.stringify(entry)).join(", ");
  return `${exceptions.variable} contains invalid entries, which are ignored: ${entries}`;
}

/**
 * The token goes through a tunnel only; a proxy's address may hold a password and is not shown.
 * @throws Failure `bad_proxy`
 */
export function checkProxy(proxy: string): URL {
  refuseUnescaped(proxy);
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw usage(
    "bad_proxy",
    "the proxy in HTTPS_PROXY or ALL_PROXY is not an http:// or https:// URL",
    "use a URL such as HTTPS_PROXY=http://proxy.example:3128",
  );
}

/**
 * Some characters of a user name or a password end it where a URL is read: another host would be asked then, or another
 * password sent. The last `@` ends both, whatever is before it.
 */
function refuseUnescaped(proxy: string): void {
  const [, rest = ""] = proxy.split(/^[a-z][a-z0-9+.-]*:\/\//i);
  const end = rest.lastIndexOf("@");
  if (end === -1) return;
  const userInfo = rest.slice(0, end);
  const found = /[#/?\\]|%(?![0-9a-f]{2})/i.exec(userInfo)?.[0];
  if (found !== undefined) {
    throw usage(
      "bad_proxy",
      `the user name or password in HTTPS_PROXY or ALL_PROXY contains an unescaped "${found}"`,
      `replace ${found} with ${escaped(found)}`,
    );
  }
  try {
    decodeURIComponent(userInfo);
  } catch {
    throw usage(
      "bad_proxy",
      "the user name or password in HTTPS_PROXY or ALL_PROXY has percent escapes that are not UTF-8",
      "encode each UTF-8 byte as %XX: é is %C3%A9, and % is %25",
    );
  }
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
