/** Texts of `routera help <topic>`. */

import { FORMAT_NAMES } from "../../config/formats.ts";
import { DEFAULTS } from "../../config/resolve.ts";
import { INPUT_FORMATS } from "../../rows/format.ts";
import { FAULTS } from "../../sandbox/faults/spec.ts";
import type { TopicPlace } from "./place.ts";

export function bulk(): string {
  return `Update many deals in three steps: an input file, a plan, a run. Only the last step writes to Routera.

  routera deals export --properties amount --out deals.csv     # Export deals for editing
  routera deals plan deals.csv --out plan.jsonl                # Preview your edits and save the plan
  routera deals apply plan.jsonl                               # Show the plan again, confirm, and apply it

Input files are XLSX, ODS, CSV, TSV, NDJSON or a JSON array. The column id identifies the deal; every other
column sets the field of its name. Columns that start with _ are ignored. An empty cell leaves its field
unchanged (--empty-cells clear clears it). All input errors are reported with line numbers before the first
request; --lint checks the file offline.

  routera deals plan rows.csv --lint
  routera deals plan rows.csv --id-column deal --map stage=deal_stage --json-column amount
  routera deals plan --where deal_stage=qualified --where "amount>=5000" --field deal_stage=proposal

Conditions: = != ~ (contains) < > <= >=, and "stage in a,b". A deal must match all of them. Put spaces around
the operator if the value starts with one:

  routera deals list --where "notes ~ =1"

Each deal is read with its own request. If the input has many rows and the account has few deals, the list is
read instead, 100 deals per request.

A plan is a file with a digest. It contains the previous value of every field, and applies to one target only.
A deal that changed after the plan is a conflict and is not overwritten; a deal that already has the new
values is skipped.

  routera deals apply plan.jsonl --approve sha256:0000000000000000000000000000000000000000000000000000000000000000
  routera deals apply plan.jsonl --yes --limit 10              # Apply the first 10 changes; resume the rest later
  routera deals apply plan.jsonl --yes --max-changes 500 --max-errors 5%
  routera deals apply rows.csv --yes --failures failed.csv     # Save failed rows; fix the file and apply it

A run has a journal: each write is recorded before it is sent. A run that is interrupted by Ctrl-C, a crash or
a lost network can be resumed. A write with an unknown outcome is read first and is never sent again blindly.

  routera runs list
  routera runs show last
  routera runs resume last
  routera runs resume last --retry failed                      # Retry failed rows after the cause is fixed
  routera runs undo last --dry-run                             # Preview the undo
  routera runs undo last                                       # Deals that changed after the run are not overwritten
  routera runs prune --older-than 30 --keep 10

If unique values moved from deal to deal, undo the changes in order with --concurrency 1, or finish the undo
with \`routera runs resume last --retry failed\`.

--json prints one summary; --format ndjson prints one line per row, then the summary. Exit codes: 0 all
changes applied; 3 some rows failed; 4, 8, 9, 12 or 130 stopped early: resume the run; 11 unknown outcomes.
See \`routera help exit-codes\`. The outcome in the error of a stopped run covers all rows: unknown if any row has
an unknown outcome, else applied if any row was applied, else not_applied.
`;
}

export function configuration(place: TopicPlace): string {
  return `Configuration files are data: nothing in them is executed.
Precedence, highest first: flag, environment, project config, user config, default.
\`routera profile show\` prints the source of each value.

User config: ${place.userConfig}

  profile: work                 # default profile
  profiles:
    work:
      token: …                  # or clientId and clientSecret, or tokenCommand

Keys of a profile:
  token            bearer token
  clientId         client ID; with clientSecret, tokens are fetched when needed
  clientSecret     client secret
  clientAuth       body (default) or basic: client authentication in the token request
  tokenCommand     [program, argument, …] that prints a token within 30s; run without a shell in the directory of the
                   user config; not allowed in a project config
  baseUrl          base URL of the API (default ${DEFAULTS.baseUrl})
  caFile           PEM file of extra CA certificates; a relative path starts at the directory of the configuration file
  format           output format: table, json, ndjson or csv (default table)
  properties       [name, …] properties to show with every deal
  timeout          timeout of one request: 30 (seconds), 500ms, 2m (default 30s)
  retries          maximum retries of a safe request (default 3)
  concurrency      maximum requests in parallel in a bulk run (default 8)
  rate             maximum requests per second in a bulk run
  readonly         true: reject every write

Project config: .routerarc, .routerarc.json, .routerarc.yaml, .routerarc.yml or the key "routera" in
package.json, in the current directory or a parent, up to the root of the repository. It has the same format.
Its own baseUrl with its own token is used only after \`routera profile trust\`, which saves directory and base
URL in the user config under "trusted". A changed base URL must be trusted again; a project config below
node_modules is never trusted. In CI, set ROUTERA_BASE_URL and ROUTERA_TOKEN instead.

A token is only sent to the base URL of its own source: a project config cannot redirect your token and cannot
name a command to run. ${place.secretFile}
`;
}

export function faults(): string {
  const lines = FAULTS.map(
    ({ name, value, summary }) => `  ${name}${value ? `=${value}` : ""}\n      ${summary}`,
  );
  return [
    "Faults that `routera sandbox serve --fault SPEC` injects. SPEC is a list of faults, separated by commas:",
    "",
    "  name[=value][@GET|@PATCH|@POST][%percent][xTimes]",
    "",
    ...lines,
    "",
    "Example: with 429=2s%5,reset-after@PATCH%4,latency=200ms, 5% of requests get a 429 with Retry-After: 2, 4% of PATCH",
    "requests are applied and then reset, and all requests take 200ms. Percentages are repeatable; --seed changes them.",
    "",
  ].join("\n");
}

