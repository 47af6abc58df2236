/** The recipes of `routera help ci` and `routera help scaling`, run against the sandbox with the variables of each runner. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "kubernetes-types/batch/v1.js";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { AZURE_STEPS, GITHUB_WORKFLOW, GITLAB_INCLUDE, JENKINS_STAGE } from "../../src/commands/topics/ci.ts";
import { GITHUB_MATRIX, GITLAB_PARALLEL, KUBERNETES_JOB } from "../../src/commands/topics/scaling.ts";
import { ARCHIVED, BLANK, STARTER } from "../sandbox/started.ts";
import { gitHubVariables, ROOT, type Runner, runner } from "./runner.ts";

const ROWS = `id,next_step\n${STARTER},Call\n${BLANK},Call\n`;

function files(on: Runner): void {
  mkdirSync(join(on.workspace, "deals"));
  writeFileSync(join(on.workspace, "deals/rows.csv"), ROWS);
}

async function plan(on: Runner): Promise<void> {
  files(on);
  const words = ["routera", "deals", "plan", "deals/rows.csv", "--out", "plan.jsonl"];
  expect((await on.step(words)).exit).toBe(0);
}

describe("GitLab's template", () => {
  const [, jobs = {}] = parseAllDocuments(readFileSync(join(ROOT, "ci/gitlab.yml"), "utf8")).map((one) =>
    one.toJS(),
  );
  /** As GitLab's runner does: all lines in one shell that stops at the first error. */
  const job = (on: Runner, name: string, env: Record<string, string> = {}) =>
    on.step(["sh", "-e", "-c", jobs[name].script.join("\n")], {
      GITLAB_CI: "true",
      CI_PROJECT_DIR: on.workspace,
      INPUT_FILE: "deals/rows.csv",
      ...jobs[name].variables,
      ...env,
    });

  it("plans, and applies the plan that was reviewed", async () => {
    const on = await runner();
    files(on);
    expect((await job(on, "routera-plan")).exit).toBe(0);
    const artifacts = [
      ...jobs["routera-plan"].artifacts.paths,
      ...Object.values(jobs["routera-plan"].artifacts.reports),
    ];
    expect(artifacts.filter((name) => !existsSync(join(on.workspace, name)))).toEqual([]);
    const digest =
      /sha256:\w+/.exec(readFileSync(join(on.workspace, "routera/plan.jsonl"), "utf8"))?.[0] ?? "";
    expect((await job(on, "routera-apply", { ROUTERA_APPROVE: "" })).exit).toBe(2);
    rmSync(join(on.workspace, "routera"), { recursive: true });
    const applied = await job(on, "routera-apply", { ROUTERA_APPROVE: digest });
    expect([applied.exit, applied.stdout.includes("2 of 2") || /Applied: +2/.test(applied.stdout)]).toEqual([
      0,
      true,
    ]);
    expect(JSON.parse(readFileSync(join(on.workspace, "routera/quality.json"), "utf8"))).toEqual([]);
  });

  it("never runs the name of the input file", async () => {
    const on = await runner();
    const file = "$(touch pwned)`touch pwned`.csv";
    writeFileSync(join(on.workspace, file), `${ROWS}${ARCHIVED},Call\n`);
    await job(on, "routera-plan", { INPUT_FILE: file });
    const [finding] = JSON.parse(readFileSync(join(on.workspace, "routera/quality.json"), "utf8"));
    expect(finding.location).toEqual({ path: file, lines: { begin: 4 } });
    expect(existsSync(join(on.workspace, "pwned"))).toBe(false);
  });
});

describe("help ci", () => {
  it("names the inputs that the action and the template have", () => {
    const { inputs } = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
    const { jobs } = parse(GITHUB_WORKFLOW);
    for (const job of ["plan", "apply"]) {
      const given = jobs[job].steps.at(-1).with;
      expect(Object.keys(given).filter((name) => !(name in inputs))).toEqual([]);
    }
    const [{ spec }] = parseAllDocuments(readFileSync(join(ROOT, "ci/gitlab.yml"), "utf8")).map((one) =>
      one.toJS(),
    );
    expect(Object.keys(spec.inputs)).toEqual(
      expect.arrayContaining(Object.keys(parse(GITLAB_INCLUDE).include[0].inputs)),
    );
  });

  it.each([
    ["Jenkins", /sh '(.*)'/.exec(JENKINS_STAGE)?.[1] ?? ""],
    ["Azure", parse(AZURE_STEPS).steps[0].script],
  ])("has a step for %s that writes test results", async (_, script) => {
    const on = await runner();
    files(on);
    expect((await on.step(["sh", "-e", "-c", script], { TF_BUILD: "True" })).exit).toBe(0);
    expect(on.read("work/rows.xml")).toContain('tests="2" failures="0"');
    expect(on.read("work/plan.html")).toContain("--approve sha256:");
  });
});

