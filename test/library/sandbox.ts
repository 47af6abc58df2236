/** A sandbox on loopback and a client of it, both closed when the test is over. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/host.ts";
import { RouteraClient } from "../../src/library/client.ts";
import type { ClientOptions } from "../../src/library/options.ts";
import { seedDeals } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { anyToken, SANDBOX_CLIENT } from "../../src/sandbox/tokens.ts";

export const STARTER = "550e8400-e29b-41d4-a716-446655440000";
export const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";
export const BLANK = "550e8400-e29b-41d4-a716-446655440002";
export const BIG = "550e8400-e29b-41d4-a716-446655440003";
export const LONG = "550e8400-e29b-41d4-a716-446655440004";

/** Base URL of a sandbox with 40 deals. */
export async function sandbox(): Promise<string> {
  const { url, close } = await startSandbox({
    store: memoryStore(seedDeals(40)),
    clock: systemClock,
    tokens: anyToken,
    clients: [SANDBOX_CLIENT],
  });
  onTestFinished(close);
  return url;
}

/** A client of a new sandbox, or with `baseUrl` of that one. */
export async function clientOf(options: ClientOptions = { token: "any" }): Promise<RouteraClient> {
  const client = new RouteraClient({ baseUrl: options.baseUrl ?? (await sandbox()), ...options });
  onTestFinished(() => client.close());
  return client;
}

export function directory(): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), "routera-library-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
