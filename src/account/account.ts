/** The seam between faces and engine: one account of Routera, and the process that works on it. */
import type { DealsClient } from "../api/deals.ts";
import type { TokenFacts } from "../api/tokens/tokenFacts.ts";
import type { WireEvent } from "../api/wireEvent.ts";
import type { Hint } from "../hint.ts";
import type { Clock, Host } from "../host.ts";
import type { Interrupt } from "../signals.ts";

/** The process, and the directory that its runs are kept in: enough for runs of this machine, whatever their account. */
export type LocalState = { readonly host: Host; readonly stateDir: StateDirectory };

export type StateDirectory = {
  /** Its path, whether it exists or not. @throws Failure `no_home`, `unsafe_place` where others may write to it */
  find(): Promise<string>;
  /** Its path, once it exists and only this user can write to it. @throws Failure `no_home`, `unsafe_place`, `write_failed` */
  open(): Promise<string>;
};

export type Account = LocalState & {
  /** What plans and runs name as their origin: scheme, host and port of the API, or a word for the embedded sandbox. */
  readonly target: string;
  readonly profile: string;
  /** True for the sandbox inside this process. */
  readonly embedded: boolean;
  /** True: every write is refused before any request. */
  readonly isReadonly: boolean;
  readonly defaults: { readonly concurrency: number; readonly rate: number | undefined };
  readonly clock: Clock;
  readonly signals: Interrupt;
  /** How to get to another target, as a hint. @param profile the profile that was used there, where that is known */
  wayTo(target: string, profile?: string): Hint;
  /** The client of its deals; made at its first use. @throws Failure where there are no credentials */
  deals(): Promise<DealsClient>;
  /** Distinguishes two accounts without showing the token. @throws Failure where there is no token */
  fingerprint(): Promise<string>;
  /** What can be reported of the token in use without showing it; gets one where that is still to be done. @throws Failure */
  tokenFacts(): Promise<TokenFacts>;
  /** Calls back at what happens on the wire. @returns how to stop that */
  onWire(listener: (event: WireEvent) => void): () => void;
};

/** An account that its opener has to give back. */
export type OpenAccount = Account & { close(): Promise<void> };
