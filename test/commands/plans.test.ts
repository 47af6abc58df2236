/** `plans show`: a plan file again, without a request. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEAL } from "../harness/dealServer.ts";
import { type Home, makeHome } from "../harness/program.ts";
import { transcript } from "../harness/transcript.ts";

const BIG = "550e8400-e29b-41d4-a716-446655440003";

let home: Home;
beforeEach(async () => {
  home = makeHome();
  home.write("rows.csv", `id,deal_stage,amount\n${DEAL},won,1250.50\n${BIG},won,7\n`);
  await sandbox("deals plan rows.csv --json-column amount --out plan.jsonl");
});
afterEach(() => home.remove());

const sandbox = (line: string, input?: string) =>
  home.run(["--profile", "sandbox", ...line.split(" ")], input === undefined ? {} : { input });

it("shows changes, totals per field, target, digest and the command that approves it", async () => {
  const [digest = ""] = /sha256:\w+/.exec(readFileSync(join(home.path, "plan.jsonl"), "utf8")) ?? [];
  expect(transcript(await sandbox("plans show plan.jsonl"), { [digest]: "DIGEST" })).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    Target: sandbox:embedded

    550e8400-e29b-41d4-a716-446655440000  line 2
      deal_stage  qualified → won
      amount      1200.00 → 1250.50
    550e8400-e29b-41d4-a716-446655440003  line 3
      deal_stage  proposal → won
      amount      9007199254740993 → 7

    Field       Deals  Change
    deal_stage      2  2 distinct changes
                    1    qualified → won
                    1    proposal → won
    amount          2  2 distinct changes
                         sum 9,007,199,254,742,193 → 1,257.50 (-9,007,199,254,740,935.50)
                    1    1200.00 → 1250.50
                    1    9007199254740993 → 7

    Plan: 2 deals to update (4 fields).
    Saved:   plan.jsonl
    Digest:  DIGEST
    Apply:   routera deals apply plan.jsonl --approve DIGEST --profile sandbox"
  `);
});

it("shows the first changes with --limit, and how to see all of them", async () => {
  const { stdout } = await sandbox("plans show plan.jsonl --limit 1");
  expect(stdout).toContain(DEAL);
  expect(stdout).not.toContain(BIG);
  expect(stdout).toMatch(
    /^… 1 more deal; show all: routera plans show plan\.jsonl --all --profile sandbox$/m,
  );
  // What is not shown is counted anyway.
  expect(stdout).toContain("Plan: 2 deals to update (4 fields).");
  expect((await sandbox("plans show plan.jsonl --all")).stdout).toContain(BIG);
  expect((await sandbox("plans show plan.jsonl --all --limit 1")).exit).toBe(2);
});

it("gives programs all changes and exact sums", async () => {
  const { exit, stdout } = await sandbox("plans show plan.jsonl --format ndjson");
  const lines = stdout.trim().split("\n");
  expect([exit, lines.length]).toEqual([0, 3]);
  expect(JSON.parse(lines[2] ?? "")).toMatchObject({
    type: "summary",
    complete: true,
    changes: 2,
    by_field: { deal_stage: { deals: 2 }, amount: { deals: 2, sum_after: 1257.5 } },
  });
  expect(lines[2]).toContain('"sum_before":9007199254742193,"sum_after":1257.5');
});

it("reads a plan from stdin, and needs neither a token nor the network", async () => {
  const plan = readFileSync(join(home.path, "plan.jsonl"), "utf8");
  const { exit, stdout } = await home.run(["plans", "show", "-", "--limit", "1"], { input: plan });
  expect([exit, stdout.includes(DEAL)]).toEqual([0, true]);
});

it("refuses what is not a whole plan", async () => {
  const plan = readFileSync(join(home.path, "plan.jsonl"), "utf8");
  writeFileSync(join(home.path, "plan.jsonl"), plan.replace("won", "lost"));
  for (const [file, code] of [
    ["plan.jsonl", "plan_damaged"],
    ["rows.csv", "not_a_plan"],
    ["none.jsonl", "input_unreadable"],
  ]) {
    const { exit, stderr, stdout } = await sandbox(`plans show ${file} --json`);
    expect([file, exit, stdout, JSON.parse(stderr).error.code]).toEqual([file, 2, "", code]);
  }
});
