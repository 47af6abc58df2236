/** The structure of src/: which layer may import which, which libraries have one place, and how large files and directories get. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();

/** Layers that every layer above them may import. */
const OPEN = ["text", "host", "hint", "failure", "json", "signals"];

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
  hint: [],
  json: [],
  host: [],
};

/** The text of a script that runs in the browser that shows a report, not in this process. */
const BROWSER_SCRIPT = "views/reports/html/script.ts";

/** Layers of which a layer may import types alone. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { cli: ["api"] };

/** An open layer imports none above itself. */
const ORDER_OF_OPEN = ["host", "hint", "failure", "json", "text", "signals"];

/** Imports against the table that still exist. This list may only shrink. */
const ALLOWED: readonly string[] = [];

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

  it("form no circle, those of types and lazy ones included", () => {
    expect(circlesIn(inner)).toEqual([]);
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

describe("tests", () => {
  // Files share the modules of their worker: such a hook would belong to the first one alone.
  it("have no hooks in the modules that they share", () => {
    const hooked = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) =>
        /^(before|after)(All|Each)\(/m.test(readFileSync(join(import.meta.dirname, file), "utf8")),
      );
    expect(hooked).toEqual([]);
  });

  it("launch the program only in files of the project `process`", () => {
    const launches =
      /\.(launch|shell|start)\(\[?["'`]|\bhome(\(\))?\.(launch|shell|start)\(|\b(inTerminal|traced)\(|import .*\bLAUNCHER\b/;
    const launching = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts") && !file.endsWith(".process.test.ts"))
      .filter((file) => launches.test(readFileSync(join(import.meta.dirname, file), "utf8")));
    expect(launching).toEqual([]);
  });

  it("have at most 300 lines a file and 14 files a directory", () => {
    const entries = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true });
    const written = entries.filter((entry) => entry.isFile());
    const long = written
      .filter(({ name }) => /\.([cm]?js|ts)$/.test(name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path, "utf8").trimEnd().split("\n").length > 300);
    const folders = [...new Set(written.map(({ parentPath }) => parentPath))];
    const full = folders.filter((one) => written.filter(({ parentPath }) => parentPath === one).length > 14);
    expect([long, full]).toEqual([[], []]);
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

/** Files that import each other, directly or through others: each circle as the files that are left when all others are gone. */
function circlesIn(all: readonly Pick<Import, "from" | "to">[]): readonly string[] {
  let left = all.filter(({ from, to }) => from !== to);
  for (;;) {
    const importing = new Set(left.map(({ from }) => from));
    const imported = new Set(left.map(({ to }) => to));
    const within = left.filter(({ from, to }) => imported.has(from) && importing.has(to));
    if (within.length === left.length) return [...importing].sort();
    left = within;
  }
}

/** The directory directly in src/, or the name of a file there. */
function layerOf(file: string): string {
  return file.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}
