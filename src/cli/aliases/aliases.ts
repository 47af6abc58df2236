/** Words of other programs and what they are called here: one table of commands and flags. */
import { type Flags, flagName } from "../flag.ts";

/** What a word means here: commands by their paths, or why there is none. */
export type Meaning =
  | { readonly commands: readonly string[] }
  | { readonly reason: string; readonly advice: string };

/** A command, or several of them, and the words that are typed for it; lists are separated by commas. */
const COMMANDS: readonly (readonly [commands: string, words: string])[] = [
  ["auth status", "whoami, me, auth whoami, auth show, auth check, auth list, auth token"],
  ["auth login", "login, signin, setup, init, configure, auth signin, auth add, auth setup, auth refresh"],
  ["auth logout", "logout, signout, auth signout, auth remove"],
  [
    "deals list",
    "ls, search, find, query, deals ls, deals search, deals find, deals query, deals filter, deals all",
  ],
  [
    "deals get",
    "get, view, read, describe, deals show, deals view, deals read, deals describe, deals fetch, deals info",
  ],
  [
    "deals update",
    "update, edit, set, patch, modify, change, deals edit, deals set, deals patch, deals modify, deals change, " +
      "deals put",
  ],
  ["deals export", "export, download, dump, deals download, deals dump, deals backup, backup"],
  [
    "deals plan",
    "plan, diff, preview, import, upload, validate, lint, deals diff, deals preview, deals import, " +
      "deals upload, deals validate, deals lint, deals check, plan create, plan new, plans create",
  ],
  ["deals apply", "apply, deals bulk, deals run, deals execute, plan apply, plans apply, plan run, run plan"],
  ["runs list", "history, log, logs, jobs, runs ls, runs history, runs log, deals history, deals runs"],
  ["runs show", "runs status, runs get, runs view, runs describe, runs info, runs details, deals status"],
  [
    "runs resume",
    "resume, retry, continue, runs retry, runs continue, runs restart, deals resume, deals retry",
  ],
  [
    "runs undo",
    "undo, rollback, revert, restore, runs rollback, runs revert, runs restore, deals undo, deals rollback, " +
      "deals revert",
  ],
  ["runs prune", "prune, clean, cleanup, runs delete, runs remove, runs rm, runs clean, runs cleanup"],
  ["profile list", "contexts, config list, config ls, profile ls, config profiles, config get-contexts"],
  [
    "profile show",
    "config, settings, config show, config get, config view, config path, profile get, profile view, " +
      "profile current, profile status, config current-context",
  ],
  [
    "profile set",
    "config set, config add, config edit, config init, config create, profile add, profile create, " +
      "profile new, profile edit, profile update",
  ],
  [
    "profile use",
    "use, switch, config use, config use-context, config switch, profile switch, profile select, " +
      "profile default, profile activate",
  ],
  ["profile remove", "config delete, config remove, config rm, config unset, profile delete, profile rm"],
  ["profile trust", "trust, profile allow"],
  ["sandbox serve", "serve, server, sandbox start, sandbox run, sandbox up"],
  ["doctor", "check, diagnose, diagnostics, ping, health, troubleshoot, debug"],
  ["completion", "completions, autocomplete"],
  ["manual", "man"],
  ["help", "topics, docs, usage"],
  ["--version", "version, v"],
  ["runs show, auth status", "status, info, state"],
  ["deals get, runs show, profile show", "show"],
];

/** What routera does not do. */
const MISSING: readonly (readonly [reason: string, advice: string, words: string])[] = [
  [
    "routera does not create deals",
    "create the deal in Routera; routera updates deals that exist",
    "create, add, new, insert, deals create, deals add, deals new, deals insert, deals post, deals clone, " +
      "deals copy, deals upsert",
  ],
  [
    "routera does not archive or delete deals",
    "archive the deal in Routera",
    "delete, archive, rm, remove, unarchive, deals delete, deals archive, deals rm, deals remove, " +
      "deals unarchive, deals destroy, deals restore",
  ],
  ["routera does not update itself", "install the new version with npm", "upgrade, self-update, update-self"],
];

/** Other numbers of the names of groups. */
const GROUPS: Readonly<Record<string, string>> = {
  deal: "deals",
  run: "runs",
  profiles: "profile",
  plan: "plans",
  sandboxes: "sandbox",
  configs: "config",
};

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ...COMMANDS.flatMap(([commands, words]) =>
    listed(words).map((word): [string, Meaning] => [word, { commands: listed(commands) }]),
  ),
  ...MISSING.flatMap(([reason, advice, words]) =>
    listed(words).map((word): [string, Meaning] => [word, { reason, advice }]),
  ),
]);

function listed(text: string): readonly string[] {
  return text.split(", ");
}

