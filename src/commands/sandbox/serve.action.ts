/** `routera sandbox serve`: what it does. */
import { type CommandResult, result } from "../../cli/command.ts";
import type { Context } from "../../cli/context.ts";
import { jsonNumber } from "../../json.ts";
import { parseFaults } from "../../sandbox/faults/spec.ts";
import { openFileStore } from "../../sandbox/fileStore.ts";
import type { SandboxEvent } from "../../sandbox/routes.ts";
import { KNOWN, seedDeals } from "../../sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../sandbox/server.ts";
import { memoryStore, type Store } from "../../sandbox/store.ts";
import { anyToken, SANDBOX_CLIENT } from "../../sandbox/tokens.ts";
import { safeText } from "../../text/escape.ts";
import { typedPath } from "../../text/typedPath.ts";
import type { View } from "../../views/view.ts";

export type Input = {
  /** 0: any free one. */
  readonly port: number;
  /** File that keeps the deals; undefined: memory only. */
  readonly data: string | undefined;
  /** What makes the deals; undefined: the usual ones. */
  readonly seed: number | undefined;
  /** Fault specification, still to be parsed by the sandbox. */
  readonly fault: string | undefined;
};

/** How many deals a sandbox starts with. */
const COUNT = 40;
const SEED = 1;

export async function execute(context: Context, input: Input): Promise<CommandResult> {
  const faults = input.fault === undefined ? [] : parseFaults(input.fault);
  const sandbox = await startSandbox({
    port: input.port,
    store: await openStore(context, input),
    clock: context.host.clock,
    tokens: anyToken,
    clients: [SANDBOX_CLIENT],
    faults,
    faultSeed: input.seed ?? SEED,
    log: (event) => {
      if (context.globals.quiet) return;
      context.host.stderr.write(`${safeText(describe(event))}\n`).catch(() => {});
    },
  });
  return result(serveView, sandbox, {
    after: async () => {
      await untilAborted(context.interrupt.soft);
      await sandbox.close();
    },
  });
}

async function openStore(context: Context, { data, seed }: Input): Promise<Store> {
  let seeded = false;
  const deals = () => {
    seeded = true;
    return seedDeals(COUNT, seed ?? SEED);
  };
  if (data === undefined) return memoryStore(deals());
  const store = await openFileStore(typedPath(context.host, data), deals, context.host);
  if (seed !== undefined && !seeded) {
    await context.warn(`${data} already contains deals; --seed only applies to faults`);
  }
  return store;
}

const serveView: View<Sandbox> = {
  table: ({ url }) =>
    [
      `Routera sandbox listening on ${url}. It accepts any token. Press Ctrl-C to stop. In another terminal:`,
      "",
      `  export ROUTERA_BASE_URL=${url} ROUTERA_TOKEN=demo`,
      `  routera deals update ${KNOWN[0]?.id} --field deal_name="Enterprise plan"`,
      "",
      `Client credentials for POST /oauth2/token: ${SANDBOX_CLIENT.id} / ${SANDBOX_CLIENT.secret}`,
      "",
    ].join("\n"),
  value: ({ url, port }) => ({ one: { url, port: jsonNumber(port) } }),
};

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function describe(event: SandboxEvent): string {
  if (event.type === "failure") return `failed: ${event.failure.message}`;
  const { method, path, status, ms, faults } = event;
  const struck = faults.length > 0 ? ` [${faults.join(", ")}]` : "";
  return `${method} ${path} → ${status ?? "cut"} (${Math.round(ms)} ms)${struck}`;
}
