/** Why there is no answer: what the network did, in our own words. Pure. */

/**
 * `tls`: the certificate or the handshake was refused; `cut`: the answer ended early; `garbled`: what came was no HTTP;
 * `proxy_auth`, `proxy_policy`: the proxy wants another password, or does not lead to this target;
 * `too_large`: more bytes than any answer has; `aborted`: we were asked to stop.
 */
export type NetworkErrorKind =
  | "dns"
  | "refused"
  | "connect"
  | "tls"
  | "proxy"
  | "proxy_auth"
  | "proxy_policy"
  | "reset"
  | "timeout"
  | "cut"
  | "garbled"
  | "too_large"
  | "aborted";

/** `authority`: signed by no one who is trusted here. */
export type CertificateProblem = "expired" | "not_yet_valid" | "other_host" | "authority";

/** A request without an answer. */
export type NetworkError = {
  readonly kind: NetworkErrorKind;
  /** True when bytes of the request may have left this machine. */
  readonly sent: boolean;
  /** Plain text with nothing from outside in it, but the host of the proxy. */
  readonly reason: string;
  /** What is wrong with the certificate, for `tls`. */
  readonly certificate?: CertificateProblem | undefined;
  /** True when a connection that was kept open turned out to be dead: nothing came back over it. */
  readonly staleConnection?: true | undefined;
};

/** How far a request had come. */
export type RequestProgress = {
  /** The connection was there (and its certificate good): from here on bytes may have left. */
  readonly sent: boolean;
  /** A TCP connection to the target, or a tunnel to it, was there. */
  readonly connected: boolean;
  /** The head of an answer had come. */
  readonly answered: boolean;
  /** The connection had carried a request before. */
  readonly reused: boolean;
  readonly secure: boolean;
  readonly proxied: boolean;
};

/**
 * @param code the code of the error, for example ECONNRESET, or HTTP_407 for what a proxy answered
 * @param phase the phase that a time limit ended, where one did
 */
export function networkErrorOf(
  code: string,
  phase: string | undefined,
  progress: RequestProgress,
): NetworkError {
  const trouble = kindOf(code, phase, progress);
  const words = phase === undefined ? (WORDS[code] ?? GENERAL[trouble]) : PHASES[phase];
  // A limit of this program is no fault that its code would explain.
  const own = phase !== undefined || trouble === "too_large";
  const named = !own && /^(?!ERR_GOT)[A-Z][A-Z0-9_]{2,60}$/.test(code);
  const reason = `${words ?? GENERAL[trouble]}${named ? ` (${code})` : ""}`;
  const stale = trouble === "reset" && progress.reused;
  const certificate = trouble === "tls" ? CERTIFICATE_PROBLEMS[code] : undefined;
  return {
    kind: trouble,
    sent: progress.sent,
    reason,
    ...(certificate && { certificate }),
    ...(stale && { staleConnection: true }),
  };
}

function kindOf(code: string, phase: string | undefined, progress: RequestProgress): NetworkErrorKind {
  if (progress.proxied && !progress.connected)
    return PROXY_REFUSALS[code] ?? (OF_TLS.test(code) ? "tls" : "proxy");
  if (phase !== undefined) return "timeout";
  if (!progress.sent) {
    if (code === "ENOTFOUND" || code.startsWith("EAI_")) return "dns";
    if (code === "ECONNREFUSED") return "refused";
    // Whatever goes wrong between the connection and its first byte, but for a lost line, is about certificates and ciphers.
    return progress.secure && progress.connected && !LOST_LINE.has(code) ? "tls" : "connect";
  }
  if (code === "ETIMEDOUT") return "timeout";
  if (code === "ERR_BUFFER_TOO_LARGE") return "too_large";
  if (code === "ERR_HTTP_CONTENT_LENGTH_MISMATCH" || code === "Z_BUF_ERROR") return "cut";
  if (code.startsWith("HPE_")) return code === "HPE_INVALID_EOF_STATE" ? "cut" : "garbled";
  if (/^(Z_|ERR_Z|ERR__ERROR_|ZSTD_)/.test(code)) return "garbled";
  return progress.answered ? "cut" : "reset";
}

/** What a proxy's certificate or handshake fails with: it will not be better at the next try. */
const OF_TLS =
  /^(ERR_(TLS|SSL|OSSL)_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|EPROTO$)/;

/** Final: the same request would be refused again. */
const PROXY_REFUSALS: Readonly<Record<string, NetworkErrorKind>> = {
  HTTP_407: "proxy_auth",
  // tinyproxy's word for a wrong password.
  HTTP_401: "proxy_auth",
  HTTP_403: "proxy_policy",
};

const CERTIFICATE_PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not_yet_valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "other_host",
  HOSTNAME_MISMATCH: "other_host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "authority",
  SELF_SIGNED_CERT_IN_CHAIN: "authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "authority",
  UNABLE_TO_GET_ISSUER_CERT: "authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "authority",
  CERT_UNTRUSTED: "authority",
  INVALID_CA: "authority",
};

const LOST_LINE: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENETDOWN",
]);

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "unknown host name",
  EAI_AGAIN: "the host name lookup failed",
  ECONNREFUSED: "connection refused",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate of the server is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate of the server is not signed by a trusted CA",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate of the server is not signed by a trusted CA",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate of the server is not signed by a trusted CA",
  CERT_HAS_EXPIRED: "the certificate of the server has expired",
  CERT_NOT_YET_VALID: "the certificate of the server is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate of the server is for another host",
};

const GENERAL: Readonly<Record<NetworkErrorKind, string>> = {
  dns: "the host name lookup failed",
  refused: "connection refused",
  connect: "the connection failed",
  tls: "the TLS handshake failed",
  proxy: "the connection through the proxy failed",
  proxy_auth: "the proxy rejected the user name or password",
  proxy_policy: "the proxy does not allow this host",
  reset: "the connection was closed before the response",
  timeout: "the request timed out",
  cut: "the response is incomplete",
  garbled: "the response is not valid HTTP",
  too_large: "the response is too large",
  aborted: "interrupted",
};

const PHASES: Readonly<Record<string, string>> = {
  lookup: "the host name lookup timed out",
  connect: "the connection timed out",
  secureConnect: "the TLS handshake timed out",
  send: "sending the request timed out",
  response: "waiting for the response timed out",
  read: "reading the response timed out",
  request: "the request timed out",
};
