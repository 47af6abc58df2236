/** Hints in the words of the library, and wire events as its users see them. */
import { Failure } from "../failure.ts";

const RENEW = "make a client with a fresh token, or give tokens, which is asked for one";
const CHECK_URL = "check the network and baseUrl";
const REPLAN = "make the plan again";

/** By code, for hints that name a command, a flag or a variable of the command line. */
const HINTS: Readonly<Record<string, string>> = {
  token_missing: "give token, or clientId and clientSecret, or tokens",
  token_malformed: "give the token alone, without `Bearer` and without a line break",
  token_expired: RENEW,
  token_refused: RENEW,
  forbidden: "use a token with access",
  client_refused: "check clientId and clientSecret",
  token_request_refused: "check clientId and clientSecret",
  deal_not_found: "client.list({ archived: true }) gives the deals of this account",
  deal_archived: "an archived deal takes no changes: restore it in Routera first",
  duplicate_key:
    "another active deal has this value in a field that must be unique (such as external_id): choose another value, or change that deal first",
  conflict: "client.get(id) shows the deal as it is now",
  values_refused: "check names and values: client.get(id) shows the fields",
  bad_deal_id: "take the id of a deal that client.list() gave",
  empty_field_name: "name the field, for example { deal_name: 'Enterprise plan' }",
  host_not_found: CHECK_URL,
  connection_refused: CHECK_URL,
  connection_failed: CHECK_URL,
  tls_failed:
    "where your network has a certificate authority of its own, give caFile or ca, or set NODE_EXTRA_CA_CERTS",
  not_http: CHECK_URL,
  answer_too_large: CHECK_URL,
  list_repeats: CHECK_URL,
  ca_unreadable: "caFile is the path of a PEM file",
  not_a_plan: "give a file that plan({ out }) wrote",
  plan_unreadable: "check the name, or make the plan again",
  run_folder_failed: "make the folder yours and writable, or name another one as stateDir",
  run_not_found: "apply() makes one",
  run_not_started: REPLAN,
  bad_profile_name: "leave profile out, or give a name such as default",
  internal_error: "please report it with its stack",
};

/** Words that hold for every code. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/run the same command again/g, "call again"],
  [/run the command again/g, "call again"],
  [/make the plan again: routera deals plan … --out plan\.jsonl/g, REPLAN],
  [/--retries (\d+)/g, "retries: $1"],
  [/--timeout/g, "timeout"],
];

/** Speaks of the command line. Runs are shared with it, so that its commands for runs help as they are. */
const FOREIGN = /(?:^|`)routera (?!runs )|ROUTERA_|XDG_|(?:^|[\s(`])--[a-z]|`caFile` in the profile/;

/** @throws what the call throws, in words of options */
export async function inOptions<Value>(call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    throw worded(error);
  }
}

/** The same for anything that was thrown; what is not ours stays as it is. */
export function worded<Thrown>(thrown: Thrown): Thrown | Failure {
  if (!(thrown instanceof Failure) || thrown.hint === undefined) return thrown;
  const general = PHRASES.reduce((hint, [from, to]) => hint.replace(from, to), thrown.hint);
  const hint = FOREIGN.test(general) ? (HINTS[thrown.code] ?? general) : general;
  if (hint === thrown.hint) return thrown;
  return Object.assign(thrown.with({ hint }), { stack: thrown.stack });
}

/** `ms` are milliseconds. */
export type WireEvent =
  | { readonly type: "request"; readonly method: string; readonly url: string }
  | {
      readonly type: "answer";
      readonly method: string;
      readonly url: string;
      readonly status: number;
      readonly ms: number;
      /** The server's own clock, in milliseconds since the epoch; undefined where it cannot be told. */
      readonly serverDate?: number | undefined;
    }
  | {
      readonly type: "trouble";
      readonly method: string;
      readonly url: string;
      readonly reason: string;
      /** True when the request may have arrived. */
      readonly sent: boolean;
    }
  | { readonly type: "wait"; readonly reason: string; readonly ms: number }
  | { readonly type: "read_back"; readonly id: string; readonly verdict: string };
