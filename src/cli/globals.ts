/** The flags that every command takes, declared once. */
import { parseDuration } from "../config/durations.ts";
import { FORMAT_NAMES, type Format } from "../config/formats.ts";
import { QUOTE_LIST, splitNames } from "../deals/nameList.ts";
import { usage } from "../failure.ts";
import { option, say, words } from "../hint.ts";
import { choice, onOff, parsed, text, toggle, type ValuesOf } from "./flag.ts";

export const globalFlags = {
  profile: text("name", 'Profile to use; "sandbox" needs no account', {
    offers: "profile",
  }),
  baseUrl: text("url", "Override the base URL of the profile"),
  config: text("file", "User config to read instead of the default one", { offers: "file" }),
  format: choice(FORMAT_NAMES, "format", "Output format (default table)"),
  json: toggle("Shorthand for --format json; errors are JSON as well"),
  select: text("a,b.c", "Print only these keys of the result", { offers: "key" }),
  timeout: parsed("time", "Timeout of one request, such as 30s or 500ms (default 30s)", parseDuration),
  retries: parsed("n", "Maximum retries of a safe request (default 3)", parseCount),
  color: onOff("Turn colors on or off (default: on in a terminal)"),
  verbose: toggle("Log HTTP requests to stderr, without the token", { short: "v" }),
  quiet: toggle("Hide progress and notes; warnings and errors are still printed", { short: "q" }),
} as const;

export type Globals = ValuesOf<typeof globalFlags>;

/** A whole number from 0 up. @param example a sensible one, for the hint @throws Failure of kind usage */
export function parseCount(typed: string, flag: string, example = 3): number {
  if (/^\d{1,9}$/.test(typed)) return Number(typed);
  const meant = /^\d{1,9}(?=\D)/.exec(typed)?.[0] ?? example;
  throw usage(
    "bad_number",
    `${flag} must be a whole number, got ${JSON.stringify(typed)}`,
    `use ${flag} ${meant}`,
  );
}

/** `parseCount` for one flag, with an example that suits it. */
export function countParser(example: number): (typed: string, flag: string) => number {
  return (typed, flag) => parseCount(typed, flag, example);
}

/** A whole number from 1 up. @throws Failure of kind usage */
export function parsePositive(typed: string, flag: string): number {
  const count = parseCount(typed, flag, 10);
  if (count > 0) return count;
  throw usage(
    "bad_number",
    `${flag} must be a whole number of at least 1, got ${JSON.stringify(typed)}`,
    `use ${flag} 10`,
  );
}

/** The format that the flags ask for. @throws Failure of kind usage when they contradict each other */
export function typedFormat(globals: Pick<Globals, "format" | "json">): Format | undefined {
  const asked = globals.json ? "json" : globals.format;
  if (globals.format !== undefined && globals.format !== asked) {
    throw usage(
      "two_formats",
      `--json and --format ${globals.format} cannot be used together`,
      "remove one of them",
    );
  }
  return asked;
}

/** `a,b.c` → `["a", "b.c"]`. @throws Failure of kind usage for an empty key, or one with a space */
export function parseSelect(typed: string | undefined): readonly string[] | undefined {
  if (typed === undefined) return undefined;
  const keys = splitNames(
    typed,
    words`${option("select")}`,
    (meant) => say`${QUOTE_LIST}: ${option("select", meant)}`,
  );
  if (keys.includes(""))
    throw usage("empty_key", "--select contains an empty key", "use --select id,deal_name");
  return keys;
}

/** The flags that decide how a failure is reported. */
export type TellingFlags = Pick<Globals, "json" | "verbose" | "color">;

/** The same for words that cannot be read as a whole: all there is to go by is how they look. The last word counts for color. */
export function tellingFlags(argv: readonly string[]): TellingFlags {
  const words = typedWords(argv);
  const color = words.findLast((word) => word === "--color" || word === "--no-color");
  return {
    json: words.some(
      (word, index) =>
        word === "--json" ||
        /^--format=(nd)?json$/.test(word) ||
        (word === "--format" && /^(nd)?json$/.test(words[index + 1] ?? "")),
    ),
    verbose: words.includes("--verbose") || words.includes("-v"),
    color: color === undefined ? undefined : color === "--color",
  };
}

/** The words that may be flags. */
export function typedWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
}
