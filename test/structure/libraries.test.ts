/** Each library has one place, and so have the process, the clock, chance and the file system. */
import { describe, expect, it } from "vitest";
import { devDependencies } from "../../package.json" with { type: "json" };
import { codeOf, outer, sources } from "./sources.ts";

/** A library and the files that know it; a name that ends in `/` is a directory. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  "@clack/prompts": ["terminal/prompt.ts"],
  "@modelcontextprotocol/server": ["mcp/"],
  chalk: ["terminal/style.ts"],
  commander: ["cli/parse.ts"],
  cosmiconfig: ["config/file/cosmiconfig.ts"],
  "csv-parse": ["rows/csv/quotedRows.ts"],
  "fastest-levenshtein": ["text/closestMatch.ts"],
  got: ["api/http/got.ts"],
  hpagent: ["api/http/agents.ts"],
  hucre: ["spreadsheet/worker/"],
  "lossless-json": ["json.ts"],
  ora: ["terminal/progress.ts"],
  "proper-lockfile": ["files/lock/fileLock.ts"],
  "string-width": ["text/unicodeRuler.ts"],
  // A schema is beside the type that it checks.
  valibot: [
    "config/file/schema.ts",
    "plans/file/parse.ts",
    "rows/mapping/parseMapping.ts",
    "runs/journal/parseRecord.ts",
    "runs/storage/lockOwner.ts",
    "runs/storage/summary.ts",
  ],
  // The protocol's own library brings it along.
  zod: ["mcp/"],
};

/** Libraries that still have more places than one. These lists may only shrink. */
const MORE_PLACES: Readonly<Record<string, readonly string[]>> = {
  "csv-stringify": ["runs/failures/lines.ts", "views/formats/csv.ts"],
  yaml: [
    "config/edit/editor.ts",
    "config/edit/yaml.ts",
    "config/edit/yamlText.ts",
    "config/file/yaml.ts",
    "rows/mapping/parseMapping.ts",
    "rows/mapping/plainYaml.ts",
    "rows/mapping/printMapping.ts",
  ],
};

/** The text of a script that runs in the browser that shows a report, not in this process. */
const BROWSER_SCRIPT = "views/reports/html/script.ts";

const libraryOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? "";

describe("libraries", () => {
  const users = new Map<string, Set<string>>();
  for (const { from, to } of outer) {
    const library = libraryOf(to);
    if (Object.hasOwn(devDependencies, library))
      users.set(library, (users.get(library) ?? new Set()).add(from));
  }

  it("that the sources use are those of the table", () => {
    expect([...users.keys()].sort()).toEqual([...Object.keys(PLACES), ...Object.keys(MORE_PLACES)].sort());
  });

  it.each(Object.entries({ ...PLACES, ...MORE_PLACES }))("%s is imported by %j alone", (library, places) => {
    const placeOf = (file: string) =>
      places.find((place) => place.endsWith("/") && file.startsWith(place)) ?? file;
    expect([...new Set([...(users.get(library) ?? [])].map(placeOf))].sort()).toEqual([...places].sort());
  });
});

describe("what lies outside of the program", () => {
  it.each([
    ["the process", /(?<![.\w"'`-])process\.(?!ts)\w|node:process/],
    ["chance", /\bMath\.random\b/],
    ["a timer", /(?<!\.)\bset(Timeout|Interval)\b/],
    ["the name of the machine", /\bhostname\b(?=[^;]*from "node:os")|\bos\.hostname\b/],
  ])("%s is only touched by the host", (_what, touches) => {
    expect(sources.filter((file) => file !== BROWSER_SCRIPT && touches.test(codeOf(file)))).toEqual([
      "host.ts",
    ]);
  });

  it("the file system is only touched by files/", () => {
    const users = outer.filter(({ to }) => /^(node:)?fs(\/|$)/.test(to)).map(({ from }) => from);
    expect(users.filter((file) => !file.startsWith("files/"))).toEqual([]);
    expect(users.length).toBeGreaterThan(0);
  });

  it("calls that meet another program's handle are made again where they are: no file in files/ makes them itself", () => {
    const calls =
      /\b(rename|unlink|rm|rmdir|open|copyFile|link|readFile|writeFile|createWriteStream|mkdtemp)(Sync)?\b/;
    const direct = sources.filter((file) =>
      [...codeOf(file).matchAll(/import ([^;]*?) from "node:fs(?:\/promises)?"/g)].some(
        ([, names = ""]) => names.startsWith("*") || calls.test(names),
      ),
    );
    expect(direct).toEqual([
      // What cannot be read or written at once is done without.
      "files/launch/codeCache.ts",
      // Wraps them all.
      "files/lock/systemLock.ts",
      "files/operations.ts",
      "files/readStream.ts",
      "files/systemFiles.ts",
    ]);
  });

  it("globals are never patched", () => {
    const patch =
      /\b(globalThis|global|process|console|Math|Date|JSON|Promise|Buffer)(\.[\w$]+)+\s*(?<![=!<>])=(?!=|>)|Object\.(assign|defineProperty|defineProperties)\(\s*(globalThis|global|process|console|[A-Z]\w*\.prototype)\b|\b[A-Z]\w*\.prototype\.\w+\s*=(?!=)|\bset(Timeout|Interval|Immediate)\s*=(?!=)/;
    expect("globalThis.setInterval = mine;").toMatch(patch);
    expect("process.env.HOME = x").toMatch(patch);
    expect("const { now } = Date; if (Math.max(1) === 2) process.exit()").not.toMatch(patch);
    expect(sources.filter((file) => file !== BROWSER_SCRIPT && patch.test(codeOf(file)))).toEqual([]);
  });
});
