/** What keeps connections open, to the target itself or through a proxy. */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP } from "node:net";
import type { Connection } from "./deals.ts";
import { checkProxy } from "./proxy.ts";

export type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

/** The longest that looking up, connecting and shaking hands may take each, in milliseconds. */
export const LONGEST_PHASE = 10_000;

/** @throws Failure `bad_proxy`, `bad_ca` */
export async function openAgents({
  proxy,
  extraCa,
  timeout,
}: Pick<Connection, "proxy" | "extraCa" | "timeout">): Promise<Agents> {
  const secureContext = extraCa === undefined ? undefined : (await import("./trust.ts")).trusting(extraCa);
  const options = {
    keepAlive: true,
    // Also where NODE_TLS_REJECT_UNAUTHORIZED=0 says otherwise.
    rejectUnauthorized: true,
    ...(secureContext && { secureContext }),
  };
  const http = new HttpAgent({ keepAlive: true });
  if (proxy === undefined) return { http, https: new HttpsAgent(options) };
  const { HttpsProxyAgent } = await import("hpagent");
  const towardsProxy = {
    rejectUnauthorized: true,
    // Without it Node would take the target's name out of the Host header, and look for that in the proxy's certificate.
    servername: "",
    ...(secureContext && { secureContext }),
  };
  const https = new HttpsProxyAgent({
    ...options,
    // hpagent hands this to CONNECT, which nothing else would end.
    timeout: Math.min(timeout, LONGEST_PHASE),
    proxy: spelledFor(checkProxy(proxy)),
    proxyRequestOptions: towardsProxy,
  });
  return { http, https };
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
