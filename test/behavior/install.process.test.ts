/** The package as npm makes it: nothing but the program, and it works where it is installed, without a network. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { npmEnvironment, packInto } from "../harness/package.ts";
import { environment, type Home, makeHome, type ProcessResult, waitForExit } from "../harness/program.ts";
import { transcript } from "../harness/transcript.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

let home: Home;
/** What npm reported when it installed the package. */
let said: { readonly exit: number | null; readonly stderr: string };
let installed: string;

beforeAll(() => {
  home = makeHome();
  const tarball = packInto(home);
  const prefix = join(home.path, "prefix");
  const { status, stderr } = spawnSync("npm", ["install", "--global", "--prefix", prefix, tarball], {
    cwd: home.path,
    encoding: "utf8",
    env: npmEnvironment(home),
  });
  said = { exit: status, stderr };
  installed = realpathSync(join(prefix, "bin/routera"));
}, 120_000);
afterAll(() => home.remove());

/** Runs the program that npm put on the path, in a directory of its own. */
function run(args: readonly string[]): Promise<ProcessResult> {
  const cwd = join(home.path, "elsewhere");
  mkdirSync(cwd, { recursive: true });
  const child = spawn(join(home.path, "prefix/bin/routera"), args, {
    cwd,
    env: environment(cwd),
  });
  child.stdin.end();
  return waitForExit(child);
}

describe("the package", () => {
  it("holds the program and its papers, and nothing else", () => {
    const root = join(installed, "../..");
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const kinds = files.map(({ name, parentPath }) =>
      relative(root, join(parentPath, name))
        .replace(/^dist\/(library\/)?[\w.-]+\.cjs$/, "dist/$1*.cjs")
        .replace(/^dist\/library\/types\/.+\.d\.ts$/, "dist/library/types/*.d.ts"),
    );
    expect([...new Set(kinds)].sort()).toEqual(
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "SKILL.md",
        "bin/routera.js",
        "dist/*.cjs",
        "dist/THIRD-PARTY-LICENSES.txt",
        "dist/library/*.cjs",
        "dist/library/library.d.cts",
        "dist/library/library.d.mts",
        "dist/library/library.mjs",
        "dist/library/types/*.d.ts",
        "dist/sbom.cdx.json",
        "package.json",
      ].sort(),
    );
  });

  it("lists whose code is inside, each package once, and brings the license of each", () => {
    const inside = (name: string): string => readFileSync(join(installed, "../../dist", name), "utf8");
    const components: { name: string; version: string }[] = JSON.parse(inside("sbom.cdx.json")).components;
    const listed = components.map((one) => `${one.name} ${one.version}`);
    expect(listed).toContainEqual(expect.stringMatching(/^got \d/));
    expect(listed).toEqual([...new Set(listed)]);
    const between = `\n\n${"-".repeat(78)}\n\n`;
    const titles = inside("THIRD-PARTY-LICENSES.txt").split(between);
    expect(titles.map((text) => text.replace(/ \([^)\n]+\)\n[\s\S]*$/, ""))).toEqual(listed);
  });

  it("needs no other package and has no scripts, settings of tools or packages of its development", () => {
    const manifest = JSON.parse(readFileSync(join(installed, "../../package.json"), "utf8"));
    expect(Object.keys(manifest)).toEqual([
      "name",
      "version",
      "description",
      "license",
      "keywords",
      "bin",
      "main",
      "types",
      "exports",
      "engines",
      "type",
    ]);
    expect(readdirSync(join(installed, "../../..")).sort()).toEqual(["routera"]);
  });

  it("is installed by npm without a warning", () => {
    expect(said).toEqual({ exit: 0, stderr: "" });
  });

  it("holds no path of the machine that built it", () => {
    const directory = join(installed, "../../dist");
    const files = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((one) =>
      one.isFile(),
    );
    for (const { name, parentPath } of files) {
      expect([name, readFileSync(join(parentPath, name), "utf8").includes(ROOT)]).toEqual([name, false]);
    }
  });
});

describe("installed", () => {
  it("says its version", async () => {
    expect(transcript(await run(["--version"]))).toBe(`exit 0\n--- stdout\n${version}`);
  });

  it("updates a deal of the sandbox", async () => {
    const id = "550e8400-e29b-41d4-a716-446655440000";
    const words = ["--profile", "sandbox", "--select", "id,deal_name", "--json"];
    const shown = `exit 0\n--- stdout\n{\n  "id": "${id}",\n  "deal_name": "Enterprise plan"\n}`;
    expect(
      transcript(await run(["deals", "update", id, "--field", "deal_name=Enterprise plan", ...words])),
    ).toBe(shown);
    expect(transcript(await run(["deals", "get", id, ...words]))).toBe(shown);
  });

  it("says what it needs to a Node that is too old", async () => {
    const cwd = join(home.path, "elsewhere");
    const needs = JSON.parse(readFileSync(join(installed, "../../package.json"), "utf8")).engines.node;
    for (const [old, exit] of [
      ["12.22.12", 1],
      ["20.18.9", 1],
      ["20.19.0", 0],
    ] as const) {
      const pretend = join(home.path, `node-${old}.cjs`);
      writeFileSync(
        pretend,
        `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${old}" } });`,
      );
      const child = spawn(process.execPath, ["-r", pretend, installed, "--version"], {
        cwd,
        env: environment(cwd),
      });
      const done = await waitForExit(child);
      expect([old, done.exit]).toEqual([old, exit]);
      expect(done.stderr).toBe(
        exit === 0 ? "" : `routera needs Node.js ${needs.slice(2)} or newer, this is v${old}\n`,
      );
    }
  });

  it("prints the licenses that go along with it", async () => {
    const { exit, stdout } = await run(["help", "licenses"]);
    const shipped = readFileSync(join(installed, "../../dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    expect([exit, stdout]).toEqual([0, shipped]);
  });

  it("explains itself", async () => {
    const help = await run(["deals", "update", "--help"]);
    expect([help.exit, help.stderr, help.stdout.includes("--field-json")]).toEqual([0, "", true]);
  });

  it("reads a configuration and draws colors: what is loaded late is there too", async () => {
    cpSync(join(ROOT, "package.json"), join(home.path, "elsewhere/.routerarc.json"));
    const broken = await run(["deals", "get", "x", "--color"]);
    expect([broken.exit, broken.stdout, broken.stderr.includes("\u001b[31merror:")]).toEqual([2, "", true]);
  });
});
