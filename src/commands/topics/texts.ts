/** Texts of `routera help <topic>`. */

import { FORMAT_NAMES } from "../../config/formats.ts";
import { DEFAULTS } from "../../config/resolve.ts";
import { INPUT_FORMATS } from "../../rows/format.ts";
import { FAULTS } from "../../sandbox/faults/spec.ts";

export function bulk(): string {
  return `Many deals, in three steps: rows, a plan, a run. Nothing is written to Routera before the last one.

  routera deals export --properties amount --out deals.csv     a sheet to edit
  routera deals plan deals.csv --out plan.jsonl                what your edits would change: before → after
  routera deals apply plan.jsonl                               shows it again, asks, writes

Rows: CSV, TSV, NDJSON or a JSON array; the column id names the deal, every other column sets the field of its name,
columns that start with _ set nothing. An empty cell leaves its field alone (--empty-cells clear empties it).
All mistakes in the rows are told before the first request; --lint stops there, offline.

  routera deals plan rows.csv --lint
  routera deals plan rows.csv --id-column deal --map stage=deal_stage --json-column amount
  routera deals plan --where deal_stage=qualified --where 'amount>=5000' --field deal_stage=proposal
  routera deals list --where 'notes ~ =1'                      a value that starts with an operator has spaces in front

Conditions: = != ~ (contains) < > <= >=, and 'stage in a,b'; several must all hold.

Each deal is read with a request of its own; for many rows of a small account the list is read instead, a hundred at once.

A plan is a file with a digest. It holds what each deal held before, and is good for one address only. A deal that has
changed since is left alone and told (changed_since_plan); one that holds the new values already is skipped.

  routera deals apply plan.jsonl --approve sha256:0000000000000000000000000000000000000000000000000000000000000000
  routera deals apply plan.jsonl --yes --limit 10              the first ten as a trial; resume does the others
  routera deals apply plan.jsonl --yes --max-changes 500 --max-errors 5%
  routera deals apply rows.csv --yes --failures failed.csv     failed rows, to be mended and fed again

A run keeps a journal: each write is on disk before it is sent. Ctrl-C, a crash or a lost network leave a run that can
be resumed; a write whose outcome is not known is read back first, and never sent twice blindly.

  routera runs list
  routera runs show last
  routera runs resume last
  routera runs resume last --retry failed                      once what was wrong is mended
  routera runs undo last --dry-run                             what that would change
  routera runs undo last                                       deals that were changed since stay as they are
  routera runs prune --older-than 30 --keep 10

Values that must be unique and moved from deal to deal come back one after the other: undo with --concurrency 1, or
finish with runs resume last --retry failed.

--json prints one summary; --format ndjson a line a row, then the summary. Exit 0: all done; 3: some rows failed;
4, 8, 9, 12, 130: stopped before its time, resume it; 11: outcomes that could not be learnt. See routera help exit-codes.
The outcome in the error of a run that was stopped is about all its rows: unknown, when it may be that of any row;
else applied, when any row was applied; else not_applied.
`;
}

export function configuration(): string {
  return `Configuration is data: nothing in it is ever run. For every value, the first of these counts:
flag, environment, project file, user file, default. \`routera profile show\` names the source of each.

User file: $XDG_CONFIG_HOME/routera/config.yaml (or .yml, .json), else ~/.config/routera/config.yaml

  profile: work                 # the profile in use
  profiles:
    work:
      token: …                  # or clientId and clientSecret, or tokenCommand

Keys of a profile:
  token            bearer token
  clientId         with clientSecret: a token is fetched when it is needed
  clientSecret
  clientAuth       body (default) or basic: where id and secret go at the token endpoint
  tokenCommand     [program, argument, …] that prints a token within 30 s; run without a shell, in the folder of the file
                   that names it; only in the user file
  baseUrl          address of the API (default ${DEFAULTS.baseUrl})
  caFile           PEM file of certificates to trust besides the system's; a relative path begins at the folder of the
                   file that names it
  format           table, json, ndjson or csv
  properties       [name, …] to show with every deal
  timeout          longest wait for one request: 30 (seconds), 500ms, 2m
  retries          how often a request may be sent again when that is safe
  concurrency      deals at once in a bulk run
  rate             requests per second in a bulk run
  readonly         true: every write is refused

Project file: .routerarc, .routerarc.json, .routerarc.yaml, .routerarc.yml or the key "routera" of package.json,
in the current folder or above it up to the root of the repository. It has the same form. Its own baseUrl with its own
token is used only after \`routera profile trust\`, which saves directory and address in the user file under "trusted";
a changed address needs new trust, and a file below node_modules gets none. In CI set ROUTERA_BASE_URL and ROUTERA_TOKEN.

A token belongs to one address. It is sent to the base URL of the place that it came from, and nowhere else:
a project file can neither redirect your token nor name a command to run.
A file with a secret must be readable by its owner alone (chmod 600).
`;
}

