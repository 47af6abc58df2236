/** NO_PROXY by the rules of curl: which entry covers a host. Pure. */
import { BlockList, isIP } from "node:net";

/** What NO_PROXY says about one address. */
export type NoProxy = {
  /** The entry that covers it, as it was written. */
  readonly coveredBy: string | undefined;
  /** Entries that have no meaning: they cover nothing. */
  readonly notUnderstood: readonly string[];
};

/** @param value entries with commas or white space between them */
export function readNoProxy(value: string, { hostname, port, protocol }: URL): NoProxy {
  const entries = value.split(/[\s,]+/).filter((entry) => entry !== "");
  const target = {
    host: plainHost(hostname),
    port: port || (protocol === "https:" ? "443" : "80"),
  };
  const read = entries.map((entry) => ({ entry, covers: ruleOf(entry) }));
  return {
    coveredBy: read.find(({ covers }) => covers?.(target))?.entry,
    notUnderstood: read.filter(({ covers }) => covers === undefined).map(({ entry }) => entry),
  };
}

type Target = { readonly host: string; readonly port: string };
type Rule = (target: Target) => boolean;

/** @returns undefined for an entry that is not understood */
function ruleOf(entry: string): Rule | undefined {
  if (entry === "*") return () => true;
  const { text, port } = splitPort(entry);
  const rule = ruleOfHost(text.toLowerCase());
  if (rule === undefined || port === undefined) return rule;
  return (target) => target.port === port && rule(target);
}

/** `host:443`, `[::1]:443`; the colons of a bare IPv6 address are its own. */
function splitPort(entry: string): { readonly text: string; readonly port?: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  if (bracketed) return { text: bracketed[1] ?? "", port: bracketed[2] };
  const named = /^([^:]*):(\d+)$/.exec(entry);
  return named ? { text: named[1] ?? "", port: named[2] } : { text: entry };
}

function ruleOfHost(text: string): Rule | undefined {
  const [address = "", bits] = text.split("/", 2);
  if (isIP(address) !== 0) return ruleOfAddress(address, bits);
  // `.example.com` and `*.example.com` mean example.com and all below it, as `example.com` does.
  const name = text.replace(/^\*?\./, "").replace(/\.$/, "");
  if (name === "" || /[^\p{L}\p{N}._-]/u.test(name)) return undefined;
  const domain = asciiName(name);
  return ({ host }) => isIP(host) === 0 && (host === domain || host.endsWith(`.${domain}`));
}

function ruleOfAddress(address: string, bits: string | undefined): Rule | undefined {
  const version = isIP(address);
  const longest = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? longest : Number(bits);
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || prefix > longest)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, prefix, version === 6 ? "ipv6" : "ipv4");
  return ({ host }) => isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}

/** As the host of a URL is written. */
function asciiName(name: string): string {
  const url = `http://${name}`;
  return URL.canParse(url) ? new URL(url).hostname : name;
}

/** Without the brackets of an IPv6 address, and without the dot that may end a name. */
export function plainHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}
