/** Settings → a client of the deals of one account, with all that it stands on. */
import { dirname, resolve } from "node:path";
import { dealsClient } from "../api/client.ts";
import type { Connection, DealsClient, TokenSource, WireEvent } from "../api/deals.ts";
import { notUnderstood, routeTo } from "../api/http/agents.ts";
import { readExtraCa } from "../api/http/caFile.ts";
import { refuseDebug } from "../api/http/nodeDebug.ts";
import type { Client } from "../api/tokens/clientCredentials.ts";
import { fixedToken } from "../api/tokens/token.ts";
import type { Context } from "../cli/context.ts";
import { wireLog } from "../cli/wireLog.ts";
import type { Credential, Settings } from "../config/settings.ts";
import { Failure } from "../failure.ts";
import type { Host } from "../host.ts";
import type { EmbeddedSandbox } from "../sandbox/server.ts";
import { remember } from "./suggestions/recordFields.ts";
import { originOf } from "./target.ts";

export type OpenDeals = {
  readonly client: DealsClient;
  readonly tokens: TokenSource;
  readonly close: () => Promise<void>;
};

/**
 * @param options.cached false: tokens are neither taken from nor kept in the cache
 * @param options.listen called at what happens on the wire
 * @throws Failure where there are no credentials, or a file that they need cannot be read
 */
export async function openDeals(
  context: Context,
  settings: Settings,
  options: { readonly cached?: boolean; readonly listen?: (event: WireEvent) => void } = {},
): Promise<OpenDeals> {
  const { host, interrupt, version } = context;
  refuseDebug(host.env);
  const log = wireLog(context);
  const common = {
    clock: host.clock,
    random: host.random,
    timeout: settings.timeout.value,
    retries: settings.retries.value,
    userAgent: `routera/${version}`,
    interrupt,
    log: (event: WireEvent) => {
      log(event);
      options.listen?.(event);
    },
  };
  if (settings.embedded) {
    const sandbox = await openSandbox(host);
    const tokens = fixedToken(sandbox.token);
    return withMemory(dealsClient({ ...common, baseUrl: sandbox.url, tokens }), tokens, () =>
      sandbox.close(),
    );
  }
  const baseUrl = settings.baseUrl.value;
  const extraCa = await readExtraCa(settings.caFile.value, host);
  const { proxy, exceptions } = routeTo(baseUrl, host.env);
  if (context.globals.verbose && exceptions?.notUnderstood.length)
    await context.warn(notUnderstood(exceptions), "no_proxy_not_understood");
  const net = { ...common, baseUrl, extraCa, proxy };
  const tokens = await tokensFor(context, settings, net, options.cached ?? true);
  return withMemory(dealsClient({ ...net, tokens }), tokens);

  /** @param more what else is closed then */
  function withMemory(
    client: DealsClient,
    tokens: TokenSource,
    more: () => Promise<void> = async () => {},
  ): OpenDeals {
    const origin = { origin: originOf(settings), secret: () => tokens.token() };
    const remembering = remember(client, origin, host);
    const close = async () => {
      client.close();
      await more();
      await remembering.keep();
    };
    return { client: remembering.client, tokens, close };
  }
}

/** A server inside this process for as long as the call lasts; its deals are kept between calls. */
async function openSandbox(host: Host): Promise<EmbeddedSandbox> {
  const [{ embeddedSandbox }, { stateFolder }] = await Promise.all([
    import("../sandbox/server.ts"),
    import("../files/directories.ts"),
  ]);
  return embeddedSandbox({ stateDir: stateFolder(host), host });
}

async function tokensFor(
  context: Context,
  { credential, profile }: Settings,
  net: Omit<Connection, "tokens">,
  cached: boolean,
): Promise<TokenSource> {
  if (credential === undefined) {
    throw new Failure("credentials", `there is no token for the profile ${JSON.stringify(profile.value)}`, {
      code: "token_missing",
      hint: "set ROUTERA_TOKEN, type `routera auth login`, or try it without an account: --profile sandbox",
    });
  }
  if (credential.kind === "token") return fixedToken(credential.token, context.host.clock);
  if (credential.kind === "client") {
    const { clientCredentials } = await import("../api/tokens/clientCredentials.ts");
    return clientCredentials(net, credential, cached ? await cacheFor(context, net, credential) : undefined);
  }
  return commandTokens(context, credential);
}

async function cacheFor(
  { host, interrupt }: Context,
  { baseUrl }: Omit<Connection, "tokens">,
  client: Client,
) {
  const { tokenCache } = await import("./tokenCache.ts");
  return tokenCache(host, { ...client, baseUrl }, interrupt.soft);
}

async function commandTokens(
  { host, interrupt }: Context,
  { command, source }: Credential & { readonly kind: "command" },
): Promise<TokenSource> {
  const [{ tokenCommand }, { passOn }] = await Promise.all([
    import("./tokenCommand.ts"),
    import("../terminal/forwardStderr.ts"),
  ]);
  const file = source.from === "user" ? source.file : "";
  return tokenCommand({
    command,
    folder: dirname(resolve(host.cwd(), file)),
    env: host.env,
    clock: host.clock,
    processes: host.processes,
    signal: interrupt.soft,
    say: passOn(host.stderr, host.env, "tokenCommand"),
  });
}
