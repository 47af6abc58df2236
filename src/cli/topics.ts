/** Topics of `routera help`, drawn from the tables that the code uses. */
import { KINDS } from "../failure.ts";

export const TOPICS = {
  "exit-codes": { summary: "what each exit code means", text: exitCodes },
  environment: { summary: "variables that routera reads", text: environment },
} as const satisfies Record<string, { summary: string; text: () => string }>;

/** Every exit code with all that it can mean, in order. */
export function exitCodeTable(): readonly { readonly code: number; readonly means: string }[] {
  const codes = new Map<number, string[]>([[0, ["done, or nothing to do"]]]);
  for (const { exit, means } of Object.values(KINDS)) codes.set(exit, [...(codes.get(exit) ?? []), means]);
  return [...codes].sort(([a], [b]) => a - b).map(([code, means]) => ({ code, means: means.join(", or ") }));
}

/** Variables with their meaning. */
export const VARIABLES: readonly (readonly [name: string, means: string])[] = [
  [
    "ROUTERA_TOKEN",
    "bearer token; goes to the default address or to one given by flag, environment or user file",
  ],
  ["ROUTERA_PROFILE", "profile to use"],
  ["ROUTERA_BASE_URL", "address of the API"],
  ["ROUTERA_CONFIG", "user configuration file to read instead of the usual one"],
  ["ROUTERA_CLIENT_ID, ROUTERA_CLIENT_SECRET", "client credentials to fetch a token with"],
  ["ROUTERA_FORMAT", "table, json, ndjson or csv"],
  ["XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME", "where configuration, state and caches are kept"],
  ["HTTPS_PROXY, NO_PROXY", "proxy for https, and hosts that are reached without it"],
  ["NODE_EXTRA_CA_CERTS", "further certificates to trust"],
  ["NO_COLOR, FORCE_COLOR", "colour off or on, whatever the terminal says"],
];

function exitCodes(): string {
  const lines = exitCodeTable().map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`);
  const precedence =
    "A bulk run that ends in several ways gives the first of: a signal or 141, 12, 9, 4, 8, 11, 3, 0.";
  return ["Exit codes:", ...lines, "", precedence, ""].join("\n");
}

function environment(): string {
  const lines = VARIABLES.map(([name, means]) => `  ${name}\n      ${means}`);
  return ["Variables that routera reads (set but empty counts as unset):", ...lines, ""].join("\n");
}
