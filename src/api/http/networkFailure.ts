/** No answer at all → the Failure that the user sees. Pure. */
import { Failure, type Kind } from "../../failure.ts";
import type { Hint } from "../../hint.ts";
import { CHECK_URL, type RequestSubject } from "../failures.ts";
import type { CertificateProblem, NetworkError } from "./networkError.ts";

/** For no answer at all. */
export function networkFailure(
  { kind: trouble, reason, certificate }: NetworkError,
  { origin, what }: RequestSubject,
): Failure {
  const [kind, code, usual] = TROUBLES[trouble];
  const hint = certificate === undefined ? usual : CERTIFICATE_HINTS[certificate];
  const fact = AFTER_CONNECTING.has(trouble)
    ? `request for ${what} to ${origin} failed`
    : `cannot connect to ${origin}`;
  return new Failure(kind, `${fact}: ${reason}`, { code, hint });
}

const NETWORK: Hint = { checkAddress: "network" };

const AGAIN: Hint = { again: {} };

const AFTER_CONNECTING: ReadonlySet<NetworkError["kind"]> = new Set([
  "reset",
  "timeout",
  "cut",
  "garbled",
  "too_large",
]);

const CERTIFICATE_HINTS: Readonly<Record<CertificateProblem, Hint>> = {
  expired: "renew the certificate of the server, or correct the date and time of this machine",
  not_yet_valid: "check the date and time of this machine",
  other_host: {
    say: "check the host in the base URL; a proxy or captive portal may have responded instead",
    run: { command: "profile show" },
  },
  authority: { nameCaFile: true },
};

const TROUBLES: Readonly<Record<NetworkError["kind"], readonly [Kind, string, Hint]>> = {
  dns: ["try_later", "host_not_found", NETWORK],
  refused: ["try_later", "connection_refused", NETWORK],
  connect: ["try_later", "connection_failed", NETWORK],
  proxy: ["try_later", "proxy_failed", "check HTTPS_PROXY and NO_PROXY, or unset them"],
  proxy_auth: [
    "credentials",
    "proxy_auth_required",
    "add the user name and password to HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
  ],
  proxy_policy: [
    "credentials",
    "proxy_forbidden",
    "ask the administrator of the proxy to allow this host, or add the host to NO_PROXY",
  ],
  reset: ["try_later", "connection_reset", AGAIN],
  timeout: ["try_later", "timed_out", { again: { more: "timeout" } }],
  cut: ["try_later", "answer_cut", AGAIN],
  tls: ["not_routera", "tls_failed", NETWORK],
  garbled: ["not_routera", "not_http", CHECK_URL],
  too_large: ["not_routera", "answer_too_large", CHECK_URL],
  aborted: ["interrupted", "interrupted", AGAIN],
};
