/** What completion looks up on this machine. */
import type { Standing } from "./standing.ts";
import type { Suggestion } from "./suggestion.ts";

/** Each is asked only when it is needed, and none throws. */
export type Known = {
  /** @param given flags typed so far: they may name another configuration */
  profiles(given: Standing["given"]): Promise<readonly string[]>;
  /** Newest first. */
  runs(): Promise<readonly string[]>;
  topics(): Promise<readonly Suggestion[]>;
  /** Names of fields seen so far, with values seen, at the address that these flags mean. */
  fields(given: Standing["given"]): Promise<ReadonlyMap<string, readonly string[]>>;
};
