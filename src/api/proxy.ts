/** Which proxy the environment asks for. */
import { usage } from "../failure.ts";

const VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;

/**
 * The proxy for a base URL by HTTPS_PROXY, ALL_PROXY and NO_PROXY, as `http://host:port`; undefined for a direct connection.
 * Plain http goes to this machine only, so never through a proxy.
 * @param env the environment of this process: the library reads the same one by itself
 */
export async function proxyFor(
  baseUrl: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (!/^https:/i.test(baseUrl)) return undefined;
  const asked = VARIABLES.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  if (asked === undefined) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const proxy = getProxyForUrl(baseUrl);
  if (proxy === "") return undefined;
  // Without a scheme the library takes the target's; `proxy.example:3128` means http to everybody else.
  return asked.includes("://") ? proxy : proxy.replace(/^https:/, "http:");
}

/**
 * The token goes through a tunnel only; a proxy's address may hold a password and is not shown.
 * @throws Failure `bad_proxy`
 */
export function checkProxy(proxy: string): URL {
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url !== undefined && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw usage(
    "bad_proxy",
    "the proxy in HTTPS_PROXY or ALL_PROXY is not an http:// or https:// address",
    "write for example HTTPS_PROXY=http://proxy.example:3128",
  );
}
