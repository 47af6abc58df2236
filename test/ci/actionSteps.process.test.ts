/** Every shell step of action.yml, run against the sandbox with the variables of a runner. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { ARCHIVED, STARTER } from "../sandbox/started.ts";
import { gitHubVariables, ROOT, type Runner, runner } from "./runner.ts";

type Step = { name: string; id?: string; run?: string; env?: Record<string, string> };
const { inputs, runs } = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as {
  inputs: Record<string, { default?: string }>;
  runs: { steps: Step[] };
};

/** Runs a step as GitHub does: expressions become text in its environment before the shell starts. */
function runStep(on: Runner, name: string, given: Record<string, string>) {
  const step = runs.steps.find((one) => one.name === name);
  const expressions: Record<string, string> = { "github.action_path": ROOT };
  for (const [key, { default: usual = "" }] of Object.entries(inputs))
    expressions[`inputs.${key}`] = given[key] ?? usual;
  const env = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([key, value]) => [
      key,
      value.replace(/\$\{\{ (.*?) \}\}/g, (_, expression) => expressions[expression] ?? ""),
    ]),
  );
  return on.step(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step?.run ?? "exit 99"], {
    ...gitHubVariables(on.home.path),
    ...env,
  });
}

const ROWS = `id,deal_stage\n${STARTER},won\n${ARCHIVED},won\n`;
const FILES = ["rows.csv", "-n.csv", "a b'\"$(touch pwned)`touch pwned`;touch pwned.csv"];

it("installs exactly the version that is asked for, and nothing else", async () => {
  const on = await runner();
  expect((await runStep(on, "Install routera", { version: "0.1.0" })).exit).toBe(0);
  expect(on.read("npm.log")).toBe(
    "<install><--global><--ignore-scripts><--no-audit><--no-fund><routera@0.1.0>",
  );
  for (const version of ["latest", "0.1.0 evil", "$(touch pwned)", "0.1.0;touch pwned", "file:x", ""]) {
    const { exit, stderr } = await runStep(on, "Install routera", { version });
    expect([version, exit, stderr]).toEqual([
      version,
      2,
      "error: version must be an exact version such as 0.1.0\n",
    ]);
  }
  expect(on.read("npm.log").match(/install/g)).toHaveLength(1);
  expect(existsSync(join(on.workspace, "pwned"))).toBe(false);
});

it.each(FILES)("plans %j, then applies it by the digest that was reviewed", async (file) => {
  const on = await runner();
  writeFileSync(join(on.workspace, file), ROWS);
  const common = {
    file,
    token: "token",
    "base-url": (await on.step(["sh", "-c", 'printf %s "$ROUTERA_BASE_URL"'])).stdout,
  };
  const plan = await runStep(on, "Plan", { operation: "plan", ...common });
  // The step ends as the command does.
  const plain = await on.step(["routera", "deals", "plan", "--", file]);
  expect([plan.exit, plan.stderr.match(/^::error /gm)?.length]).toEqual([plain.exit, 1]);
  const { changes, digest = "", directory = "", report = "" } = on.outputs();
  expect([
    changes,
    existsSync(join(directory, "plan.html")),
    existsSync(join(directory, "rows.xml")),
  ]).toEqual(["1", true, true]);
  expect(readFileSync(report, "utf8")).toContain(digest);
  expect(on.read("summary")).toBe(readFileSync(report, "utf8"));
  const other = await runStep(on, "Apply", {
    operation: "apply",
    ...common,
    approve: `sha256:${"0".repeat(64)}`,
  });
  expect([other.exit, other.stderr.includes("approve")]).toEqual([6, true]);
  const applied = await runStep(on, "Apply", {
    operation: "apply",
    ...common,
    approve: digest,
    "max-changes": "5",
  });
  expect(applied.exit).toBe(3);
  expect(on.read("summary")).toMatch(/## Run completed: 1 of 1 change applied/);
  expect(existsSync(join(on.home.path, "temp/routera-run/run.html"))).toBe(true);
  expect(existsSync(join(on.workspace, "pwned"))).toBe(false);
  const deal = JSON.parse((await on.step(["routera", "deals", "get", STARTER, "--json"])).stdout);
  expect(deal.deal_stage).toBe("won");
});

it("refuses a digest or a limit that is invalid, before a request", async () => {
  const on = await runner();
  writeFileSync(join(on.workspace, "rows.csv"), ROWS);
  for (const given of [
    { approve: "" },
    { approve: "$(touch pwned)" },
    { approve: `sha256:${"0".repeat(64)}`, "max-changes": "5; touch pwned" },
  ]) {
    const { exit } = await runStep(on, "Apply", {
      operation: "apply",
      file: "rows.csv",
      token: "t",
      ...given,
    });
    expect([given, exit]).toEqual([given, 2]);
  }
  expect(existsSync(join(on.workspace, "pwned"))).toBe(false);
});

it("a plan step cannot write, whatever its token may do", async () => {
  const on = await runner();
  const script = readFileSync(join(ROOT, "ci/plan.sh"), "utf8").replace(
    "routera deals plan",
    "routera deals update X #",
  );
  expect(script).toContain('"readonly":true');
  writeFileSync(join(on.workspace, "rows.csv"), ROWS);
  await runStep(on, "Plan", { operation: "plan", file: "rows.csv", token: "token", "base-url": "" });
  const config = join(on.home.path, "temp/routera-config.json");
  const env = { ROUTERA_CONFIG: config, ROUTERA_PROFILE: "plan" };
  const { exit, stderr } = await on.step(
    ["routera", "deals", "update", STARTER, "--field", "deal_stage=won"],
    env,
  );
  expect([exit === 0, stderr.includes("read-only") || stderr.includes("readonly")]).toEqual([false, true]);
});
