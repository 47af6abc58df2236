/** Topics of `routera help`, and those whose text is made from the code's own tables. */
import { KINDS } from "../../failure.ts";
import { mapping } from "./mapping.ts";
import { bulk, configuration, faults, formats, profiles, scaling, security } from "./texts.ts";

/** What names a flag: the table itself holds for programs, too. */
const WITH_FLAGS: Readonly<Record<string, string | undefined>> = {
  changes_present: "changes are present (only `plan --exit-code`)",
};

/** Variables with their meaning; those that mean one thing together. */
export const VARIABLES: readonly (readonly [names: readonly string[], means: string])[] = [
  [
    ["ROUTERA_TOKEN"],
    "bearer token; goes to the default address or to one given by flag, environment or user file",
  ],
  [["ROUTERA_PROFILE"], "profile to use"],
  [["ROUTERA_BASE_URL"], "address of the API"],
  [["ROUTERA_CONFIG"], "user configuration file to read instead of the usual one"],
  [["ROUTERA_CLIENT_ID", "ROUTERA_CLIENT_SECRET"], "client credentials to fetch a token with"],
  [["ROUTERA_FORMAT"], "table, json, ndjson or csv"],
  [
    ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"],
    "where configuration, state and caches are kept, each in a folder `routera`",
  ],
  [["HOME"], "home folder, for those of them that are not set"],
  [
    ["HTTPS_PROXY", "ALL_PROXY"],
    "proxy for https, as http://HOST:PORT or https://HOST:PORT (HTTP_PROXY does nothing: http is for this machine only)",
  ],
  [
    ["NO_PROXY"],
    "hosts that are reached without it, with commas between them: api.routera.io, or .routera.io for all below it",
  ],
  [["NODE_EXTRA_CA_CERTS"], "file of further certificates to trust"],
  [["NO_COLOR", "FORCE_COLOR"], "colour off or on, whatever the terminal says"],
  [["CI"], "set: no spinner, plain lines instead; nothing is kept for completion"],
  [["ROUTERA_NO_SUGGESTIONS"], "set: names and values that your calls show are not kept for completion"],
  [["TERM", "COLORTERM"], "what the terminal can show: colours, a spinner"],
  [["SHELL", "MSYSTEM", "PROMPT"], "on Windows: the shell that commands in hints are quoted for"],
  [
    ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"],
    "on a CI runner: the checked-out repository, which paths in annotations start at",
  ],
  [["GITHUB_ACTIONS"], "true: no text from outside can start a workflow command"],
  [["NODE_DEBUG"], "while it makes Node print requests with their token, none is sent"],
];

export const TOPICS: Readonly<Record<string, { readonly summary: string; readonly text: () => string }>> = {
  "exit-codes": { summary: "what each exit code means", text: exitCodes },
  formats: { summary: "what is printed and what is read", text: formats },
  profiles: { summary: "addresses, credentials and settings by name", text: profiles },
  environment: { summary: "variables that routera reads", text: environment },
  configuration: { summary: "profiles, files and which value counts", text: configuration },
  bulk: { summary: "many deals: rows, plans, runs, undo", text: bulk },
  mapping: { summary: "files of other systems, and what their columns mean", text: mapping },
  scaling: { summary: "concurrency, rates, and one plan on several machines", text: scaling },
  security: { summary: "tokens, addresses, and what is kept on this machine", text: security },
  faults: { summary: "how the sandbox can misbehave", text: faults },
};

function environment(): string {
  const lines = VARIABLES.map(([names, means]) => `  ${names.join(", ")}\n      ${means}`);
  return ["Variables that routera reads (set but empty counts as unset):", ...lines, ""].join("\n");
}

/** Every exit code with all that it can mean, in order. */
export function exitCodeTable(): readonly { readonly code: number; readonly means: string }[] {
  const codes = new Map<number, string[]>([[0, ["done, or nothing to do"]]]);
  for (const [kind, { exit, means }] of Object.entries(KINDS)) {
    codes.set(exit, [...(codes.get(exit) ?? []), WITH_FLAGS[kind] ?? means]);
  }
  return [...codes].sort(([a], [b]) => a - b).map(([code, means]) => ({ code, means: means.join(", or ") }));
}

function exitCodes(): string {
  const lines = exitCodeTable().map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`);
  return [
    "Exit codes:",
    ...lines,
    "",
    "A bulk run that ends in several ways gives the first of: a signal or 141, 12, 9, 4, 8, 11, 3, 0.",
    "",
  ].join("\n");
}
