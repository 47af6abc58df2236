/** Tokens of the sandbox, and the endpoint that issues them. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../host.ts";
import { jsonNumber } from "../json.ts";
import { type Answer, jsonAnswer } from "./http.ts";

/** True for a bearer token that the sandbox takes, besides those it issued itself. */
export type TokenRule = (token: string) => boolean;

/** Tokens that `anyToken` refuses, so that a 401 can be tried. */
export const REFUSED_TOKENS: readonly string[] = ["expired", "no-account"];

/** Every token but the refused ones: for a sandbox to play with. */
export const anyToken: TokenRule = (token) => !REFUSED_TOKENS.includes(token);

/** One token and no other. */
export function onlyToken(known: string): TokenRule {
  return (token) => same(token, known);
}

/** A client that gets tokens from `POST /oauth2/token`. */
export type SandboxClient = { readonly id: string; readonly secret: string };

/** The client that every sandbox to play with knows. Made up and public, so not a secret. */
export const SANDBOX_CLIENT: SandboxClient = { id: "sandbox-client", secret: "sandbox-secret" };

/** How long an issued token is good for, in seconds. */
const TOKEN_LIFETIME = 3600;

type Issuer = {
  /** A new token for a client, in the shape of a JWT, good for `TOKEN_LIFETIME`. */
  issue(clientId: string): string;
  /** What this issuer thinks of a token; `foreign` when it is none of its own. */
  judge(token: string): "good" | "expired" | "foreign";
};

/** An issuer whose tokens no other one takes for its own. */
export function createIssuer(clock: Clock): Issuer {
  const key = randomBytes(32);
  const sign = (text: string) => createHmac("sha256", key).update(text).digest("base64url");
  const head = encoded({ alg: "HS256", typ: "JWT" });
  const seconds = () => Math.floor(clock.now() / 1000);
  return {
    issue: (clientId) => {
      const iat = seconds();
      const claims = {
        iss: "routera-sandbox",
        sub: clientId,
        account: "sandbox",
        iat,
        exp: iat + TOKEN_LIFETIME,
      };
      const text = `${head}.${encoded({ ...claims, jti: randomBytes(9).toString("base64url") })}`;
      return `${text}.${sign(text)}`;
    },
    judge: (token) => {
      const [first = "", claims = "", signature = ""] = token.split(".");
      if (signature === "" || !same(signature, sign(`${first}.${claims}`))) return "foreign";
      const { exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { exp: number };
      return seconds() < exp ? "good" : "expired";
    },
  };
}

/** The token of an `Authorization: Bearer …` header; undefined when there is none. */
export function readBearer(header: string | undefined): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(header ?? "")?.[1];
}

/** The client of an `Authorization: Basic …` header; undefined when there is none. */
function readBasic(header: string | undefined): SandboxClient | undefined {
  const [, text = ""] = /^Basic +([\w+/-]+=*)$/i.exec(header ?? "") ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(text, "base64").toString()) ?? [];
  return id === undefined || secret === undefined
    ? undefined
    : { id: formText(id), secret: formText(secret) };
}

/** True when both texts are the same; takes as long when they are not. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** OAuth has both parts form-encoded before base64. */
function formText(text: string): string {
  return new URLSearchParams(`_=${text.replaceAll("&", "%26")}`).get("_") ?? "";
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** What a token request says. */
export type TokenRequest = {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
};

/** Answers as RFC 6749 has it: 200 with a token, 400, or 401 `invalid_client`. */
export function answerTokenRequest(
  { contentType, authorization, body }: TokenRequest,
  clients: readonly SandboxClient[],
  issuer: Issuer,
): Answer {
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? "")) {
    return refuse(400, "invalid_request", "The body must be application/x-www-form-urlencoded");
  }
  const form = new URLSearchParams(body);
  const grantType = form.get("grant_type");
  if (grantType === null) return refuse(400, "invalid_request", "grant_type is required");
  if (grantType !== "client_credentials") {
    return refuse(400, "unsupported_grant_type", "grant_type must be client_credentials");
  }
  const given = authorization === undefined ? formClient(form) : readBasic(authorization);
  const client = given && clients.find(({ id, secret }) => id === given.id && same(secret, given.secret));
  if (client === undefined) return refuse(401, "invalid_client", "Invalid client_id or client_secret");
  return jsonAnswer(
    { access_token: issuer.issue(client.id), token_type: "Bearer", expires_in: jsonNumber(TOKEN_LIFETIME) },
    200,
    NOT_KEPT,
  );
}

function formClient(form: URLSearchParams): SandboxClient {
  return { id: form.get("client_id") ?? "", secret: form.get("client_secret") ?? "" };
}

function refuse(status: 400 | 401, error: string, description: string): Answer {
  const headers = status === 401 ? { ...NOT_KEPT, "WWW-Authenticate": 'Basic realm="routera"' } : NOT_KEPT;
  return jsonAnswer({ error, error_description: description }, status, headers);
}

const NOT_KEPT = { "Cache-Control": "no-store", Pragma: "no-cache" };
