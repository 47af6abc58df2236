/** Routera's front door: who is let in, who asked for a token, and with what. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CANARY } from "./program.ts";

export const CLIENT = { id: "client-1", secret: "s3cret:with ünïcode&=+/" };

const PAGE = 10;

export type RecordedRequest = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
};

export type AccountServer = {
  readonly url: string;
  readonly port: number;
  /** All requests, in the order in which they came. */
  readonly seen: RecordedRequest[];
  /** Bearer tokens that are let in. */
  readonly accepted: Set<string>;
  /** How many tokens were given out. */
  issued(): number;
  /** True: no token is let in. */
  refusing: boolean;
  /** Seconds that the next tokens are good for; undefined: unknown. */
  lifetime: number | undefined;
  /** How many requests the next tokens that are given out are good for. */
  uses: number;
  /** All deals; ten make a page, whatever is asked for. Each is read and changed by its id. */
  deals: readonly object[];
  close(): Promise<void>;
};

/** Lets the canary in, and the tokens that it gives out to `CLIENT`. @param wrap makes the server; default plain http */
export async function accountServer(
  wrap: (listener: RequestListener) => Server = (listener) => createServer(listener),
): Promise<AccountServer> {
  const seen: RecordedRequest[] = [];
  const accepted = new Set([CANARY]);
  const usesLeft = new Map<string, number>();
  let issued = 0;
  const server = wrap(async (request, response) => {
    const body = await textOf(request);
    const { method = "", url: path = "", headers } = request;
    seen.push({ method, path, authorization: headers.authorization, body });
    const answer = (status: number, value: object) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (path === "/oauth2/token") {
      if (!isClient(headers.authorization, new URLSearchParams(body)))
        return answer(401, {
          error: "invalid_client",
          error_description: "Invalid client_id or client_secret",
        });
      issued += 1;
      const token = `issued-${issued}.${CANARY}`;
      accepted.add(token);
      usesLeft.set(token, account.uses);
      return answer(200, { access_token: token, token_type: "Bearer", expires_in: account.lifetime });
    }
    const token = (headers.authorization ?? "").replace(/^Bearer /, "");
    const left = usesLeft.get(token) ?? Number.POSITIVE_INFINITY;
    usesLeft.set(token, left - 1);
    if (account.refusing || !accepted.has(token) || left <= 0)
      return answer(401, { message: "Unauthorized: missing account context", error: true });
    const one = account.deals.find((deal) => "id" in deal && path.split("?")[0] === `/deals/${deal.id}`);
    if (one !== undefined)
      return answer(200, Object.assign(one, method === "PATCH" && JSON.parse(body).fields));
    const offset = Number(new URL(path, account.url).searchParams.get("offset"));
    const data = account.deals.slice(offset, offset + PAGE);
    answer(200, { data, pagination: { limit: PAGE, offset, count: data.length } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const account: AccountServer = {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    accepted,
    issued: () => issued,
    refusing: false,
    lifetime: 3600,
    uses: Number.POSITIVE_INFINITY,
    deals: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return account;
}

function isClient(authorization: string | undefined, form: URLSearchParams): boolean {
  const [, basic] = /^Basic (.*)$/.exec(authorization ?? "") ?? [];
  if (basic === undefined)
    return form.get("client_id") === CLIENT.id && form.get("client_secret") === CLIENT.secret;
  const encoded = [CLIENT.id, CLIENT.secret].map((part) =>
    new URLSearchParams({ v: part }).toString().slice(2),
  );
  return Buffer.from(basic, "base64").toString() === encoded.join(":");
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