describe("help scaling", () => {
  it("GitHub: each job of the matrix applies a shard, and the last one adds them up", async () => {
    const { jobs } = parse(GITHUB_MATRIX);
    const on = await runner();
    await plan(on);
    const apply = jobs.apply.steps.find(({ run = "" }) => run.includes("deals apply")).run;
    for (const shard of jobs.apply.strategy.matrix.shard) {
      const state = join(on.home.path, `state-${shard}`);
      mkdirSync(state);
      const env = { ...gitHubVariables(on.home.path), XDG_STATE_HOME: state, SHARD: `${shard}/4` };
      expect((await on.step(["bash", "-e", "-c", apply], env)).exit).toBe(0);
      const runs = join(state, "routera/runs");
      if (!existsSync(runs)) continue;
      mkdirSync(join(on.workspace, "artifacts"), { recursive: true });
      expect((await on.step(["cp", "-r", runs, `artifacts/shard-${shard}`])).exit).toBe(0);
    }
    mkdirSync(join(on.workspace, "artifacts/plan"));
    await on.step(["cp", "plan.jsonl", "artifacts/plan/"]);
    const report = jobs.report.steps.flatMap(({ run }: { run?: string }) => run ?? []).slice(1);
    for (const run of report)
      expect((await on.step(["bash", "-e", "-c", run], gitHubVariables(on.home.path))).exit).toBe(0);
    expect(on.read("summary")).toMatch(/^## Run completed: 2 of 2 changes applied/);
  });

  it("GitLab: parallel jobs, and one that adds them up", async () => {
    const { apply, report } = parse(GITLAB_PARALLEL);
    const on = await runner();
    await plan(on);
    for (let index = 1; index <= apply.parallel; index++) {
      const state = join(on.workspace, `state-${index}`);
      mkdirSync(state);
      const env = {
        XDG_STATE_HOME: state,
        CI_NODE_INDEX: String(index),
        CI_NODE_TOTAL: String(apply.parallel),
      };
      expect((await on.step(["sh", "-e", "-c", apply.script.join("\n")], env)).exit).toBe(0);
    }
    expect((await on.step(["sh", "-e", "-c", report.script.join("\n")])).exit).toBe(0);
    expect(on.read("work/rows.xml")).toContain('tests="2" failures="0"');
  });

  it("Kubernetes: the manifest has the types of an Indexed Job", () => {
    // The compiler checks this object, and the text is the same.
    const job: Job = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "routera-apply" },
      spec: {
        completionMode: "Indexed",
        completions: 8,
        parallelism: 8,
        backoffLimitPerIndex: 3,
        podReplacementPolicy: "Failed",
        podFailurePolicy: {
          rules: [{ action: "FailIndex", onExitCodes: { operator: "In", values: [2, 3, 4, 6] } }],
        },
        template: {
          spec: {
            restartPolicy: "Never",
            terminationGracePeriodSeconds: 30,
            containers: [
              {
                name: "apply",
                image: "registry.example.com/routera",
                command: ["sh", "-c"],
                args: [script],
                env: [
                  {
                    name: "SHARD_INDEX",
                    valueFrom: {
                      fieldRef: {
                        fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']",
                      },
                    },
                  },
                  { name: "ROUTERA_TOKEN", valueFrom: { secretKeyRef: { name: "routera", key: "token" } } },
                  { name: "XDG_STATE_HOME", value: "/state" },
                ],
                volumeMounts: [
                  { name: "plan", mountPath: "/plan", readOnly: true },
                  { name: "state", mountPath: "/state", subPathExpr: "shard-$(SHARD_INDEX)" },
                ],
              },
            ],
            volumes: [
              { name: "plan", configMap: { name: "routera-plan" } },
              { name: "state", persistentVolumeClaim: { claimName: "routera-state" } },
            ],
          },
        },
      },
    };
    expect(parse(KUBERNETES_JOB)).toEqual(job);
  });

  const [container] = parse(KUBERNETES_JOB).spec.template.spec.containers;
  const script: string = container.args[0];

  it("Kubernetes: a new pod resumes the run of a dead one, whose locks are still there", async () => {
    const on = await runner();
    files(on);
    const rows = JSON.parse((await on.step(["routera", "deals", "list", "--all", "--json"])).stdout) as {
      id: string;
    }[];
    const ids = rows.filter(({ id }) => id !== ARCHIVED).map(({ id }) => id);
    writeFileSync(
      join(on.workspace, "deals/rows.csv"),
      `id,next_step\n${ids.map((id) => `${id},Call\n`).join("")}`,
    );
    await on.step(["routera", "deals", "plan", "deals/rows.csv", "--out", "plan.jsonl"]);
    const state = join(on.home.path, "state");
    mkdirSync(state);
    const env = { XDG_STATE_HOME: state, JOB_COMPLETION_INDEX: "2" };
    const pod = (text: string) =>
      on.step(["sh", "-c", text.replace("/plan/plan.jsonl", "plan.jsonl").replaceAll("--rate 5", "")], env);
    // The first pod ends early, and its lock names a process that cannot be looked for from another container.
    expect((await pod(script.replace("--yes", "--yes --limit 1"))).exit).toBe(0);
    const runs = join(state, "routera/runs");
    const [run = ""] = readdirSync(runs);
    writeFileSync(
      join(runs, run, "lock"),
      JSON.stringify({
        pid: 7,
        host: "routera-apply-2",
        boot: "b",
        namespace: "pid:[1]",
        start: "1",
        created: "2026-11-24T09:12:44.000Z",
        nonce: "0123456789abcdef",
      }),
    );
    expect((await on.step(["routera", "runs", "resume", "last"], env)).exit).toBe(12);
    const second = await pod(script);
    expect([second.exit, readdirSync(runs)]).toEqual([0, [run]]);
    const { pending, shard } = JSON.parse((await on.step(["routera", "runs", "show", "--json"], env)).stdout);
    expect([shard, pending]).toEqual(["3/8", 0]);
  });
});
