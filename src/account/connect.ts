/** An account that connects at its first use. */
import type { BearerTokens, Connection, DealsClient } from "../api/deals.ts";
import type { WireEvent } from "../api/wireEvent.ts";
import type { Host } from "../host.ts";
import type { Interrupt } from "../signals.ts";
import type { Account, OpenAccount } from "./account.ts";

/** What of an account is known without connecting. */
export type AccountFacts = Omit<
  Account,
  "host" | "clock" | "signals" | "deals" | "fingerprint" | "tokenFacts" | "onWire"
>;

/** What every connection is made with. */
export type ConnectionBase = Pick<Connection, "clock" | "random" | "userAgent" | "interrupt" | "log">;

export type Connected = {
  readonly client: DealsClient;
  readonly tokens: BearerTokens;
  readonly fingerprint: () => Promise<string> | string;
  /** Gives back what the connection holds. */
  readonly close: () => Promise<void>;
};

export type AccountProcess = {
  readonly host: Host;
  /** The program's own version. */
  readonly version: string;
  readonly signals: Interrupt;
  /** Called at what happens on the wire. */
  readonly onWire?: ((event: WireEvent) => void) | undefined;
};

/** @param connect called at the first use, and again after it has failed */
export function connectingAccount(
  facts: AccountFacts,
  { host, onWire, signals, version }: AccountProcess,
  connect: (base: ConnectionBase) => Promise<Connected>,
): OpenAccount {
  const listeners = new Set<(event: WireEvent) => void>(onWire === undefined ? [] : [onWire]);
  const base: ConnectionBase = {
    clock: host.clock,
    random: host.random,
    userAgent: `routera/${version}`,
    interrupt: signals,
    log: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
  let connecting: Promise<Connected> | undefined;
  const connected = (): Promise<Connected> => {
    connecting ??= connect(base).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  return {
    ...facts,
    host,
    clock: host.clock,
    signals,
    deals: async () => (await connected()).client,
    fingerprint: async () => (await connected()).fingerprint(),
    tokenFacts: async () => {
      const { tokenFacts } = await import("../api/tokens/tokenFacts.ts");
      return tokenFacts(await (await connected()).tokens.token());
    },
    onWire: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      const open = await connecting?.catch(() => undefined);
      await open?.close();
    },
  };
}
