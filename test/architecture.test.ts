/** The structure of src/: which layer may import which, which libraries have one place, and how large files and directories get. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();

/** Layers that every layer above them may import. */
const OPEN = ["text", "host", "failure", "json", "signals"];

/** Layers that a layer may import besides itself and the open ones. A file directly in src/ is a layer of its own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ["runCli", "commands", "cli", "views", "config"],
  runCli: ["commands", "cli", "views", "config", "terminal", "stopSignals"],
  stopSignals: [],
  commands: [
    "runs",
    "cli",
    "plans",
    "account",
    "config",
    "concurrency",
    "views",
    "api",
    "sandbox",
    "rows",
    "spreadsheet",
    "terminal",
    "files",
    "deals",
  ],
  library: ["runs", "plans", "account", "api", "deals", "config"],
  runs: ["plans", "account", "api", "concurrency", "rows", "deals", "files"],
  cli: ["account", "config", "views", "terminal", "files", "deals"],
  plans: ["rows", "account", "api", "concurrency", "deals", "files"],
  account: ["config", "api", "sandbox", "files", "deals"],
  config: ["files", "deals"],
  concurrency: [],
  views: ["spreadsheet", "terminal", "deals"],
  api: ["files", "deals"],
  sandbox: ["files", "deals"],
  rows: ["spreadsheet", "files", "deals"],
  spreadsheet: ["files"],
  terminal: [],
  files: [],
  deals: [],
  signals: [],
  text: [],
  failure: [],
  json: [],
  host: [],
};

/** The text of a script that runs in the browser that shows a report, not in this process. */
const BROWSER_SCRIPT = "views/reports/html/script.ts";

/** Layers of which a layer may import types alone. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { cli: ["api"] };

/** An open layer imports none above itself. */
const ORDER_OF_OPEN = ["host", "failure", "json", "text", "signals"];

/** Imports against the table that still exist. This list may only shrink. */
const ALLOWED: readonly string[] = [
  "account/open.ts → cli/context.ts",
  "account/open.ts → cli/wireLog.ts",
  "account/open.ts → terminal/forwardStderr.ts",
  "account/open.ts → views/failure.ts",
  "cli/context.ts → api/tokens/tokenFacts.ts",
  "library/executeRun.ts → concurrency/adaptiveLimiter.ts",
  "library/executeRun.ts → files/privateFile.ts",
  "library/plan.ts → files/atomicWrite.ts",
  "plans/make.ts → cli/context.ts",
  "runs/guards.ts → config/profileName.ts",
  "runs/guards.ts → config/settings.ts",
];

/** A library or a global, and the one file that knows it. */
const ONE_PLACE: Readonly<Record<string, readonly string[]>> = {
  commander: ["cli/parse.ts"],
  got: ["api/http/send.ts"],
  chalk: ["terminal/style.ts"],
  ora: ["terminal/progress.ts"],
  "@clack/prompts": ["terminal/prompt.ts"],
  cosmiconfig: ["config/file/cosmiconfig.ts"],
  "lossless-json": ["json.ts"],
};

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const imports: readonly Import[] = files.flatMap((file) => {
  const source = withoutComments(readFileSync(join(SRC, file), "utf8"));
  const found = source.matchAll(
    /(?:\b(import|export)\s+(type\s)?[^;"']*?from\s+|\bimport\s*\(\s*|\bimport\s+)["']([^"']+)["']/g,
  );
  return [...found].map((match) => ({ from: file, to: match[3] ?? "", typeOnly: match[2] !== undefined }));
});

describe("imports between layers", () => {
  const inner = imports
    .filter(({ to }) => to.startsWith(".") && !to.endsWith("/package.json"))
    .map(({ from, to, typeOnly }) => ({
      from,
      to: relative(SRC, resolve(SRC, dirname(from), to)).replaceAll("\\", "/"),
      typeOnly,
    }));

  it("are found at all", () => {
    expect(inner.length).toBeGreaterThan(50);
  });

  it("belong to a layer of the table", () => {
    const layers = new Set(files.map(layerOf));
    expect([...layers].filter((layer) => !Object.hasOwn(MAY_IMPORT, layer))).toEqual([]);
  });

  it("follow the table, but for the list of those that are still allowed", () => {
    const against = inner.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`);
    expect([...new Set(against)].sort()).toEqual([...ALLOWED].sort());
  });
});

describe("libraries with one place", () => {
  it.each(Object.entries(ONE_PLACE))("%s is only imported by %j", (library, places) => {
    const users = imports
      .filter(({ to }) => to === library || to.startsWith(`${library}/`))
      .map(({ from }) => from);
    expect(places).toEqual(expect.arrayContaining(users));
  });

  it.each([
    ["`process`", /(?<![.\w"'`-])process\.(?!ts)\w|node:process/],
    ["chance", /\bMath\.random\b/],
    ["a timer", /(?<!\.)\bset(Timeout|Interval)\b/],
    ["the name of the machine", /\bhostname\b(?=[^;]*from "node:os")|\bos\.hostname\b/],
  ])("%s is only touched by the host", (_what, touches) => {
    const users = files.filter(
      (file) =>
        file !== BROWSER_SCRIPT && touches.test(withoutComments(readFileSync(join(SRC, file), "utf8"))),
    );
    expect(users).toEqual(["host.ts"]);
  });
});

describe("names and sizes", () => {
  it("no drawer for everything", () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|lib|types|common|misc)(\.ts|\/)/.test(file),
    );
    expect(drawers).toEqual([]);
  });

  it("an index is the tree of commands, a list of topics, or the entry of the library", () => {
    expect(files.filter((file) => /(^|\/)index\.ts$/.test(file))).toEqual([
      "commands/index.ts",
      "commands/topics/index.ts",
      "library/index.ts",
    ]);
  });

  it("a directory has at most 14 files", () => {
    const directories = [...new Set(files.map((file) => dirname(file)))];
    const sizeOf = (name: string) => files.filter((file) => dirname(file) === name).length;
    expect(directories.filter((name) => sizeOf(name) > 14)).toEqual([]);
  });

  it.each(files)("%s has at most 300 lines", (file) => {
    expect(readFileSync(join(SRC, file), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(300);
  });
});

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const layer = layerOf(from);
  const other = layerOf(to);
  if (layer === other) return true;
  if (MAY_IMPORT[layer]?.includes(other)) return true;
  if (typeOnly && TYPES_ONLY[layer]?.includes(other)) return true;
  if (!OPEN.includes(other)) return false;
  return !OPEN.includes(layer) || ORDER_OF_OPEN.indexOf(other) < ORDER_OF_OPEN.indexOf(layer);
}

/** The directory directly in src/, or the name of a file there. */
function layerOf(file: string): string {
  return file.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}