export function formats(): string {
  return `Output: --format ${FORMAT_NAMES.join("|")}, or --json for --format json. ROUTERA_FORMAT sets the default. The
format does not depend on whether stdout is a pipe. stdout contains the result only; notes, progress and
errors go to stderr.

  table    for people; may change between versions
  json     one value; a deal is exactly the object that Routera returned, with its field names and digits
  ndjson   one object per line; a bulk command ends with {"type":"summary","complete":true,…}: if that line is missing,
           the output is incomplete
  csv      a header and one line per row; an apostrophe in front of a cell prevents a spreadsheet from running a formula

  routera deals get 550e8400-e29b-41d4-a716-446655440000 --json | jq -r .deal_stage
  routera deals list --all --format ndjson > deals.ndjson
  routera deals list --all --select "id,deal_stage" --format csv > deals.csv

After an error, stdout is empty. With --json or --format ndjson, stderr contains one line:
  {"error":{"code","message","status","retryable","outcome","hint","command","exit_code"}}
  code        stable name such as deal_archived
  message     Routera's own message, word for word, if there is one
  retryable   true: the same command may succeed later
  outcome     outcome of the write: not_applied, applied or unknown; of a run, unknown if any row has an unknown outcome,
              else applied if any row was applied
  command     arguments of the command in the hint, to be run without a shell; null if there is none
A warning is a line {"warning":{"code","message"}}.

Input: --input-format ${INPUT_FORMATS.join("|")}; the default is the file name extension, or else the first
bytes. Input must be UTF-8, with or without a byte order mark. In CSV, the delimiter (comma, semicolon or tab)
is detected; quotes follow RFC 4180. Cells are strings; --json-column names columns of numbers, booleans, null
and lists. JSON objects and arrays of objects keep their types.
`;
}

export function profiles(): string {
  return `A profile is a name for a base URL, a credential and settings. Profiles are stored in the user config and in
the project config; for the files and all keys, run \`routera help configuration\`.

  routera auth login --profile work                       # Log in; creates the profile
  routera profile set work timeout=10s readonly=true      # Change settings; set secrets with auth login
  routera profile list                                    # List all profiles; the current one is marked
  routera profile show work                               # Show every setting and its source
  routera profile use work                                # Set the default profile
  routera deals list --profile work                       # Use a profile for one command
  routera profile remove work                             # Remove a profile and its credential

Current profile, highest precedence first: --profile, ROUTERA_PROFILE, \`profile\` in the project config,
\`profile\` in the user config, the name default. Settings, highest precedence first: flag, environment, project
config, user config, default.

The profile \`sandbox\` is built in: a local Routera API inside the command, without an account. Its deals are
stored between commands.

  routera --profile sandbox deals list
`;
}

export function security(place: TopicPlace): string {
  return `How routera handles secrets, network requests and your data.

Tokens. A token comes from ROUTERA_TOKEN, from \`routera auth login\`, or from a program in the user config
(tokenCommand). There is no flag for a token, because other users can see command lines. A token is only sent
to its own base URL, and never appears in output, logs, journals or errors. A file that contains a secret must
be readable by its owner only. No request is sent if NODE_DEBUG could make Node print it. A tokenCommand does
not receive ROUTERA_TOKEN and ROUTERA_CLIENT_SECRET. SIGUSR1 does not open the inspector.

Network. Only https is allowed, except to loopback. Redirects are not followed. Certificates are always
checked; extra CA certificates come from caFile or NODE_EXTRA_CA_CERTS. If the file in NODE_EXTRA_CA_CERTS
cannot be read, Node prints a warning to stderr before routera starts. HTTPS_PROXY and NO_PROXY are respected;
a proxy that rejects the password is tried once. A caFile must not be writable by other users.

Configuration. Configuration files are data: nothing in them is executed. A project config is limited to 64
KiB. It cannot redirect your token and cannot name a program. Its own base URL, with its own token, is used
only after \`routera profile trust\`, even for loopback; below node_modules it is never used.

Responses. A write is complete when Routera responds 200 with that deal. Untrusted text is escaped before
it is printed to a terminal, a build log (GitHub, Azure, TeamCity, GitLab) or a spreadsheet. Shell completion
does not evaluate your input and inserts quoted words.

Data stored on this machine, in directories ${place.privacy}:
  ${place.state("runs")}
      Journals of bulk runs, with previous and new values. A journal that another user owns or can write to is not opened.
      \`routera runs prune --older-than 30\` deletes old runs.
  ${place.state("suggestions")}
      Completion data per base URL: up to 200 field names from your output; up to 50 values each of deal_stage, pipeline
      and deal_owner; for other fields, up to 20 short values that several deals share. Never free text, numbers, dates,
      phone numbers, links, IDs, values that look like secrets, or email addresses other than owners. Nothing is stored
      in CI or with ROUTERA_NO_SUGGESTIONS=1. To delete the data, remove the directory.
  ${place.state("sandbox")}
      Deals of the sandbox.
  ${place.cache("tokens")}
      Tokens fetched with client credentials, until they expire. \`routera auth logout\` deletes them.
  ${place.cache("compiled")}
      Compiled code of routera itself, for a faster start. A directory that another user owns or can write to is not used.
      Files older than 30 days are deleted. NODE_DISABLE_COMPILE_CACHE=1 turns it off.

There is no telemetry and no update check: routera sends only the requests of your commands.

  routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_stage=won --dry-run
  routera profile show
  routera doctor
`;
}
