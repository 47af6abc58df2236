/** The local Routera API as a running server. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Failure } from "../failure.ts";
import type { Clock } from "../host.ts";
import type { Faults } from "./faults.ts";
import type { SandboxEnv } from "./misbehave.ts";
import type { SandboxEvent } from "./routes.ts";
import type { Store } from "./store.ts";
import type { SandboxClient, TokenRule } from "./tokens.ts";

export type SandboxOptions = {
  /** 0, the default, takes a free one. */
  readonly port?: number | undefined;
  readonly store: Store;
  readonly clock: Clock;
  /** Which bearer tokens are taken, besides those that the sandbox issued. */
  readonly tokens: TokenRule;
  /** Who gets tokens from `/oauth2/token`. Default: nobody. */
  readonly clients?: readonly SandboxClient[] | undefined;
  readonly faults?: Faults | undefined;
  /** For the percentages of faults. Default 1. */
  readonly faultSeed?: number | undefined;
  readonly log?: ((event: SandboxEvent) => void) | undefined;
};

export type Sandbox = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Closes all connections, idle or not, and waits for what is being written. */
  close(): Promise<void>;
};

/**
 * Starts the server on 127.0.0.1.
 * @throws Failure `port_unusable` when the port is taken or not allowed
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, faults = [], faultSeed = 1, clients = [], log = () => {}, ...rest } = options;
  // The marker that `misbehave` takes from the adapter must be made before the adapter first replaces Response.
  const { misbehave } = await import("./misbehave.ts");
  const [{ createAdaptorServer }, { Hono }, { addGuards, addRoutes }] = await Promise.all([
    import("@hono/node-server"),
    import("hono/tiny"),
    import("./routes.ts"),
  ]);
  const stop = new AbortController();
  const working = new Set<Promise<unknown>>();
  const parts = { ...rest, clients, log };

  const app = new Hono<SandboxEnv>();
  addGuards(app, parts);
  if (faults.length > 0)
    app.use(misbehave(faults, { clock: options.clock, seed: faultSeed, stop: stop.signal }));
  addRoutes(app, parts);

  const server = createAdaptorServer({
    fetch: (request, env) => {
      const answer = Promise.resolve(app.fetch(request, env));
      working.add(answer);
      return answer.finally(() => working.delete(answer));
    },
    hostname: HOST,
  }) as Server;
  const taken = await listen(server, port);
  return {
    url: `http://${HOST}:${taken}`,
    port: taken,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stop.abort(new Error("the sandbox is closing"));
      server.closeAllConnections();
      await Promise.allSettled([closed, ...working]);
    },
  };
}

const HOST = "127.0.0.1";

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new Failure("local_io", `cannot listen on ${HOST}:${port}: ${error.message}`, {
          code: "port_unusable",
          hint: "take a free port: routera sandbox serve --port 0",
        }),
      );
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}