export type FoundMeaning = {
  readonly meaning: Meaning;
  /** How many of the words it takes. */
  readonly length: number;
};

/**
 * @param words of a command line in the place of commands, as many as there may be: `["deal", "edit"]`
 * @param isCommand shows whether the words are the path of a command
 */
export function meaningOf(
  words: readonly string[],
  isCommand: (path: readonly string[]) => boolean,
): FoundMeaning | undefined {
  for (const length of [2, 1]) {
    if (words.length < length) continue;
    const [first = "", ...rest] = words.slice(0, length).map((word) => word.toLowerCase());
    const path = [Object.hasOwn(GROUPS, first) ? (GROUPS[first] ?? first) : first, ...rest];
    const meaning = MEANINGS.get([first, ...rest].join(" ")) ?? MEANINGS.get(path.join(" "));
    if (meaning !== undefined) return { meaning, length };
    if (isCommand(path)) return { meaning: { commands: [path.join(" ")] }, length };
  }
  return undefined;
}

/** A flag by the words of other programs, in the order in which they are tried: a command has one of them, as a rule. */
const FLAGS: readonly (readonly [flag: string, names: string])[] = [
  ["--where", "--filter, --search, --query, --find, --condition, --match, --selector"],
  ["--field", "--set, --data, --value, --body, --fields, -f, -d, -F"],
  ["--select", "--fields, --columns, --cols, --attributes, --only, --jsonpath, --template"],
  [
    "--limit",
    "--top, --max, --max-results, --max-rows, --page-size, --per-page, --count, --first, --take, -l",
  ],
  ["--all", "--all-pages, --paginate, --page-all"],
  ["--properties", "--props, --property, --include, --expand"],
  ["--by", "--key, --lookup, --match-on, --id-field"],
  ["--concurrency", "--parallel, --parallelism, --jobs, --threads, --workers, -j"],
  ["--rate", "--rps, --qps, --rate-limit"],
  ["--dry-run", "--preview, --simulate, --what-if, --whatif, --noop, --plan, --check"],
  ["--lint", "--validate, --check"],
  [
    "--yes",
    "--auto-approve, --no-prompt, --assume-yes, --confirm, --non-interactive, --no-confirm, --force, -f",
  ],
  ["--force", "--overwrite, --replace, --clobber, -f"],
  ["--exit-code", "--detailed-exitcode"],
  ["--max-errors", "--error-limit"],
  ["--fail-fast", "--stop-on-error, --bail"],
  ["--sheet", "--tab, --worksheet"],
  ["--mapping", "--map-file, --mapping-file"],
  ["--id-column", "--id-field, --id-col"],
  ["--archived", "--include-archived, --with-archived, --deleted"],
  ["--older-than", "--age, --before"],
  ["--verbose", "--debug, --trace, --log-level"],
  ["--quiet", "--silent, -s"],
  ["--base-url", "--url, --host, --endpoint, --server, --api-url, -u"],
  ["--profile", "--account, --env, --environment, --context, --workspace, -p"],
  ["--config", "--config-file, -c"],
  ["--timeout", "--request-timeout, --max-time"],
  ["--retries", "--retry, --max-retries"],
  ["--no-color", "--nocolor, --no-color, --plain, --no-ansi"],
];

/** @returns the flag of this command that is meant, as it is typed; undefined where there is none */
export function flagMeant(name: string, flags: Flags): string | undefined {
  const known = new Set(
    Object.entries(flags).flatMap(([key, { negatable }]) => [
      `--${flagName(key)}`,
      ...(negatable ? [`--no-${flagName(key)}`] : []),
    ]),
  );
  return FLAGS.find(([flag, names]) => known.has(flag) && listed(names).includes(name))?.[0];
}

/** Names of the format of the output, whose value is a format or a file. */
export const OUTPUT_FLAGS: ReadonlySet<string> = new Set([
  "--output",
  "-o",
  "--out-format",
  "--output-format",
  "--as",
  "--out",
  "--output-file",
  "--file",
  "--save",
  "-O",
]);

/** Flags that a command does not need, by what it does not do. */
const NEEDLESS: readonly (readonly [why: string, names: string])[] = [
  [
    "this command never prompts",
    "--yes, -y, --auto-approve, --no-prompt, --assume-yes, --confirm, --non-interactive, --no-confirm",
  ],
  ["this command requires no such flag", "--force, -f, --overwrite, --replace"],
  ["this command writes nothing to Routera", "--dry-run, -n, --preview, --what-if, --whatif"],
];

/** @returns why a command does not need the flag */
export function whyNeedless(name: string): string | undefined {
  return NEEDLESS.find(([, names]) => listed(names).includes(name))?.[0];
}
