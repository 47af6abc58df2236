/**
 * Ways in which the sandbox misbehaves on demand, and the words that ask for them.
 *
 *     spec     = item { "," item }
 *     item     = name [ "=" value ] [ "@" method ] [ "%" percent ] [ "x" times ]
 *     method   = "GET" | "PATCH" | "POST"        only requests of this method (POST: the token endpoint); default: all
 *     percent  = number above 0, up to 100       this share of them, by a seeded generator; default: 100
 *     times    = whole number from 1             strikes so often and no more; default: no end
 *     duration = whole number, then "ms" | "s" | "m" | "h" | "d"
 *
 * White space around items and before "@", "%" and "x" does not count. Suffixes are read from the end: a URL that ends
 * like one (`/100%41`, `/x2`) is followed by a suffix that says nothing (`%100`). A value holds no comma (in a URL: `%2C`).
 *
 * Of the items that strike a request, every `latency` and `latency-after` counts, and the first of all others.
 * An item behind that one is not asked, so it keeps its times.
 */
import { type Failure, usage } from "../../failure.ts";

/** What happens to a request that is struck. Durations in milliseconds. */
export type Effect =
  | { readonly name: "latency" | "latency-after" | "slow-body"; readonly ms: number }
  | { readonly name: "status"; readonly status: number }
  | {
      readonly name: "429";
      readonly retryAfter: { readonly as: "seconds" | "date"; readonly ms: number } | undefined;
    }
  | { readonly name: "redirect"; readonly status: number; readonly location: string }
  | { readonly name: BareName };

type BareName =
  | "502-after"
  | "reset-before"
  | "reset-after"
  | "cut-body"
  | "empty"
  | "html"
  | "wrong-id"
  | "endless"
  | "bomb";

/** One item of a spec. */
export type Fault = {
  readonly effect: Effect;
  /** Undefined: every method. */
  readonly method: string | undefined;
  /** Above 0, up to 100. */
  readonly percent: number;
  /** Infinity: no end. */
  readonly times: number;
};

export type Faults = readonly Fault[];

/** A name that a spec may use. */
type Named = {
  readonly name: string;
  /** How its value is written; in brackets when it may be omitted; empty when it takes none. */
  readonly value: string;
  readonly summary: string;
  /** The value → the effect; undefined when it makes no sense. */
  read(value: string | undefined): Effect | undefined;
};

/** All names, with what they do to a write: applied or not. */
export const FAULTS: readonly Named[] = [
  timed("latency", "delay before the request is processed"),
  timed("latency-after", "applied; the response is delayed"),
  {
    name: "status",
    value: "CODE",
    summary: "not applied; response with this status (200 to 599)",
    read: (value = "") => (/^[2-5]\d\d$/.test(value) ? { name: "status", status: Number(value) } : undefined),
  },
  {
    name: "429",
    value: "[DURATION|date:DURATION]",
    summary:
      "not applied; 429 with Retry-After in seconds (429=2s), as a date (429=date:2s), or without it (429)",
    read: readTooMany,
  },
  bare("502-after", "applied; response 502"),
  bare("reset-before", "not applied; the connection is reset"),
  bare("reset-after", "applied; the connection is reset before the response"),
  bare("cut-body", "applied; the connection is closed in the middle of the response body"),
  timed("slow-body", "applied; the response body is sent one byte per duration"),
  bare("empty", "applied; response 200 without a body"),
  bare("html", "not applied; response 200 with an HTML page, like a captive portal"),
  bare("wrong-id", "applied; response with the ID of another deal"),
  {
    name: "redirect",
    value: "[STATUS:]URL",
    summary: "not applied; redirect to the URL (status 301, 302, 303, 307 or 308; default 307)",
    read: readRedirect,
  },
  bare("endless", "applied; response with an endless body"),
  bare("bomb", "applied; response with a small gzip body that unpacks to 256 MiB"),
];

/**
 * Reads a spec; see the top of this file.
 * @throws Failure `bad_fault` that names the bad part and what there is
 */
export function parseFaults(spec: string): Faults {
  return spec.split(",").map((item) => parseFault(item.trim()));
}

function parseFault(item: string): Fault {
  const [, name, value, where, share, count] = ITEM.exec(item) ?? [];
  if (name === undefined) throw bad(item, "the format is name[=value][@METHOD][%PERCENT][xTIMES]");
  const named = FAULTS.find((fault) => fault.name === name);
  if (named === undefined) throw bad(item, `fault ${JSON.stringify(name)} not found`);
  const effect = named.read(value);
  if (effect === undefined) {
    throw bad(item, named.value === "" ? `${name} takes no value` : `the format is ${written(named)}`);
  }
  const method = where?.toUpperCase();
  if (method !== undefined && !METHODS.includes(method)) {
    throw bad(item, `the method after @ must be one of ${METHODS.join(", ")}`);
  }
  const percent = Number(share ?? 100);
  if (!(percent > 0 && percent <= 100)) throw bad(item, "the percentage must be above 0 and at most 100");
  const times = Number(count ?? Infinity);
  if (times < 1) throw bad(item, "the number of times must be at least 1");
  return { effect, method, percent, times };
}

const METHODS = ["GET", "PATCH", "POST"];

// The value is lazy, so that suffixes are taken from the end.
const ITEM = /^([\w-]+?)(?:=(.*?))?\s*(?:@(\w*?))?\s*(?:%(\d+(?:\.\d+)?))?\s*(?:x(\d+))?$/;

function timed(name: "latency" | "latency-after" | "slow-body", summary: string): Named {
  return {
    name,
    value: "DURATION",
    summary,
    read: (value) => {
      const ms = readDuration(value);
      return ms === undefined ? undefined : { name, ms };
    },
  };
}

function bare(name: BareName, summary: string): Named {
  return { name, value: "", summary, read: (value) => (value === undefined ? { name } : undefined) };
}

function readTooMany(value: string | undefined): Effect | undefined {
  if (value === undefined) return { name: "429", retryAfter: undefined };
  const as = value.startsWith("date:") ? "date" : "seconds";
  const ms = readDuration(value.replace(/^date:/, ""));
  return ms === undefined || ms % 1000 !== 0 ? undefined : { name: "429", retryAfter: { as, ms } };
}

function readRedirect(value = ""): Effect | undefined {
  const [, status = "307", location = ""] = /^(?:(30[12378]):)?(https?:\/\/\S+)$/.exec(value) ?? [];
  return URL.canParse(location) ? { name: "redirect", status: Number(status), location } : undefined;
}

function readDuration(value = ""): number | undefined {
  const [, count, unit = ""] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS.get(unit) ?? 0);
}

const UNITS = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

function bad(item: string, reason: string): Failure {
  const known = FAULTS.map(written).join(", ");
  return usage(
    "bad_fault",
    `invalid fault ${JSON.stringify(item)}: ${reason}`,
    `available faults: ${known}; add @METHOD, %PERCENT or xTIMES to limit one`,
  );
}

function written({ name, value }: Named): string {
  if (value === "") return name;
  return value.startsWith("[") && value.endsWith("]")
    ? `${name}[=${value.slice(1, -1)}]`
    : `${name}=${value}`;
}
