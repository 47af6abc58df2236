/** Starts the sandbox: as a server, or inside this process for one command. */
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import type { Clock, Host } from "../host.ts";
import type { Faults } from "./faults/spec.ts";
import { openFileStore } from "./fileStore.ts";
import { type Handler, sendAnswer } from "./http.ts";
import { routes, type SandboxEvent, withGuards } from "./routes.ts";
import { seedDeals } from "./seed.ts";
import type { Store } from "./store.ts";
import { onlyToken, type SandboxClient, type TokenRule } from "./tokens.ts";

/** How many deals the first use makes. */
export const EMBEDDED_COUNT = 40;

export type EmbeddedSandbox = {
  readonly url: string;
  /** The one token that it takes; made for this call. */
  readonly token: string;
  close(): Promise<void>;
};

/**
 * Starts the API on a free loopback port for one call, with its deals in `<stateDir>/sandbox/deals.ndjson`.
 * The file is made at the first use, and shared with other calls that run at the same time.
 * @throws Failure of kind local_io
 */
export async function embeddedSandbox({
  stateDir,
  host,
  log,
}: {
  readonly stateDir: string;
  readonly host: Pick<Host, "clock" | "random">;
  /** Learns of a data file that fails during the call, which the client only sees as a 500. */
  readonly log?: (event: SandboxEvent) => void;
}): Promise<EmbeddedSandbox> {
  const token = `sandbox-${randomBytes(24).toString("base64url")}`;
  const store = openFileStore(
    join(stateDir, "sandbox", "deals.ndjson"),
    () => seedDeals(EMBEDDED_COUNT),
    host,
  );
  const { url, close } = await startSandbox({ store, clock: host.clock, tokens: onlyToken(token), log });
  return { url, token, close };
}

export type SandboxOptions = {
  /** 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** May still be opening while the server starts. */
  readonly store: Store | Promise<Store>;
  readonly clock: Clock;
  /** Which bearer tokens are taken, besides those that the sandbox issued. */
  readonly tokens: TokenRule;
  /** Who gets tokens from `/oauth2/token`. Default: no one. */
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
  const { port = 0, faults = [], faultSeed = 1, clients = [], log = () => {}, clock, tokens } = options;
  const store = await options.store;
  const stop = new AbortController();
  const working = new Set<Promise<unknown>>();

  let answer: Handler = routes({ store, clock, tokens, clients });
  if (faults.length > 0) {
    const { injectFaults } = await import("./faults/inject.ts");
    answer = injectFaults(faults, { clock, seed: faultSeed, stop: stop.signal }, answer);
  }
  answer = withGuards({ clock, log }, answer);

  const server = createServer((incoming, outgoing) => {
    const work = answer({ incoming, outgoing, faults: [] })
      .then((made) => made && sendAnswer(made, outgoing))
      // Headers of a fault that cannot be sent.
      .catch(() => outgoing.destroy())
      .finally(() => working.delete(work));
    working.add(work);
  });
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
          hint: {
            say: "use any free port",
            run: { command: "sandbox serve", options: { port: "0" } },
          },
        }),
      );
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}
