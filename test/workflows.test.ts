/** What runs on GitHub: pinned, without a right too many, and the steps of a release do what they are there for. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { environment, type Home, makeHome } from "./harness/program.ts";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDER = join(ROOT, ".github/workflows");

type Step = { name?: string; uses?: string; run?: string; shell?: string; with?: Record<string, unknown> };
type Job = { permissions?: Record<string, string>; steps: Step[] };
type Workflow = {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
};

const texts = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), "utf8")]));
const workflows = [...texts].map(([name, text]) => [name, parse(text) as Workflow] as const);
const release = new Map(workflows).get("release.yml");
const steps = release?.jobs.publish?.steps ?? [];

describe.each(workflows)("%s", (name, { jobs, on, permissions }) => {
  const all = Object.values(jobs).flatMap((job) => job.steps);

  it("names every action by its commit", () => {
    const used = all.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const one of used) expect(one).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it("may read, and a release may prove who it is; nothing else", () => {
    expect(permissions).toEqual({ contents: "read" });
    const more = Object.values(jobs)
      .map((job) => job.permissions)
      .filter((one) => one !== undefined);
    expect(more).toEqual(name === "release.yml" ? [{ contents: "read", "id-token": "write" }] : []);
    expect(on).not.toHaveProperty("pull_request_target");
  });

  it("holds no token and leaves none behind", () => {
    expect(texts.get(name)).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/);
    for (const step of all.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
      expect(step.with).toMatchObject({ "persist-credentials": false });
    }
  });

  it("passes what a contributor can run", () => {
    expect(all.map(({ run }) => run)).toContain("bash .ci/run");
  });
});

describe("a release", () => {
  const place = (found: (run: string) => boolean): number => steps.findIndex(({ run = "" }) => found(run));

  it("publishes at its very end, with provenance and without a script", () => {
    expect(steps.at(-1)?.run).toBe("npm publish routera.tgz --provenance --access public --ignore-scripts");
  });

  it("begins when the tag is the version of the package", () => {
    const folder = project({ "package.json": '{ "version": "1.2.0" }' });
    expect(step(/tag/, folder, { GITHUB_REF_NAME: "v1.2.0" }).exit).toBe(0);
    expect(step(/tag/, folder, { GITHUB_REF_NAME: "v1.2.1" }).exit).toBe(1);
  });

  it.each([
    ["## 1.2.0", 0],
    ["## 1.2.0 - 2026-11-24", 0],
    ["## [1.2.0] - 2026-11-24", 0],
    ["## Unreleased", 1],
    ["## 1.2.01", 1],
    ["## 1x2.0", 1],
    ["### 1.2.0", 1],
    ["see ## 1.2.0", 1],
  ])("asks the changelog for its version: %s", (heading, exit) => {
    const folder = project({
      "package.json": '{ "version": "1.2.0" }',
      "CHANGELOG.md": `# Changelog\n\n${heading}\n`,
    });
    const said = step(/changelog/, folder);
    expect([said.exit, said.stdout]).toEqual([
      exit,
      exit === 0 ? "" : "CHANGELOG.md has no section: ## 1.2.0\n",
    ]);
  });

  it.each([
    ["the same", "true", 0],
    ["a file at the top", "echo 2 > dist/main.cjs", 1],
    ["a file deep below", "echo 2 > dist/library/types/a.d.ts", 1],
    ["a file more", "echo 2 > dist/library/b.cjs", 1],
    ["a file less", "rm dist/library/types/a.d.ts", 1],
    ["a build that fails", "false", 1],
  ])("compares two builds: %s", (_name, build, exit) => {
    const folder = project({
      "package.json": JSON.stringify({ version: "1.2.0", scripts: { build } }),
      "dist/main.cjs": "1\n",
      "dist/library/types/a.d.ts": "1\n",
    });
    expect(step(/built/, folder, { RUNNER_TEMP: folder.path }).exit).toBe(exit);
  });

  it("compares nothing with nothing: that fails too", () => {
    const folder = project({ "package.json": '{ "scripts": { "build": "true" } }' });
    mkdirSync(join(folder.path, "dist/library"), { recursive: true });
    expect(step(/built/, folder, { RUNNER_TEMP: folder.path }).exit).not.toBe(0);
  });

  it("names the repository of the run, once all is checked: the registry compares it with the provenance", () => {
    const folder = project({ "package.json": '{ "name": "x", "version": "1.2.0" }' });
    const env = { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "someone/routera" };
    expect(step(/repository/, folder, env).exit).toBe(0);
    expect(JSON.parse(readFileSync(join(folder.path, "package.json"), "utf8")).repository).toEqual({
      type: "git",
      url: "git+https://github.example/someone/routera.git",
    });
    expect(place((run) => run === "npm run package")).toBe(place((run) => run.startsWith("npm pkg set")) + 1);
    expect(place((run) => run.startsWith("npm pkg set"))).toBeGreaterThan(
      place((run) => run.includes("digests")),
    );
    expect(place((run) => run.includes("digests"))).toBeGreaterThan(place((run) => run === "bash .ci/run"));
  });
});

it("the oldest Node that is tried is the oldest one that the package promises", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [, oldest] = /^oldest=(\S+)$/m.exec(readFileSync(join(ROOT, ".ci/run"), "utf8")) ?? [];
  expect(`>=${oldest}`).toBe(`${engines.node}.0`);
});

function project(files: Readonly<Record<string, string>>): Home {
  const home = makeHome();
  onTestFinished(home.remove);
  for (const [name, text] of Object.entries(files)) home.write(name, text);
  return home;
}

/** Runs a step as GitHub does: the default shell stops at an error, `shell: bash` also at one in a pipe. */
function step(name: RegExp, { path }: Home, env: Readonly<Record<string, string>> = {}) {
  const found = steps.find((one) => name.test(one.name ?? ""));
  if (found?.run === undefined) throw new Error(`no step is called ${name}`);
  const options = found.shell === "bash" ? ["--noprofile", "--norc", "-eo", "pipefail"] : ["-e"];
  const { status, stdout, stderr } = spawnSync("bash", [...options, "-c", found.run], {
    cwd: path,
    encoding: "utf8",
    env: { ...environment(path), npm_config_update_notifier: "false", ...env },
  });
  return { exit: status, stdout, stderr };
}
