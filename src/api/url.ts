/** Addresses of what Routera offers, below a base URL. Pure. */

import { checkDealId } from "../deals/deal.ts";
import { Failure, usage } from "../failure.ts";
import { option, say } from "../hint.ts";
import { checkBaseUrl } from "../text/baseUrl.ts";

/** `…/deals/{id}?properties=a,b` @throws Failure of kind usage for a bad base URL, id or property name */
export function dealPath(baseUrl: string, id: string, properties: readonly string[] = []): string {
  return join(baseUrl, `/deals/${encode(checkDealId(id))}`, [asked(properties)]);
}

/** `…/deals?limit=100&offset=0&archived=true&properties=a,b` @throws Failure of kind usage */
export function dealsPath(
  baseUrl: string,
  query: {
    readonly limit: number;
    readonly offset: number;
    readonly archived?: boolean;
    readonly properties?: readonly string[];
  },
): string {
  const { limit, offset, archived, properties = [] } = query;
  if (!Number.isInteger(limit) || limit < 10 || limit > 100) {
    throw usage("bad_limit", `the page size must be 10 to 100 deals, got ${limit}`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw usage("bad_offset", `the offset must be a whole number, got ${offset}`);
  return join(baseUrl, "/deals", [
    `limit=${limit}`,
    `offset=${offset}`,
    archived ? "archived=true" : "",
    asked(properties),
  ]);
}

/** `…/oauth2/token` @throws Failure of kind usage for a bad base URL */
export function tokenPath(baseUrl: string): string {
  return join(baseUrl, "/oauth2/token", []);
}

function join(baseUrl: string, path: string, query: readonly string[]): string {
  const search = query.filter((part) => part !== "").join("&");
  const below = `${path}${search === "" ? "" : `?${search}`}`;
  const text = `${rootOf(baseUrl)}${below}`;
  // A URL parser collapses dot segments, encoded ones too: such an address would point elsewhere.
  if (PLAIN.test(below) || new URL(text).href === text) return text;
  throw new Failure("bug", "the URL of the request is not the intended one", {
    code: "address_collapsed",
  });
}

/** No dot, no percent sign: nothing that a URL parser would read in another way. */
const PLAIN = /^[\w/-]+(\?[\w=&,-]*)?$/;

/** Kept, because a bulk run asks a million times for the same one. */
let last: { readonly baseUrl: string; readonly root: string } | undefined;

function rootOf(baseUrl: string): string {
  if (last?.baseUrl !== baseUrl) {
    const { origin, pathname } = checkBaseUrl(baseUrl);
    last = { baseUrl, root: `${origin}${pathname.replace(/\/+$/, "")}` };
  }
  return last.root;
}

function asked(properties: readonly string[]): string {
  for (const name of properties) {
    if (name !== "" && name.isWellFormed() && !/[,\p{Cc}]/u.test(name)) continue;
    throw usage(
      "bad_property",
      `${JSON.stringify(name)} is not a valid property name`,
      say`separate names with commas: ${option("properties", "phone,amount")}`,
    );
  }
  return properties.length === 0 ? "" : `properties=${properties.map(encode).join(",")}`;
}

/** Percent-encodes, also the apostrophe: URL parsers encode it in a query. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}