export function faults(): string {
  const lines = FAULTS.map(
    ({ name, value, summary }) => `  ${name}${value ? `=${value}` : ""}\n      ${summary}`,
  );
  return [
    "Faults of `routera sandbox serve --fault SPEC`. A spec is a list of items, separated by commas:",
    "",
    "  name[=value][@GET|@PATCH|@POST][%percent][xTimes]",
    "",
    ...lines,
    "",
    "For example 429=2s%5,reset-after@PATCH%4,latency=200ms: one request in twenty is told to wait 2 s, one PATCH in",
    "twenty-five is applied and then cut off, and all take 200 ms. Percentages repeat from run to run; --seed changes them.",
    "",
  ].join("\n");
}

export function formats(): string {
  return `What is printed: --format ${FORMAT_NAMES.join("|")}, --json for --format json, ROUTERA_FORMAT for a default.
A pipe changes nothing. stdout holds the result and nothing else; notes, progress and errors go to stderr.

  table    for people; may change from version to version
  json     one value; a deal is exactly the object that Routera returned, with its names and the digits of its numbers
  ndjson   one object a line; what streams ends, in a bulk command, with {"type":"summary","complete":true,…}:
           where that line is missing, the output was cut off
  csv      a header, then a row each; a cell that a spreadsheet would run as a formula gets an apostrophe in front

  routera deals get 550e8400-e29b-41d4-a716-446655440000 --json | jq -r .deal_stage
  routera deals list --all --format ndjson > deals.ndjson
  routera deals list --all --select id,deal_stage --format csv > deals.csv

A failure leaves stdout empty. With --json or ndjson stderr then holds one line:
  {"error":{"code","message","status","retryable","outcome","hint","command","exit_code"}}
  code        a stable name such as deal_archived; message is Routera's own word for word where there is one
  outcome     not_applied, applied or unknown: what became of the write; of a run: unknown when that of any row is,
              else applied when any row was applied
  retryable   true: the same command may succeed later, unchanged
  command     the words of the command that the hint names, to be run without a shell; null where there is none
A warning is a line {"warning":{"code","message"}}.

What is read: --input-format ${INPUT_FORMATS.join("|")}; without it the file's ending says it, else its first bytes.
UTF-8, with or without a byte order mark. CSV: comma, semicolon or tab, found by itself; quotes as in RFC 4180.
Cells are text; --json-column names columns of numbers, true, false, null and lists. Objects and arrays of objects keep
the types that they have.
`;
}

export function profiles(): string {
  return `A profile is an address with a credential and settings, under a name. Profiles stand in your user file and in
the project's; \`routera help configuration\` lists the files and all keys.

  routera auth login --profile work                       sign in; makes the profile
  routera profile set work timeout=10s readonly=true      settings; secrets go through auth login
  routera profile list                                    which there are; the one in use is marked
  routera profile show work                               every value, and where it comes from
  routera profile use work                                from now on
  routera deals list --profile work                       this once
  routera profile remove work                             with its credential

Which one counts: --profile, then ROUTERA_PROFILE, the project file's \`profile\`, the user file's, then \`default\`.
Which value counts: flag, environment, project file, user file, default.

\`sandbox\` is built in: a local Routera inside the call, without an account; its deals are kept between calls.

  routera --profile sandbox deals list
`;
}

