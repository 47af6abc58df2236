declare module "proxy-from-env" {
  /** The proxy that the environment of this process names for a URL, or "". */
  export function getProxyForUrl(url: string | URL): string;
}
