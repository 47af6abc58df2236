/** Where requests may go: https anywhere, plain http on this machine only. Pure. */
import { type Failure, usage } from "../failure.ts";

/**
 * Checks a base URL. A path prefix is kept.
 * @returns the parsed URL
 * @throws Failure `bad_base_url`, `insecure_base_url`
 */
export function checkBaseUrl(text: string): URL {
  const problem = problemOf(text);
  if (problem !== undefined) throw bad(text, problem);
  const url = new URL(text);
  if (url.protocol === "http:" && !isLoopback(url)) {
    throw usage(
      "insecure_base_url",
      `the base URL ${shown(text)} would send the token unencrypted: http is allowed for loopback only`,
      `use https://${url.host}`,
    );
  }
  return url;
}

/** True for the parsed hosts 127.0.0.0/8, [::1] and exactly `localhost`; look-alikes are none. */
export function isLoopback(url: URL): boolean {
  return (
    url.hostname === "localhost" || url.hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
  );
}

function problemOf(text: string): string | undefined {
  if (text === "") return "is empty";
  if (!text.isWellFormed() || /[\s\p{Cc}\p{Cf}]/u.test(text))
    return "contains white space or control characters";
  // URL parsers read a backslash as a slash, and so `https:\\evil.com` as a host.
  if (text.includes("\\")) return "contains a backslash";
  if (!/^https?:\/\/[^/]/i.test(text)) return "does not start with https:// and a host";
  if (/[?#]/.test(text)) return "has a query or a fragment";
  if (authorityOf(text).includes("@")) return "contains a user name or password";
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(text)) return "has a path with dot segments";
  if (!URL.canParse(text)) return "is not a URL";
  return undefined;
}

function bad(text: string, problem: string): Failure {
  return usage(
    "bad_base_url",
    `the base URL ${shown(text)} ${problem}`,
    "use a URL such as https://api.routera.io",
  );
}

/** What is before an @ may be a password: never shown. */
function shown(text: string): string {
  if (text.includes("@")) return "(hidden: may contain a password)";
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}

function authorityOf(text: string): string {
  return text.replace(/^https?:\/\//i, "").split("/", 1)[0] ?? "";
}
