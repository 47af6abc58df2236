/** The sandbox inside a call: the built-in profile `sandbox`. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Host } from "../host.ts";
import { openFileStore } from "./fileStore.ts";
import type { SandboxEvent } from "./routes.ts";
import { seedDeals } from "./seed.ts";
import { startSandbox } from "./startSandbox.ts";
import { onlyToken } from "./tokens.ts";

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
