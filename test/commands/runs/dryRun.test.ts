/** `--dry-run`: what would be applied, and is not. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

const BIG = "550e8400-e29b-41d4-a716-446655440003";

let home: Home;
beforeEach(async () => {
  home = makeHome();
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n${BIG},won\n`);
  await sandbox("deals plan rows.csv --out plan.jsonl");
});
afterEach(() => home.remove());

const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);
const stage = async (id: string) => JSON.parse((await sandbox(`deals get ${id} --json`)).stdout).deal_stage;
const runs = async () => JSON.parse((await sandbox("runs list --json")).stdout).length;

describe("deals apply --dry-run", () => {
  it("shows what this call would take of a plan, and how to do it", async () => {
    expect(transcript(await sandbox("deals apply plan.jsonl -n --limit 1"))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      550e8400-e29b-41d4-a716-446655440000  line 2
        deal_stage  qualified → won

      Plan: 1 deal to update (1 field).
      Dry run: no changes were made.
      Apply:   routera deals apply plan.jsonl --limit 1 --profile sandbox"
    `);
    expect([await stage(DEAL), await runs()]).toEqual(["qualified", 0]);
  });

  it("shows no name of a deal that is in a plan file, where anyone could have written it", async () => {
    const file = join(home.path, "plan.jsonl");
    const [body = ""] = readFileSync(file, "utf8")
      .replace('"Starter plan"', '"Harmless deal"')
      .split(',"digest":');
    writeFileSync(file, `${body},"digest":"sha256:${createHash("sha256").update(body).digest("hex")}"}\n`);
    const { exit, stdout } = await sandbox("deals apply plan.jsonl -n");
    expect([exit, stdout.includes(DEAL), stdout.includes("Harmless")]).toEqual([0, true, false]);
    const json = await sandbox("deals apply plan.jsonl -n --json");
    expect([json.exit, json.stdout.includes("Harmless")]).toEqual([0, false]);
    // Names that this call has read are shown.
    expect((await sandbox("deals apply rows.csv -n")).stdout).toContain("Starter plan");
  });

  it("works for rows", async () => {
    const call = await sandbox("deals apply rows.csv --dry-run --format ndjson");
    const told = call.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told).toMatchObject([{ id: DEAL }, { id: BIG }, { type: "summary", changes: 2, next: null }]);
    expect([call.exit, call.stderr, await runs()]).toEqual([0, "", 0]);
  });
});

it("says what was omitted of the rows, and that a cell holds a quoted text where its column was named", async () => {
  const cells = `${DEAL},"""5k"""\n${DEAL},"""5k"""\n${BIG},\n`;
  home.write("amounts.csv", `id,amount\n${cells}`);
  await sandbox(`deals update ${DEAL} --field-json amount=1`);
  for (const line of ["deals apply amounts.csv --dry-run", "deals plan amounts.csv"]) {
    const { stdout } = await sandbox(`${line} --json-column amount`);
    expect(stdout).toContain("1 row ignored: it repeats an earlier row.\n");
    expect(stdout).toContain("1 row ignored: no values to set.\n");
    expect(stdout).toContain(
      "amount: 1 number would become a string. Remove the quotes in the cells to keep the type.\n",
    );
  }
});

it("names the option that keeps the type of a field where all deals get the same value", async () => {
  home.write("ids.csv", `id\n${DEAL}\n`);
  await sandbox(`deals update ${DEAL} --field-json amount=1`);
  for (const source of ["ids.csv", "--where amount=1"]) {
    for (const command of ["apply", "plan"]) {
      const dryRun = command === "apply" ? " --dry-run" : "";
      const { stdout } = await sandbox(`deals ${command} ${source} --field amount=5k${dryRun}`);
      expect(stdout).toContain(" Use --field-json amount=VALUE to keep the type.\n");
      expect(stdout).not.toContain("--json-column");
    }
  }
  const { stderr } = await sandbox("deals apply --where amount=1 --field amount=5k --yes");
  expect(stderr).toContain("would become a string; to keep the type, use --field-json amount=VALUE\n");
});

describe("runs undo --dry-run", () => {
  it("shows what would be undone", async () => {
    const { run } = JSON.parse((await sandbox("deals apply plan.jsonl --yes --json --concurrency 1")).stdout);
    await sandbox(`deals update ${BIG} --field next_step=other`);
    expect(
      transcript(await sandbox("runs undo --dry-run"), { [run]: "RUN" }).replace(/at 2\S+/, "at T"),
    ).toMatchInlineSnapshot(`
      "exit 3
      --- stdout
      550e8400-e29b-41d4-a716-446655440003  東京オフィスの年間契約更新
        blocked: the deal changed after the run, at T (changed_since)
      550e8400-e29b-41d4-a716-446655440000  Starter plan
        deal_stage  won → qualified

      Plan: 1 deal to restore (1 field), 1 blocked (1 changed after the run).
      Dry run: no changes were made.
      Undo:    routera runs undo RUN --profile sandbox"
    `);
    expect([await stage(DEAL), await runs()]).toEqual(["won", 1]);
  });
});

it.each(["deals apply plan.jsonl", "runs undo"])("has no failed rows to write: %s", async (line) => {
  const { exit, stderr } = await sandbox(`${line} --dry-run --failures failed.csv`);
  expect([exit, stderr]).toEqual([
    2,
    "error: --dry-run and --failures cannot be used together\nhint: remove one of them\n",
  ]);
});
