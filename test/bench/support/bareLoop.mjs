// The same PATCHes with nothing around them: `node bareLoop.mjs <got|http|undici> <rows.ndjson> <base URL> <concurrency>`.
// No journal, no plan, no look at the answer but its status: what a client costs, and so the most that can be reached.
import { readFileSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";

const [client, file, base, concurrency] = process.argv.slice(2);
const token = process.env.ROUTERA_TOKEN;
const rows = readFileSync(file, "utf8").trimEnd().split("\n");
const headers = {
  accept: "application/json",
  "user-agent": "bare",
  authorization: `Bearer ${token}`,
  "content-type": "application/json",
};
const agent = new Agent({ keepAlive: true });

const clients = {
  /** As src/api/http/send.ts sets it up. */
  got: async () => {
    const { default: got } = await import("got");
    const timeout = {
      lookup: 10_000,
      connect: 10_000,
      secureConnect: 10_000,
      send: 30_000,
      response: 30_000,
      read: 30_000,
      request: 30_000,
    };
    return async (url, body) => {
      const answer = await got(url, {
        method: "PATCH",
        headers: { ...headers },
        body,
        agent: { http: agent },
        followRedirect: false,
        throwHttpErrors: false,
        retry: { limit: 0 },
        responseType: "buffer",
        strictContentLength: true,
        https: { rejectUnauthorized: true },
        timeout,
      });
      return answer.statusCode;
    };
  },
  http: async () => (url, body) =>
    new Promise((resolve, reject) => {
      const request = httpRequest(url, { method: "PATCH", agent, headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      request.on("error", reject).end(body);
    }),
  /** The pool behind Node's own fetch, without fetch. */
  undici: async () => {
    await fetch("data:,").then((answer) => answer.text());
    const pool = globalThis[Symbol.for("undici.globalDispatcher.1")];
    return (url, body) =>
      new Promise((resolve, reject) => {
        const { origin, pathname, search } = new URL(url);
        let status = 0;
        pool.dispatch(
          { origin, path: pathname + search, method: "PATCH", headers, body },
          {
            onConnect: () => {},
            onHeaders: (code) => {
              status = code;
              return true;
            },
            onData: () => true,
            onComplete: () => resolve(status),
            onError: reject,
          },
        );
      });
  },
};

const send = await clients[client]();
let next = 0;
const worker = async () => {
  while (next < rows.length) {
    const { id, ...fields } = JSON.parse(rows[next++]);
    const status = await send(`${base}/deals/${id}`, JSON.stringify({ fields }));
    if (status !== 200) throw new Error(`status ${status}`);
  }
};
await Promise.all(Array.from({ length: Number(concurrency) }, worker));
process.exit();