export function scaling(): string {
  return `One process: --concurrency is how many requests are under way, --rate how many leave per second. A 429 makes all of
them wait as long as Routera says, and halves the concurrency for a while. Memory does not grow with the rows.

  routera deals apply plan.jsonl --yes --concurrency 16 --rate 40

Several machines: make one plan, give every machine the same file, and let each take its part. --shard i/n counts from 1
to n. A deal falls into one part only, by a hash of its id, so no two parts write the same deal. The machines share
Routera's limit: divide --rate by n.

  routera deals plan rows.csv --out plan.jsonl
  routera deals apply plan.jsonl --yes --shard 1/4 --rate 10
  routera runs show --plan plan.jsonl                     adds up the parts whose journals this machine has

Each part is a run with its own journal in its own state folder. A part that is started again on an empty disk applies
its part of the plan again: what is done already is skipped (already_set). To undo a part, or to resume it, its journal
is needed: keep $XDG_STATE_HOME/routera/runs.

GitHub Actions (strategy.job-index counts from 0, so name the parts yourself):

  strategy:
    matrix:
      part: [1, 2, 3, 4]
  steps:
    - uses: actions/download-artifact@v4
      with: { name: plan }
    - run: routera deals apply plan.jsonl --yes --shard \${{ matrix.part }}/4 --rate 10 --format ndjson > part.ndjson
      env: { ROUTERA_TOKEN: "\${{ secrets.ROUTERA_TOKEN }}" }

GitLab CI with parallel: 4 (CI_NODE_INDEX counts from 1):

  routera deals apply plan.jsonl --yes --shard "$CI_NODE_INDEX/$CI_NODE_TOTAL" --rate 10

Kubernetes, an Indexed Job (JOB_COMPLETION_INDEX counts from 0: add 1):

  apiVersion: batch/v1
  kind: Job
  metadata: { name: routera-apply }
  spec:
    completionMode: Indexed
    completions: 8
    parallelism: 8
    backoffLimitPerIndex: 3
    template:
      spec:
        restartPolicy: Never
        containers:
          - name: apply
            image: registry.example.com/routera
            command: [sh, -c]
            args:
              - routera deals apply /plan/plan.jsonl --yes --shard "$((JOB_COMPLETION_INDEX + 1))/8" --rate 5 --json
            env:
              - name: ROUTERA_TOKEN
                valueFrom: { secretKeyRef: { name: routera, key: token } }
              - { name: XDG_STATE_HOME, value: /state }
            volumeMounts:
              - { name: plan, mountPath: /plan, readOnly: true }
              - { name: state, mountPath: /state, subPathExpr: $(POD_NAME) }

(with the volumes plan and state, and POD_NAME from metadata.name). A pod that is started again skips what is done. Exit 3
means that rows failed for good: let a podFailurePolicy end the index there (FailIndex on exit codes 2, 3, 4, 6).
`;
}

export function security(): string {
  return `What this program does with secrets, with addresses and with the data of your deals.

Tokens. There is no flag for one: command lines are seen by others. A token comes from ROUTERA_TOKEN, from
\`routera auth login\`, or from a program that your user file names (tokenCommand). It belongs to one address and is sent
nowhere else; no output, log, journal or error ever shows it. A file with a secret must be readable by its owner alone.
While NODE_DEBUG could make Node itself print requests, none is sent. A tokenCommand does not see ROUTERA_TOKEN and
ROUTERA_CLIENT_SECRET. SIGUSR1 opens no inspector.

Addresses. https only, but for this machine itself. No redirect is followed. Certificates are always checked; further
ones come from caFile or NODE_EXTRA_CA_CERTS; of a file there that cannot be read Node itself warns on stderr, as text,
before this program starts. HTTPS_PROXY and NO_PROXY count; a proxy that refuses the
password is asked once. A caFile must be one that nobody else can write to.

Configuration is data: nothing in it is run. A file is opened once, and a project file may have 64 KiB. A project file
can neither redirect your token nor name a program. An address of its own, with a token of its own, is used only after
\`routera profile trust\`, this machine's addresses too; below node_modules never.

Answers. A write is done when Routera answers 200 with that deal. Text from outside is made safe before a terminal, a
build log (GitHub, Azure, TeamCity, GitLab) or a spreadsheet sees it, whatever its delimiter. Completion on TAB evaluates
nothing that was typed and inserts nothing unquoted.

What is kept on this machine, in folders that only you can read:
  $XDG_STATE_HOME/routera/runs
      Journals of bulk runs, with the values that they wrote and overwrote. One that another user owns or may write to
      is not opened.
      \`routera runs prune --older-than 30\` removes old ones.
  $XDG_STATE_HOME/routera/suggestions
      For completion, by address: up to 200 names of fields that your calls have shown; values of deal_stage, pipeline and
      deal_owner (50 each); of other fields short values that several deals of a call share (20; a field with more keeps
      none). Never free text, numbers, dates, telephone numbers, e-mail addresses but owners', links, ids, or what looks
      like a secret. Nothing is kept in CI, nor with ROUTERA_NO_SUGGESTIONS=1. To forget, remove the folder.
  $XDG_STATE_HOME/routera/sandbox
      The deals of the sandbox.
  $XDG_CACHE_HOME/routera/tokens
      Tokens fetched with client credentials, until they end. \`routera auth logout\` removes them.

There is no telemetry and no update check: nothing is sent but what you ask for.

  routera deals update 550e8400-e29b-41d4-a716-446655440000 --field deal_stage=won --dry-run
  routera profile show
  routera doctor
`;
}
