/** Opens the account that options of a program name. */
import { dealsClient } from "../api/client.ts";
import type { BearerTokens } from "../api/deals.ts";
import { proxyFor } from "../api/http/agents.ts";
import { readExtraCa } from "../api/http/caFile.ts";
import { refuseDebug } from "../api/http/nodeDebug.ts";
import { clientCredentials } from "../api/tokens/clientCredentials.ts";
import { fixedToken } from "../api/tokens/token.ts";
import { DEFAULT_PROFILE } from "../config/profileName.ts";
import { DEFAULTS } from "../config/resolve.ts";
import type { OpenAccount } from "./account.ts";
import { type AccountProcess, connectingAccount } from "./connect.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { accountStateDirectory } from "./stateDirectory.ts";

/** Checked options; what is undefined has its default. */
export type ConnectionOptions = {
  readonly baseUrl?: string | undefined;
  /** Milliseconds for one request. */
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly caFile?: string | undefined;
  /** PEM text instead of `caFile`. */
  readonly ca?: string | undefined;
  /** False: none. Undefined: as the environment says. */
  readonly proxy?: string | false | undefined;
  readonly credential:
    | { readonly token: string }
    | { readonly clientId: string; readonly clientSecret: string; readonly auth: "body" | "basic" }
    | { readonly tokens: BearerTokens };
};

/** Nothing is read and no socket opens before the first use. */
export function openClientAccount(options: ConnectionOptions, process: AccountProcess): OpenAccount {
  const { host } = process;
  const { baseUrl = DEFAULTS.baseUrl, ca, caFile, credential, proxy } = options;
  const { timeout = DEFAULTS.timeout, retries = DEFAULTS.retries } = options;
  const facts = {
    target: new URL(baseUrl).origin,
    profile: DEFAULT_PROFILE,
    embedded: false,
    isReadonly: false,
    defaults: { concurrency: DEFAULTS.concurrency, rate: undefined },
    stateDir: accountStateDirectory(host),
    wayTo: () => "use a client with the same target",
  };
  return connectingAccount(facts, process, async (base) => {
    refuseDebug(host.env);
    const net = {
      ...base,
      baseUrl,
      timeout,
      retries,
      extraCa: ca ?? (await readExtraCa(caFile, host)),
      proxy: proxy === false ? undefined : (proxy ?? proxyFor(baseUrl, host.env)),
    };
    const tokens =
      "token" in credential
        ? fixedToken(credential.token)
        : "tokens" in credential
          ? credential.tokens
          : clientCredentials(net, credential);
    const client = dealsClient({ ...net, tokens });
    return {
      client,
      tokens,
      fingerprint: async () => {
        const source = { from: "default" } as const;
        return fingerprintOf({
          embedded: false,
          credential:
            "clientId" in credential
              ? { kind: "client", ...credential, source }
              : { kind: "token", token: await tokens.token(), source },
        });
      },
      close: async () => client.close(),
    };
  });
}
