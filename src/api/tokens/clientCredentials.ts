/** Tokens for a client id and secret: asked for at the first use, kept until shortly before they end. */

import { Failure } from "../../failure.ts";
import { placeholder, variable, words } from "../../hint.ts";
import { isJsonObject, isLosslessNumber, type JsonObject } from "../../json.ts";
import type { BearerTokens, Connection } from "../deals.ts";
import { invalidResponse, type RequestSubject, responseFailure } from "../failures.ts";
import type { HttpResponse } from "../http/send.ts";
import { read } from "../read.ts";
import { readJson } from "../response.ts";
import { openWire, type Wire } from "../session.ts";
import { tokenPath } from "../url.ts";
import { checkToken } from "./token.ts";

export type Client = {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where id and secret go: in the form body or as HTTP Basic. */
  readonly auth: "body" | "basic";
  /** Where they come from, for messages: `ROUTERA_CLIENT_SECRET`. */
  readonly from?: { readonly id?: string | undefined; readonly secret?: string | undefined };
};

/** A token, and for how many milliseconds from now on it may be used; Infinity: until it is refused. */
export type TokenWithLifetime = { readonly token: string; readonly lasts: number };

/** Where tokens are kept between calls. */
export type TokenCache = {
  /**
   * A kept token, or what `fetch` gets, which is then kept. Calls at the same moment share one fetch where that can be had.
   * @param refused a token that must not be handed out again
   * @throws only what `fetch` throws, or the reason of an interrupt
   */
  get(fetch: () => Promise<TokenWithLifetime>, refused: string | undefined): Promise<TokenWithLifetime>;
};

type Held = {
  readonly token: string;
  /** When to ask for another one, on the clock's `elapsed`. */
  readonly until: number;
};

/** The most bytes that an answer with a token may have. */
const LARGEST = 256 * 1024;
/** How long before its end a token is renewed, in milliseconds; for a short-lived one a tenth of its life. */
const EARLY = 60_000;

/**
 * A source of tokens from POST /oauth2/token. Callers at the same moment share one request.
 * @param keep where tokens outlive this call; without it they live in memory only
 * @throws Failure for a base URL that is refused; `client_id_malformed`, `client_secret_malformed`
 */
export function clientCredentials(
  connection: Omit<Connection, "tokens">,
  client: Client,
  keep: TokenCache = memoryOnly,
): BearerTokens {
  checkClient(client);
  const wire = openWire({ ...connection, tokens: undefined }, [client.clientSecret, basic(client)]);
  const { clock } = connection;
  let held: Held | undefined;
  let fetching: Promise<Held> | undefined;
  // Only a success gives back what a refresh took: a server that refuses every token is not asked for ever.
  let refreshed = false;

  const fetched = async (refused?: string) => {
    fetching ??= obtain(refused).finally(() => {
      fetching = undefined;
      wire.close();
    });
    const fresh = await fetching;
    held = fresh;
    return fresh.token;
  };
  const obtain = async (refused: string | undefined): Promise<Held> => {
    const { token, lasts } = await keep.get(() => fetchToken(wire, client), refused);
    return { token, until: clock.elapsed() + lasts };
  };
  return {
    token: async () => (held !== undefined && clock.elapsed() < held.until ? held.token : fetched()),
    refresh: async (refused) => {
      // Another user may have renewed it while the refused request was on its way.
      if (held !== undefined && held.token !== refused) return held.token;
      if (fetching !== undefined) return fetched();
      if (refreshed) return undefined;
      refreshed = true;
      return fetched(refused);
    },
    taken: (token) => {
      // What an older token could still do says nothing of the one that is being fetched.
      if (fetching === undefined && held?.token === token) refreshed = false;
    },
  };
}

const memoryOnly: TokenCache = { get: (fetch) => fetch() };

