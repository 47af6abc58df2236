/** What reports of a plan, a run and an undo say, from whole commands against the sandbox. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";
const BIG = "550e8400-e29b-41d4-a716-446655440003";
const DUPLICATE = "550e8400-e29b-41d4-a716-446655440004";
const NAME = "Starter plan";
const DIGEST = /sha256:[0-9a-f]{64}/;

let home: Home;
beforeEach(() => {
  home = makeHome();
  home.write(
    "rows.csv",
    `id,deal_stage,external_id\n${DEAL},won,\n${BIG},won,\n${ARCHIVED},won,\n${DUPLICATE},,ext-001\n`,
  );
});
afterEach(() => home.remove());

const sandbox = (line: string, env: Record<string, string> = {}) =>
  home.run(["--profile", "sandbox", ...line.split(" ")], { env });
const read = (name: string) => readFileSync(join(home.path, name), "utf8");

describe("the report of a plan", () => {
  it("has the command that approves exactly this plan, names, and blocked deals", async () => {
    await sandbox(
      "deals plan rows.csv --out plan.jsonl --report plan.md --report plan.html --report plan.xml",
    );
    const [digest = ""] = DIGEST.exec(read("plan.jsonl").split("\n").at(-2) ?? "") ?? [];
    const command = `routera deals apply plan.jsonl --approve ${digest} --profile sandbox`;
    for (const name of ["plan.md", "plan.html"]) {
      expect(read(name), name).toContain(command);
      for (const text of [NAME, ARCHIVED, "deal_archived"]) expect(read(name), name).toContain(text);
    }
    expect(read("plan.xml")).toContain('tests="4" failures="1" errors="0"');
    expect((await sandbox(`deals apply plan.jsonl --approve ${digest}`)).exit).toBe(3);
  });

  it("of a plan that is not saved has the command for the same input, and a filter has none", async () => {
    await sandbox("deals plan rows.csv --report plan.md");
    const command = /routera deals apply rows\.csv --approve \S+/.exec(read("plan.md"))?.[0] ?? "";
    expect((await sandbox(command.replace("routera ", ""))).exit).toBe(3);
    await sandbox("deals plan --where deal_stage=won --field deal_stage=lost --report where.md");
    expect(read("where.md")).not.toContain("--approve");
    expect(read("where.md")).toContain("This plan is not saved");
    expect(read("where.md")).toContain("`deal_stage=won`");
    await sandbox("deals plan rows.csv --json-column external_id --lint");
    await sandbox("deals plan rows.csv --ignore-column external_id --report flags.md");
    expect(read("flags.md")).not.toContain("--approve");
  });

  it("that is shown again has no names: anyone could have edited them", async () => {
    await sandbox("deals plan rows.csv --out plan.jsonl");
    await sandbox("plans show plan.jsonl --report again.html --report again.md --report again.xml");
    for (const name of ["again.html", "again.md", "again.xml"]) {
      expect([name, read(name).includes(DEAL), read(name).includes(NAME)]).toEqual([name, true, false]);
    }
  });

  it("shows all sides of a conflict", async () => {
    await sandbox("deals export --properties amount --out deals.csv");
    const edited = read("deals.csv").replace(/1200\.00/, "1300");
    home.write("deals.csv", edited);
    await sandbox(`deals update ${DEAL} --field-json amount=1250`);
    const { exit } = await sandbox("deals plan deals.csv --report conflict.md --report conflict.html");
    expect(exit).toBe(3);
    expect(read("conflict.md")).toMatch(/Conflict \| .*`amount`: `1200(?:\.00)?` → `1300`, now `1250`/);
    expect(read("conflict.html")).toMatch(/Another user set <b>1250<\/b>/);
  });
});

describe("the report of a run", () => {
  it("has counts, reasons with lines, a timeline, and what to do next", async () => {
    const { exit } = await sandbox(
      "deals apply rows.csv --yes --report run.md --report run.html --report run.xml",
    );
    expect(exit).toBe(3);
    expect(read("run.md")).toMatch(/^## Run completed: 2 of 3 changes applied/);
    expect(read("run.md")).toMatch(new RegExp(`\\| 5 \\| \`${DUPLICATE}\`.*\\| Rejected \\|`));
    expect(read("run.md")).toMatch(/runs resume \S+ --retry failed/);
    expect(read("run.md")).toMatch(/runs undo \S+/);
    expect(read("run.md")).toContain(NAME);
    expect(read("run.html")).toContain("<h2 id=timeline>Timeline</h2>");
    expect(read("run.xml")).toContain('tests="4" failures="2" errors="0"');
    expect(read("run.xml")).toContain("rows.csv:5");
  });

  it("of a plan file has no names, and no lines of a file that is not known", async () => {
    await sandbox("deals plan rows.csv --out plan.jsonl");
    await sandbox("deals apply plan.jsonl --yes --report run.md --report run.xml");
    await sandbox("runs show --report shown.md");
    for (const name of ["run.md", "shown.md"])
      expect([name, read(name).includes(NAME)]).toEqual([name, false]);
    expect(read("run.xml")).not.toContain("file=");
  });

  it("shows rows that are left as pending, and no undo of what is undone", async () => {
    await sandbox("deals apply rows.csv --yes --limit 1 --report run.md");
    expect(read("run.md")).toMatch(/^## Run incomplete: 1 of 3 changes applied/);
    expect(read("run.md")).toMatch(new RegExp(`${BIG}.*\\| Pending \\|`));
    const { run } = JSON.parse((await sandbox("runs show --json")).stdout);
    await sandbox("runs undo --yes --report undo.md");
    expect(read("undo.md")).toMatch(/^## Undo completed: 1 of 1 change applied/);
    expect(read("undo.md")).toContain(`undo of ${run}`);
    await sandbox(`runs show ${run} --report shown.md`);
    expect(read("shown.md")).not.toMatch(/runs undo/);
    expect(read("shown.md")).toContain("Undone by");
  });

  it.each(["json", "ndjson", "csv"])("is written besides the rows in %s", async (format) => {
    const { exit, stderr } = await sandbox(`deals apply rows.csv --yes --format ${format} --report run.md`);
    expect([exit, stderr]).toEqual([3, ""]);
    expect(read("run.md")).toMatch(/^## Run completed: 2 of 3 changes applied/);
  });

  it("of a resume is about the whole run", async () => {
    await sandbox("deals apply rows.csv --yes --limit 1");
    await sandbox("runs resume --report run.md");
    expect(read("run.md")).toMatch(/^## Run completed: 2 of 3 changes applied/);
  });

  it("where nothing can be applied is that of the plan", async () => {
    home.write("one.csv", `id,deal_stage\n${ARCHIVED},won\n`);
    const { exit } = await sandbox("deals apply one.csv --yes --report run.md");
    expect(exit).toBe(3);
    expect(read("run.md")).toMatch(/^## No changes can be applied/);
    expect(read("run.md")).toContain(ARCHIVED);
  });

  it("of a dry run is that of a plan, with the limit", async () => {
    const { exit } = await sandbox("deals apply rows.csv --dry-run --limit 1 --report plan.md");
    expect([exit, read("plan.md").split("\n")[0]]).toEqual([3, "## Plan: 1 deal to update"]);
    await sandbox("deals apply rows.csv --yes");
    await sandbox("runs undo --dry-run --report undo.md");
    expect(read("undo.md")).toMatch(/^## Plan: 2 deals to restore/);
  });
});

describe("--annotations", () => {
  it("github: one workflow command a failed row on stderr, on the line of the file in the repository", async () => {
    const repository = join(home.path, "repo");
    home.write("repo/data/rows.csv", read("rows.csv"));
    const cwd = join(repository, "data");
    const words = ["--profile", "sandbox", "deals", "apply", "rows.csv", "--yes", "--annotations", "github"];
    const env = { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: repository };
    const { stderr, stdout } = await home.run(words, { cwd, env });
    expect(stdout).not.toContain("::");
    expect(stderr.trim().split("\n")).toEqual([
      `::error file=data/rows.csv,line=4,title=Blocked%3A ${ARCHIVED}::the deal is archived and cannot be changed`,
      expect.stringContaining(`::error file=data/rows.csv,line=5,title=Rejected%3A ${DUPLICATE}::`),
    ]);
  });

  it("gitlab: Code Quality in a file", async () => {
    await sandbox("deals plan rows.csv --annotations gitlab=quality.json");
    expect(JSON.parse(read("quality.json"))).toMatchObject([
      { severity: "major", location: { path: "rows.csv", lines: { begin: 4 } } },
    ]);
    await sandbox("deals plan rows.csv --annotations gitlab");
    expect(JSON.parse(read("gl-code-quality-report.json"))).toHaveLength(1);
    await sandbox("deals plan rows.csv --out plan.jsonl");
    await sandbox("deals apply plan.jsonl --yes --annotations gitlab=run.json");
    expect(JSON.parse(read("run.json"))[0].location).toEqual({ path: "plan.jsonl", lines: { begin: 1 } });
  });

  it("refuses other kinds", async () => {
    for (const kind of ["azure", "gitlab=", "github=x"]) {
      const { exit, stderr } = await sandbox(`deals plan rows.csv --annotations ${kind}`);
      expect([exit, stderr.includes("--annotations must be github, gitlab or gitlab=FILE")]).toEqual([
        2,
        true,
      ]);
    }
  });

  it("lets no text of a deal start a workflow command, in any format or report", async () => {
    const text = "x\n::error::pwned\n##vso[task.complete]\n::add-mask::x";
    home.write("hostile.ndjson", JSON.stringify({ id: DEAL, deal_name: text, deal_stage: "::error::stage" }));
    home.write("blocked.ndjson", JSON.stringify({ id: ARCHIVED, deal_name: text }));
    const env = { GITHUB_ACTIONS: "true" };
    for (const format of ["table", "json", "ndjson", "csv"]) {
      for (const line of [
        `deals plan hostile.ndjson --annotations github --format ${format}`,
        `deals plan blocked.ndjson --annotations github --format ${format}`,
        `deals apply hostile.ndjson --yes --annotations github --format ${format}`,
        `deals get ${DEAL} --format ${format}`,
        `runs undo --yes --format ${format}`,
      ]) {
        const { stderr, stdout } = await sandbox(line, env);
        const commands = `${stdout}\n${stderr}`.match(/^[^\S\n]*(?:::|##[a-z]*\[).*$/gm) ?? [];
        const ours = commands.filter((one) => !/^::(error|warning) (?:file=|title=)[^\n]*$/.test(one));
        expect([line, ours]).toEqual([line, []]);
      }
    }
  });
});
