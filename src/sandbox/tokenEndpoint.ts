/** `POST /oauth2/token`: client credentials for a token. */
import { jsonNumber } from "../json.ts";
import { jsonAnswer } from "./answers.ts";
import { type Issuer, readBasic, type SandboxClient, same, TOKEN_LIFETIME } from "./tokens.ts";

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
): Response {
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

function refuse(status: 400 | 401, error: string, description: string): Response {
  const headers = status === 401 ? { ...NOT_KEPT, "WWW-Authenticate": 'Basic realm="routera"' } : NOT_KEPT;
  return jsonAnswer({ error, error_description: description }, status, headers);
}

const NOT_KEPT = { "Cache-Control": "no-store", Pragma: "no-cache" };