async function fetchToken(wire: Wire, client: Client): Promise<TokenWithLifetime> {
  const { baseUrl, clock } = wire.connection;
  const about = { what: "an access token", origin: wire.origin, redact: wire.redact };
  const asked = clock.elapsed();
  const response = await read(
    wire,
    {
      method: "POST",
      url: tokenPath(baseUrl),
      maxBytes: LARGEST,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(client.auth === "basic" && { authorization: `Basic ${basic(client)}` }),
      },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        ...(client.auth === "body" && { client_id: client.clientId, client_secret: client.clientSecret }),
      }).toString(),
    },
    about,
  );
  if (response.status !== 200) throw refusal(response, about);
  const { token, seconds } = readToken(response, about);
  const life = seconds * 1000 - Math.min(EARLY, seconds * 100);
  return { token, lasts: life - (clock.elapsed() - asked) };
}

/** RFC 6749 2.3.1: both are form-encoded before they are joined by a colon. */
function basic({ clientId, clientSecret }: Client): string {
  const encode = (text: string) => new URLSearchParams({ v: text }).toString().slice("v=".length);
  return Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString("base64");
}

function readToken(
  response: HttpResponse,
  subject: RequestSubject,
): { readonly token: string; readonly seconds: number } {
  const json = jsonObject(response);
  const token = json?.access_token;
  const type = json?.token_type;
  if (typeof token !== "string" || typeof type !== "string" || type.toLowerCase() !== "bearer") {
    // What came instead may still contain a token: none of it is shown.
    throw invalidResponse("is not a bearer token", { ...response, body: new Uint8Array() }, subject);
  }
  const life = json?.expires_in;
  const seconds = isLosslessNumber(life) ? Number(life.value) : Number.NaN;
  // Without a sensible life the token is used until it is refused.
  return { token: checkToken(token), seconds: seconds > 0 ? seconds : Number.POSITIVE_INFINITY };
}

function refusal(response: HttpResponse, subject: RequestSubject): Failure {
  const json = jsonObject(response);
  const error = json?.error;
  if (response.status < 400 || typeof error !== "string")
    return aboutClient(responseFailure(response, subject));
  const description = json?.error_description;
  const said = typeof description === "string" ? `: ${description}` : "";
  return new Failure("credentials", subject.redact(`${error}${said}`), {
    code: error === "invalid_client" ? "client_refused" : "token_request_refused",
    status: response.status,
    hint: CHECK_CLIENT,
    verbatim: true,
  });
}

const CHECK_CLIENT = { logIn: "client" } as const;

/** A refusal in Routera's usual form, whose hint would speak of deals and tokens. */
function aboutClient(failure: Failure): Failure {
  const { kind, words, code, status, verbatim } = failure;
  if (kind !== "rejected" && kind !== "credentials") return failure;
  return new Failure("credentials", words, {
    code: kind === "rejected" ? "token_request_refused" : code,
    status,
    verbatim,
    hint: CHECK_CLIENT,
  });
}

/** What is around an id or a secret in a file or a variable is not part of it, and nothing that was meant. */
function checkClient({ clientId, clientSecret, from }: Client): void {
  for (const [what, text] of [
    ["id", clientId],
    ["secret", clientSecret],
  ] as const) {
    if (!/[\p{Cc}\ufeff]/u.test(text)) continue;
    const oddity = /[\r\n]/.test(text) ? "a line break" : "a control character";
    const place = from?.[what] === undefined ? "" : ` in ${from[what]}`;
    throw new Failure(
      "credentials",
      `the client ${what === "id" ? "ID" : "secret"}${place} contains ${oddity}`,
      {
        code: `client_${what}_malformed`,
        hint: {
          say: words`set ${variable(what === "id" ? "clientId" : "clientSecret")} to the ${what === "id" ? "ID" : "secret"} only, or log in`,
          run: { command: "auth login", options: { clientId: placeholder("ID") } },
        },
      },
    );
  }
}

function jsonObject(response: HttpResponse): JsonObject | undefined {
  const value = readJson(response);
  return "json" in value && isJsonObject(value.json) ? value.json : undefined;
}
