/** Turns responses and network errors into failures. Pure. */
import { Failure, type FailureDetails, type Kind } from "../failure.ts";
import { type Hint, placeholder, type Word } from "../hint.ts";
import { compressionOf } from "./http/decompress.ts";
import type { HttpResponse } from "./http/send.ts";
import { readJson, readMessage } from "./response.ts";

/** What a request was about, for messages and hints. */
export type RequestSubject = {
  /** `deal 550e…`, `the list of deals`, `the token request` */
  readonly what: string;
  /** The deal's id, where it was about one. */
  readonly id?: string | undefined;
  /** Where it went: `https://api.routera.io` */
  readonly origin: string;
  /** When the token in use expired; undefined where that is not known. See Wire. */
  readonly expiredAt?: ((serverDate: number | undefined) => number | undefined) | undefined;
  /** Takes secrets out of text from outside. */
  readonly redact: (text: string) => string;
};

/** For an answer that is not the success asked for: by its status, and by whether Routera wrote it. */
export function responseFailure(response: HttpResponse, subject: RequestSubject): Failure {
  const { status } = response;
  if (status >= 300 && status < 400) return redirected(response, subject);
  if (isRetryableStatus(status)) return retryableFailure(response, subject, undefined);
  const message = readMessage(response);
  if (status >= 400 && (message !== undefined || (response.body.length === 0 && ROUTERAS_OWN.has(status)))) {
    const failure = refused(status, message, subject);
    return status === 401 ? aboutExpiry(failure, subject.expiredAt?.(response.serverDate)) : failure;
  }
  const { problem } = readProblem(response);
  return notRoutera(
    "not_routera",
    `${subject.origin} returned ${status}, but the response ${problem}`,
    response,
    subject,
  );
}

/** For a 200 (or another success) whose body is not what was asked for. */
export function invalidResponse(problem: string, response: HttpResponse, subject: RequestSubject): Failure {
  const message = readMessage(response);
  const said = message === undefined ? "" : `: ${clip(subject.redact(message))}`;
  return notRoutera(
    "unexpected_answer",
    `the response for ${subject.what} ${problem}${said}`,
    response,
    subject,
  );
}

/** For an answer that says "not now", once nothing more is tried. @param asked milliseconds that the server wants us to wait */
export function retryableFailure(
  response: HttpResponse,
  subject: RequestSubject,
  asked: number | undefined,
): Failure {
  const { status } = response;
  const message = readMessage(response);
  const wait = asked === undefined || isForEver(asked) ? "" : `; retry after ${duration(asked)}`;
  const said = message === undefined ? "" : `: ${clip(subject.redact(message))}`;
  const fact =
    status === 429 ? `rate limited by ${subject.origin} (429)` : `${subject.origin} returned ${status}`;
  return new Failure("try_later", `${fact}${said}${wait}`, {
    code: status === 429 ? "rate_limited" : "server_error",
    status,
    hint: whenAgain(asked),
  });
}

function whenAgain(asked: number | undefined): Hint {
  if (asked === undefined) return { again: { more: "retries" } };
  return isForEver(asked)
    ? "ask Routera about the limit of your account"
    : { again: { after: duration(asked) } };
}

/** True for a status that may be another one soon. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status < 600);
}

/** Statuses that say enough without a body. */
const ROUTERAS_OWN: ReadonlySet<number> = new Set([401, 403, 404]);

type Row = readonly [kind: Kind, code: string, fact: string, hint: (id: Word) => Hint | readonly Hint[]];

const checkValues = (id: Word): Hint => ({
  say: "compare names and values with the fields of the deal",
  run: { command: "deals get", operands: [id] },
});

const SEE_IDS: Hint = {
  say: "list the deal IDs of this account",
  run: { command: "deals list", options: { all: true, archived: true } },
};

