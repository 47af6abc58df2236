/** The walls between the rooms, as src/ really imports: a wrong import fails here. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();

/** Rooms that a room may import from, besides itself and the leaves. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  deals: [],
  terminal: [],
  spreadsheet: [],
  rows: ["spreadsheet", "text", "deals"],
  plans: ["rows", "text", "deals"],
  api: ["deals"],
  sandbox: ["deals"],
  profile: ["api"],
  views: ["deals", "terminal"],
  bulk: ["deals", "api", "profile"],
  memory: ["api", "deals", "profile"],
  cli: ["profile", "views", "api", "deals"],
  commands: ["cli", "bulk", "profile", "api", "deals", "memory", "sandbox", "views", "terminal"],
  library: ["bulk", "profile", "api", "deals", "commands"],
};

/** Files at the root that hold no logic of a room and may be imported by all. */
const LEAVES = ["failure.ts", "json.ts", "host.ts", "makeFolder.ts", "nearest.ts", "typedPath.ts"];

/** Types that the declaration of a command needs, and nothing at run time. */
const TYPE_ONLY = ["context.ts"];

/** A library or a global, and the one file that knows it. */
const ONE_PLACE: Readonly<Record<string, readonly string[]>> = {
  commander: ["cli/parse.ts"],
  got: ["api/connect.ts"],
  chalk: ["terminal/style.ts"],
  ora: ["terminal/progress.ts"],
  "@clack/prompts": ["terminal/prompt.ts"],
  cosmiconfig: ["profile/explore.ts"],
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

describe("imports between rooms", () => {
  const inner = imports.filter(({ to }) => to.startsWith(".") && !to.endsWith("/package.json"));

  it("are found at all", () => {
    expect(inner.length).toBeGreaterThan(50);
  });

  it.each(
    inner.map(
      (one) => [one.from, relative(SRC, resolve(SRC, dirname(one.from), one.to)), one.typeOnly] as const,
    ),
  )("%s → %s", (from, to, typeOnly) => {
    const room = roomOf(from);
    const other = roomOf(to);
    if (room === undefined || room === other || LEAVES.includes(to)) return;
    if (typeOnly && TYPE_ONLY.includes(to)) return;
    expect(MAY_IMPORT[room], `src/${room} must not import src/${to}`).toContain(other);
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
    const users = files.filter((file) =>
      touches.test(withoutComments(readFileSync(join(SRC, file), "utf8"))),
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

  it("an index holds a tree of commands and nothing else", () => {
    expect(files.filter((file) => /(^|\/)index\.ts$/.test(file) && !file.startsWith("commands/"))).toEqual(
      [],
    );
  });

  it.each(files)("%s fits a few screens", (file) => {
    expect(readFileSync(join(SRC, file), "utf8").split("\n").length).toBeLessThan(260);
  });
});

function roomOf(file: string): string | undefined {
  return file.includes("/") ? file.split("/")[0] : undefined;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}
