/** Opens the account that settings name, with all that it depends on. */
import { dirname, join } from "node:path";
import { dealsClient } from "../api/client.ts";
import type { BearerTokens, Connection, DealsClient } from "../api/deals.ts";
import { routeTo, unsupportedNoProxy } from "../api/http/agents.ts";
import { readExtraCa } from "../api/http/caFile.ts";
import { refuseDebug } from "../api/http/nodeDebug.ts";
import type { Client } from "../api/tokens/clientCredentials.ts";
import { fixedToken } from "../api/tokens/token.ts";
import { type Credential, describeSource, type Settings } from "../config/settings.ts";
import { VARIABLES } from "../config/variables.ts";
import { Failure } from "../failure.ts";
import { checkNamedFile } from "../files/permissions.ts";
import type { Host } from "../host.ts";
import type { EmbeddedSandbox } from "../sandbox/server.ts";
import { typedPath } from "../text/typedPath.ts";
import type { OpenAccount } from "./account.ts";
import { type AccountProcess, type Connected, connectingAccount } from "./connect.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { accountStateDirectory } from "./stateDirectory.ts";
import { recordFields } from "./suggestions/recordFields.ts";
import { targetHint, targetOf } from "./target.ts";

export type AccountOptions = AccountProcess & {
  /** False: tokens are neither taken from nor kept in the cache. */
  readonly cached?: boolean | undefined;
  /** True: no credential is sent. */
  readonly anonymous?: boolean | undefined;
  /** Takes facts about the connection that few need to know. */
  readonly warn?: ((text: string, code: string) => Promise<void>) | undefined;
  /** Takes what a tokenCommand says on stderr, as it comes. */
  readonly tokenCommandStderr: () => Promise<(text: string) => void>;
};

/** Nothing is read and no socket opens before the first use. */
export function openAccount(settings: Settings, options: AccountOptions): OpenAccount {
  const { host } = options;
  const { baseUrl, concurrency, embedded, profile, rate } = settings;
  const facts = {
    target: targetOf(settings),
    profile: profile.value,
    embedded,
    isReadonly: settings.readonly.value,
    defaults: { concurrency: concurrency.value, rate: rate.value },
    stateDir: accountStateDirectory(host),
    wayTo: (target: string, used?: string) => targetHint(target, settings, used),
  };
  return connectingAccount(facts, options, async (base) => {
    refuseDebug(host.env);
    const common = { ...base, timeout: settings.timeout.value, retries: settings.retries.value };
    if (embedded) {
      const sandbox = await openSandbox(host);
      const tokens = fixedToken(sandbox.token);
      const client = dealsClient({ ...common, baseUrl: sandbox.url, tokens });
      return recording(client, tokens, () => sandbox.close());
    }
    const { caFile } = settings;
    if (caFile.value !== undefined) await checkNamedFile(caFile.value, "caFile", host);
    const extraCa = await readExtraCa(caFile.value, host);
    const { proxy, exceptions } = routeTo(baseUrl.value, host.env);
    if (exceptions?.notUnderstood.length)
      await options.warn?.(unsupportedNoProxy(exceptions), "no_proxy_not_understood");
    const net = { ...common, baseUrl: baseUrl.value, extraCa, proxy };
    if (options.anonymous) return anonymous(dealsClient({ ...net, tokens: undefined }));
    const tokens = await tokensFor(settings, net, options);
    return recording(dealsClient({ ...net, tokens }), tokens);
  });

  /** @param more what else is closed then */
  function recording(
    client: DealsClient,
    tokens: BearerTokens,
    more: () => Promise<void> = async () => {},
  ): Connected {
    const origin = { origin: facts.target, secret: () => tokens.token() };
    const remembering = recordFields(client, origin, host);
    const close = async () => {
      client.close();
      await more();
      await remembering.save();
    };
    return { client: remembering.client, tokens, fingerprint: () => fingerprintOf(settings), close };
  }
}

function anonymous(client: DealsClient): Connected {
  const tokens = { token: async () => "", refresh: async () => undefined };
  return { client, tokens, fingerprint: () => "", close: async () => client.close() };
}

/** A server inside this process for as long as the call lasts; its deals are kept between calls. */
async function openSandbox(host: Host): Promise<EmbeddedSandbox> {
  const [{ embeddedSandbox }, { preparePrivateDirectory, privateStateDirectory }] = await Promise.all([
    import("../sandbox/server.ts"),
    import("../files/privateFile.ts"),
  ]);
  const stateDir = await privateStateDirectory(host);
  // Its deals are replaced as a file: in a directory of another user's that could be any file.
  await preparePrivateDirectory(join(stateDir, "sandbox"), host, "state");
  return embeddedSandbox({ stateDir, host });
}

async function tokensFor(
  { credential, profile }: Settings,
  net: Omit<Connection, "tokens">,
  options: AccountOptions,
): Promise<BearerTokens> {
  const { cached = true, host } = options;
  if (credential === undefined) {
    throw new Failure(
      "credentials",
      `not logged in: profile ${JSON.stringify(profile.value)} has no credential`,
      {
        code: "token_missing",
        hint: { logIn: "missing" },
      },
    );
  }
  if (credential.kind === "token") return fixedToken(credential.token, describeSource(credential.source));
  if (credential.kind === "client") {
    const { clientCredentials } = await import("../api/tokens/clientCredentials.ts");
    const client = { ...credential, from: variablesOf(credential, host.env) };
    return clientCredentials(net, client, cached ? await cacheFor(options, net, credential) : undefined);
  }
  return commandTokens(options, credential);
}

/** The variables that a client's id and secret come from. */
function variablesOf({ clientId, clientSecret }: Client, env: Host["env"]): NonNullable<Client["from"]> {
  return {
    id: env[VARIABLES.clientId] === clientId ? VARIABLES.clientId : undefined,
    secret: env[VARIABLES.clientSecret] === clientSecret ? VARIABLES.clientSecret : undefined,
  };
}

async function cacheFor(
  { host, signals }: AccountOptions,
  { baseUrl }: Omit<Connection, "tokens">,
  client: Client,
) {
  const { tokenCache } = await import("./tokenCache.ts");
  return tokenCache(host, { ...client, baseUrl }, signals.soft);
}

async function commandTokens(
  { host, signals, tokenCommandStderr }: AccountOptions,
  { command, source }: Credential & { readonly kind: "command" },
): Promise<BearerTokens> {
  const [{ tokenCommand }, say] = await Promise.all([import("./tokenCommand.ts"), tokenCommandStderr()]);
  const file = source.from === "user" ? source.file : "";
  return tokenCommand({
    command,
    directory: dirname(typedPath(host, file)),
    env: host.env,
    clock: host.clock,
    processes: host.processes,
    platform: host.platform,
    signal: signals.soft,
    say,
  });
}
