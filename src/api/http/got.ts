/** got, set up for all requests of a client. The only file that knows it. */
import type { ExtendOptions, Got, HandlerFunction } from "got";
import { type Agents, MAX_PHASE_MS } from "./agents.ts";
import { ACCEPT_ENCODING } from "./decompress.ts";

/** What one request after the other may have in common; headers that are the same are the same object. */
export type CommonParts = {
  readonly method: "GET" | "PATCH" | "POST";
  readonly headers: Readonly<Record<string, string>>;
};

/** got with these parts set. */
export type GotFor = (request: CommonParts) => Got;

/** @param timeout of one request, in milliseconds @returns got over the connections of these agents */
export async function loadGot(timeout: number): Promise<(agents: Agents) => GotFor> {
  const { default: got } = await import("got");
  return (agents) => withLastHeaders(got.extend(optionsFor(timeout, agents)));
}

/**
 * To set the options again takes a fifth of a request, and the headers and the method alone a twentieth: got with the last ones
 * of each method is kept.
 */
function withLastHeaders(got: Got): GotFor {
  const last = new Map<string, { readonly headers: CommonParts["headers"]; readonly own: Got }>();
  return ({ headers, method }) => {
    const known = last.get(method);
    if (known?.headers === headers) return known.own;
    const own = got.extend({ method, headers });
    last.set(method, { headers, own });
    return own;
  };
}

/**
 * got hands node:http 35 options, nearly all of them undefined. They take 23 kB, and node:http copies them twice: a quarter of
 * what a request leaves for the garbage collector, and a tenth of its time. These are all that are set below.
 */
const withFewOptions: HandlerFunction = (options, next) => {
  const createNativeRequestOptions = () => ({
    agent: (options.url as URL).protocol === "https:" ? options.agent.https : options.agent.http,
    headers: options.headers,
    method: options.method,
    rejectUnauthorized: options.https.rejectUnauthorized,
  });
  return next(Object.assign(options, { createNativeRequestOptions }));
};

function optionsFor(timeout: number, agents: Agents) {
  const phase = Math.min(timeout, MAX_PHASE_MS);
  return {
    handlers: [withFewOptions],
    agent: agents,
    headers: { "accept-encoding": ACCEPT_ENCODING },
    responseType: "buffer",
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    // Ours knows more encodings, and ends at a size.
    decompress: false,
    strictContentLength: true,
    https: { rejectUnauthorized: true },
    timeout: {
      lookup: phase,
      connect: phase,
      secureConnect: phase,
      send: timeout,
      response: timeout,
      read: timeout,
      request: timeout,
    },
  } as const satisfies ExtendOptions;
}
