/** The action and the template: no input reaches a shell but through its environment, and every action is pinned. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const ROOT = resolve(import.meta.dirname, "../..");
const text = (name: string): string => readFileSync(join(ROOT, name), "utf8");

type Step = { name: string; uses?: string; run?: string; shell?: string; env?: Record<string, string> };
const { runs } = parse(text("action.yml")) as { runs: { using: string; steps: Step[] } };

describe("action.yml", () => {
  it("is composite, and each step runs a script of ours or a pinned action", () => {
    expect(runs.using).toBe("composite");
    for (const { run, shell, uses } of runs.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
      else {
        expect(shell).toBe("bash");
        expect(run).toMatch(/^(bash|node) "\$ACTION_PATH\/ci\/[\w]+\.(sh|mjs)"$/);
      }
    }
  });

  it("gives the token of Routera to the steps that need it, and no other", () => {
    const users = runs.steps.filter(({ env }) => env?.ROUTERA_TOKEN !== undefined).map(({ name }) => name);
    expect(users).toEqual(["Plan", "Apply"]);
  });
});

describe.each(["install", "plan", "apply"])("ci/%s.sh", (name) => {
  it("quotes every variable and stops at the first error", () => {
    const script = text(`ci/${name}.sh`);
    expect(script).toContain("set -euo pipefail");
    const lines = script.split("\n").filter((line) => !line.startsWith("#") && !line.includes("[["));
    const unquoted = lines
      .join("\n")
      .replace(/'[^']*'|"(?:\$\([^)]*\)|[^"])*"/g, "")
      .match(/\$(?!\(|\{limits|\?)\S*/g);
    expect(unquoted ?? []).toEqual([]);
  });
});

describe("ci/gitlab.yml", () => {
  it("puts inputs into variables, never into a script", () => {
    const [spec, jobs] = parseAllDocuments(text("ci/gitlab.yml")).map((document) => document.toJS());
    expect(Object.keys(spec.spec.inputs)).toEqual(["file", "version", "image"]);
    for (const job of Object.values(
      jobs as Record<string, { script?: string[]; before_script?: string[] }>,
    )) {
      for (const line of [...(job.script ?? []), ...(job.before_script ?? [])])
        expect(line).not.toContain("$[[");
    }
  });
});
