/** Settings → a client of the deals of one account, with all that it stands on. */
import { dirname, join, resolve } from "node:path";
import { dealsClient } from "../api/client.ts";
import type { Connection, DealsClient, TokenSource, WireEvent } from "../api/deals.ts";
import { notUnderstood, routeTo } from "../api/http/agents.ts";
import { readExtraCa } from "../api/http/caFile.ts";
import { refuseDebug } from "../api/http/nodeDebug.ts";
import type { Client } from "../api/tokens/clientCredentials.ts";
import { fixedToken } from "../api/tokens/token.ts";
import { type Context, isJson } from "../cli/context.ts";
import { wireLog } from "../cli/wireLog.ts";
import { type Credential, describeSource, type Settings } from "../config/settings.ts";
import { VARIABLES } from "../config/variables.ts";
import { Failure } from "../failure.ts";
import { checkNamedFile } from "../files/permissions.ts";
import type { Host } from "../host.ts";
import type { EmbeddedSandbox } from "../sandbox/server.ts";
import { noteJson } from "../views/failure.ts";
import { remember } from "./suggestions/recordFields.ts";
import { originOf } from "./target.ts";

export type OpenDeals = {
  readonly client: DealsClient;
  readonly tokens: TokenSource;
  readonly close: () => Promise<void>;
};

/**
 * @param options.cached false: tokens are neither taken from nor kept in the cache
 * @param options.anonymous true: no credential is sent
 * @param options.listen called at what happens on the wire
 * @throws Failure where there are no credentials, or a file that they need cannot be read
 */
export async function openDeals(
  context: Context,
  settings: Settings,
  options: {
    readonly cached?: boolean;
    readonly anonymous?: boolean;
    readonly listen?: (event: WireEvent) => void;
  } = {},
): Promise<OpenDeals> {
  const { host, interrupt, version } = context;
  refuseDebug(host.env);
  const log = await wireLog(context);
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
  const { caFile } = settings;
  if (caFile.value !== undefined) await checkNamedFile(caFile.value, "caFile", host);
  const extraCa = await readExtraCa(caFile.value, host);
  const { proxy, exceptions } = routeTo(baseUrl, host.env);
  if (context.globals.verbose && exceptions?.notUnderstood.length)
    await context.warn(notUnderstood(exceptions), "no_proxy_not_understood");
  const net = { ...common, baseUrl, extraCa, proxy };
  if (options.anonymous) {
    const client = dealsClient({ ...net, tokens: undefined });
    return { client, tokens: NO_TOKENS, close: async () => client.close() };
  }
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

const NO_TOKENS: TokenSource = { token: async () => "", refresh: async () => undefined };

/** A server inside this process for as long as the call lasts; its deals are kept between calls. */
async function openSandbox(host: Host): Promise<EmbeddedSandbox> {
  const [{ embeddedSandbox }, { privateStateFolder }, { preparePrivateFolder }] = await Promise.all([
    import("../sandbox/server.ts"),
    import("../files/privateFile.ts"),
    import("../files/privateFile.ts"),
  ]);
  const stateDir = await privateStateFolder(host);
  // Its deals are replaced as a file: in a folder of somebody else's that could be any file.
  await preparePrivateFolder(join(stateDir, "sandbox"), host, "state");
  return embeddedSandbox({ stateDir, host });
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
      hint: { logIn: "missing" },
    });
  }
  if (credential.kind === "token") return fixedToken(credential.token, describeSource(credential.source));
  if (credential.kind === "client") {
    const { clientCredentials } = await import("../api/tokens/clientCredentials.ts");
    const client = { ...credential, from: variablesOf(credential, context.host.env) };
    return clientCredentials(net, client, cached ? await cacheFor(context, net, credential) : undefined);
  }
  return commandTokens(context, credential);
}

/** The variables that a client's id and secret come from. */
function variablesOf({ clientId, clientSecret }: Client, env: Host["env"]): NonNullable<Client["from"]> {
  return {
    id: env[VARIABLES.clientId] === clientId ? VARIABLES.clientId : undefined,
    secret: env[VARIABLES.clientSecret] === clientSecret ? VARIABLES.clientSecret : undefined,
  };
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
  context: Context,
  { command, source }: Credential & { readonly kind: "command" },
): Promise<TokenSource> {
  const { host, interrupt } = context;
  const asJson = isJson(await context.format());
  const [{ tokenCommand }, { passOn, passOnAsJson }] = await Promise.all([
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
    say: asJson
      ? passOnAsJson(host.stderr, (line) => noteJson(line, "token_command"), host.clock)
      : passOn(host.stderr, host.env, "tokenCommand"),
  });
}
