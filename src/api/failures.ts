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
    `${subject.origin} answered ${status}, but the answer ${problem}`,
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
    `the answer for ${subject.what} ${problem}${said}`,
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
  const wait = asked === undefined ? "" : ` and asks to wait ${duration(asked)}`;
  const said = message === undefined ? "" : `: ${clip(subject.redact(message))}`;
  return new Failure("try_later", `${subject.origin} answered ${status}${wait}${said}`, {
    code: status === 429 ? "rate_limited" : "server_error",
    status,
    hint: whenAgain(asked),
  });
}

function whenAgain(asked: number | undefined): Hint {
  if (asked === undefined) return { again: { more: "retries" } };
  return isForEver(asked) ? "ask Routera why it refuses" : { again: { after: duration(asked) } };
}

/** True for a status that may be another one soon. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status < 600);
}

/** Statuses that say enough without a body. */
const ROUTERAS_OWN: ReadonlySet<number> = new Set([401, 403, 404]);

type Row = readonly [kind: Kind, code: string, fact: string, hint: (id: Word) => Hint | readonly Hint[]];

const checkValues = (id: Word): Hint => ({
  say: "check names and values against the fields of the deal",
  run: { command: "deals get", operands: [id] },
});

const SEE_IDS: Hint = {
  say: "see the ids of this account",
  run: { command: "deals list", options: { all: true, archived: true } },
};

const REFUSALS: Readonly<Record<number, Row>> = {
  400: ["rejected", "values_refused", "Routera refused the request", checkValues],
  401: ["credentials", "token_refused", "the token was refused", () => ({ logIn: "refused" })],
  403: ["credentials", "forbidden", "the token may not do this", () => ({ logIn: "forbidden" })],
  404: [
    "not_found",
    "deal_not_found",
    "there is no such deal",
    () => [SEE_IDS, { say: "see which account it is", run: { command: "auth status" } }],
  ],
  409: [
    "conflict",
    "conflict",
    "Routera reports a conflict",
    (id) => ({ say: "see the deal as it is now", run: { command: "deals get", operands: [id] } }),
  ],
  410: ["not_found", "deal_not_found", "the deal is gone", () => SEE_IDS],
  413: ["rejected", "values_refused", "the values are too large", () => "send fewer or shorter values"],
  422: ["rejected", "values_refused", "Routera refused the values", checkValues],
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
      `the token expired at ${new Date(end).toISOString()}, unless the clock of this machine is wrong`,
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
      `${subject.origin} answered with an unexpected status`,
      () => CHECK_URL,
    ];
  }
  return row;
}

function redirected(response: HttpResponse, subject: RequestSubject): Failure {
  // Before it is parsed: a secret may stand in the host's name, where parsing changes its spelling.
  const { location } = response.headers;
  const target = originOf(location === undefined ? undefined : subject.redact(location), subject.origin);
  return notRoutera(
    "redirected",
    `${subject.origin} answered ${response.status} and points to ${target}; redirects are never followed`,
    response,
    subject,
  );
}

/** Only the origin: the rest may hold anything, our own token too. */
function originOf(location: string | undefined, base: string): string {
  if (location === undefined || !URL.canParse(location, base)) return "nowhere";
  const { protocol, origin } = new URL(location, base);
  return protocol === "https:" || protocol === "http:" ? origin : "something that is no web address";
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
  return text === "" ? undefined : `the answer begins: ${text.slice(0, 200)}`;
}

function readProblem(response: HttpResponse): { readonly problem: string } {
  const value = readJson(response);
  return "problem" in value ? value : { problem: "is not in Routera's form" };
}

function duration(ms: number): string {
  if (isForEver(ms)) return "for ever";
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

function isForEver(ms: number): boolean {
  return !Number.isSafeInteger(Math.ceil(ms / 1000));
}

function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
