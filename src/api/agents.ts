/** What keeps connections open, to the target itself or through a proxy. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP, isIPv6 } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { Connection } from "./deals.ts";
import { checkProxy } from "./proxy.ts";

export type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

/** `kept` keeps connections open between requests; `fresh` opens one for each request. */
export type AgentPair = { readonly kept: Agents; readonly fresh: Agents };

/** The longest that looking up, connecting and shaking hands may take each, in milliseconds. */
export const LONGEST_PHASE = 10_000;

/** @throws Failure `bad_proxy`, `bad_ca` */
export async function openAgents({
  proxy,
  extraCa,
  timeout,
}: Pick<Connection, "proxy" | "extraCa" | "timeout">): Promise<AgentPair> {
  const secureContext = extraCa === undefined ? undefined : (await import("./trust.ts")).trusting(extraCa);
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
        timeout: Math.min(timeout, LONGEST_PHASE),
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
