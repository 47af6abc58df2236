/** Topics of `routera help`, and those whose text is made from the code's own tables. */
import { KINDS } from "../../failure.ts";
import { agents } from "./agents.ts";
import { ci } from "./ci.ts";
import { mapping } from "./mapping.ts";
import { type TopicPlace, topicPlace } from "./place.ts";
import { scaling } from "./scaling.ts";
import { bulk, configuration, faults, formats, profiles, security } from "./texts.ts";
import { windows } from "./windows.ts";

/** What names a flag: the table itself holds for programs, too. */
const WITH_FLAGS: Readonly<Record<string, string | undefined>> = {
  changes_present: "the plan contains changes (only `plan --exit-code`)",
};

/** Variables with their meaning; those that mean one thing together. */
export const VARIABLE_FACTS: readonly (readonly [names: readonly string[], means: string])[] = [
  [
    ["ROUTERA_TOKEN"],
    "bearer token, sent to the default base URL or to one from a flag, the environment or the user config",
  ],
  [["ROUTERA_PROFILE"], "profile to use"],
  [["ROUTERA_BASE_URL"], "base URL of the API"],
  [["ROUTERA_CONFIG"], "user config to read instead of the default one"],
  [["ROUTERA_CLIENT_ID", "ROUTERA_CLIENT_SECRET"], "client credentials for fetching a token"],
  [["ROUTERA_FORMAT"], "output format: table, json, ndjson or csv"],
  [
    ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"],
    "parent directories of the `routera` directories for configuration, state and caches",
  ],
  [["HOME"], "home directory, used if one of these variables is not set"],
  [
    ["HTTPS_PROXY", "ALL_PROXY"],
    "proxy for https, as http://HOST:PORT or https://HOST:PORT; HTTP_PROXY is ignored, because http is for loopback only",
  ],
  [
    ["NO_PROXY"],
    "hosts to reach without the proxy, separated by commas: api.routera.io, or .routera.io for all subdomains",
  ],
  [["NODE_EXTRA_CA_CERTS"], "file of extra CA certificates to trust"],
  [["NO_COLOR", "FORCE_COLOR"], "turn colors off or on, regardless of the terminal"],
  [["CI"], "if set: plain progress lines instead of a spinner, and nothing is stored for completion"],
  [
    ["ROUTERA_NO_SUGGESTIONS"],
    "if set: field names and values from your output are not stored for completion",
  ],
  [["TERM", "COLORTERM"], "capabilities of the terminal: colors, a spinner"],
  [["SHELL", "MSYSTEM", "PROMPT", "PSModulePath"], "on Windows: select the shell syntax of hints"],
  [
    ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"],
    "root of the repository on a CI runner; paths in annotations are relative to it",
  ],
  [["GITHUB_ACTIONS"], "if true: untrusted text cannot start a workflow command"],
  [["NODE_OPTIONS"], "options for Node.js; compiled code of routera is kept apart for each set of them"],
  [["NODE_DISABLE_COMPILE_CACHE"], "if set: compiled code of routera is not kept for a faster start"],
  [["NODE_DEBUG"], "if it makes Node print requests with the token: no request is sent"],
];

type Topic = {
  readonly summary: string;
  /** @param place with the directories of this machine. Default: with those of every machine */
  readonly text: (place?: TopicPlace) => string;
};

/** A text that names directories. */
const placed =
  (text: (place: TopicPlace) => string): Topic["text"] =>
  (place = topicPlace()) =>
    text(place);

export const TOPICS: Readonly<Record<string, Topic>> = {
  "exit-codes": { summary: "Exit codes and their meaning", text: exitCodes },
  formats: { summary: "Output and input formats", text: formats },
  profiles: { summary: "Named base URLs, credentials and settings", text: profiles },
  environment: { summary: "Environment variables", text: environment },
  configuration: { summary: "Configuration files, keys and precedence", text: placed(configuration) },
  bulk: { summary: "Bulk updates: input files, plans, runs, undo", text: bulk },
  mapping: { summary: "Mapping files for exports of other systems", text: mapping },
  ci: { summary: "GitHub, GitLab, Jenkins and Azure: plan, review, apply", text: ci },
  scaling: { summary: "Concurrency, rate limits and shards", text: placed(scaling) },
  agents: { summary: "AI agents and the MCP server", text: agents },
  security: { summary: "Tokens, network, and data stored on this machine", text: placed(security) },
  windows: { summary: "cmd, PowerShell and Git Bash on Windows", text: windows },
  licenses: { summary: "Licenses of routera and the software in it", text: placed(licenses) },
  faults: { summary: "Faults that the sandbox can inject", text: faults },
};

function licenses({ licenses: text }: TopicPlace): string {
  if (text !== undefined) return text;
  return `This program is available under the MIT license. It contains other software: the licenses of all of it are in
THIRD-PARTY-LICENSES.txt, in the package and beside the executables. \`routera help licenses\` prints that file.
`;
}

function environment(): string {
  const lines = VARIABLE_FACTS.map(([names, means]) => `  ${names.join(", ")}\n      ${means}`);
  return [
    "Environment variables that routera reads. An empty variable is treated as unset.",
    ...lines,
    "",
  ].join("\n");
}

/** Every exit code with all that it can mean, in order. */
export function exitCodeTable(): readonly { readonly code: number; readonly means: string }[] {
  const codes = new Map<number, string[]>([[0, ["success, or nothing to do"]]]);
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
    "If several exit codes apply to a bulk run, the first of these is used: a signal or 141, 12, 9, 4, 8, 11, 3, 0.",
    "",
  ].join("\n");
}