const REFUSALS: Readonly<Record<number, Row>> = {
  400: ["rejected", "values_refused", "Routera rejected the request", checkValues],
  401: ["credentials", "token_refused", "Routera rejected the token", () => ({ logIn: "refused" })],
  403: ["credentials", "forbidden", "the token does not have permission", () => ({ logIn: "forbidden" })],
  404: [
    "not_found",
    "deal_not_found",
    "deal not found",
    () => [SEE_IDS, { say: "show the account", run: { command: "auth status" } }],
  ],
  409: [
    "conflict",
    "conflict",
    "Routera reported a conflict",
    (id) => ({ say: "show the current deal", run: { command: "deals get", operands: [id] } }),
  ],
  410: ["not_found", "deal_not_found", "the deal no longer exists", () => SEE_IDS],
  413: ["rejected", "values_too_large", "the values are too large", () => "send fewer or shorter values"],
  422: ["rejected", "values_refused", "Routera rejected the values", checkValues],
};

function refused(status: number, message: string | undefined, subject: RequestSubject): Failure {
  const [kind, code, fact, next] = rowFor(status, subject);
  const details = { code, status, hint: next(subject.id ?? placeholder("ID")) };
  if (message !== undefined)
    return new Failure(kind, subject.redact(message), { ...details, verbatim: true });
  return new Failure(kind, `${fact} (${status})`, details);
}

/** @param end when the token expired */
function aboutExpiry(failure: Failure, end: number | undefined): Failure {
  if (end === undefined) return failure;
  return failure.with({
    code: "token_expired",
    hint: [
      `the token expired at ${new Date(end).toISOString()}, or the clock of this machine is wrong`,
      { logIn: "expired" },
    ],
  });
}

function rowFor(status: number, subject: RequestSubject): Row {
  const row = REFUSALS[status];
  // Without a deal there is nothing that may be missing but the API itself.
  if (row === undefined || (row[0] === "not_found" && subject.id === undefined)) {
    return [
      "not_routera",
      "unexpected_status",
      `${subject.origin} returned an unexpected status`,
      () => CHECK_URL,
    ];
  }
  return row;
}

function redirected(response: HttpResponse, subject: RequestSubject): Failure {
  // Before it is parsed: a secret may be in the host's name, where parsing changes its spelling.
  const { location } = response.headers;
  const target = originOf(location === undefined ? undefined : subject.redact(location), subject.origin);
  return notRoutera(
    "redirected",
    `${subject.origin} returned ${response.status}, a redirect to ${target}; redirects are not followed`,
    response,
    subject,
  );
}

/** Only the origin: the rest may hold anything, our own token too. */
function originOf(location: string | undefined, base: string): string {
  if (location === undefined || !URL.canParse(location, base)) return "no URL";
  const { protocol, origin } = new URL(location, base);
  return protocol === "https:" || protocol === "http:" ? origin : "an unsupported URL";
}

export const CHECK_URL: Hint = { checkAddress: "baseUrl" };

function notRoutera(code: string, message: string, response: HttpResponse, subject: RequestSubject): Failure {
  const details: FailureDetails = {
    code,
    status: response.status,
    hint: CHECK_URL,
    detail: beginning(response, subject),
  };
  return new Failure("not_routera", message, details);
}

/** So much that a long token, repeated, is never cut in what is shown of it. */
const LOOKED_AT = 1024 * 1024;

/** The first words of a strange answer. Secrets are taken out before it is cut, or half a token would stay. */
function beginning({ body, unreadable }: HttpResponse, { redact }: RequestSubject): string | undefined {
  if (unreadable !== undefined || compressionOf(body) !== undefined) return undefined;
  const text = redact(new TextDecoder().decode(body.subarray(0, LOOKED_AT)));
  return text === "" ? undefined : `the response starts with: ${text.slice(0, 200)}`;
}

function readProblem(response: HttpResponse): { readonly problem: string } {
  const value = readJson(response);
  return "problem" in value ? value : { problem: "does not have Routera's format" };
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds}s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)}m` : `${Math.ceil(seconds / 3_600)}h`;
}

function isForEver(ms: number): boolean {
  return !Number.isSafeInteger(Math.ceil(ms / 1000));
}

function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
