/** Deals that are found by another field than their ID, files of other systems, and values for every row. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXAMPLE_MAPPING, EXAMPLE_ROWS } from "../../../../src/commands/topics/mapping.ts";
import { type Home, makeHome, type RunOptions } from "../../../harness/program.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const FIRST = "550e8400-e29b-41d4-a716-446655440000";
const sandbox = (words: readonly string[], options?: RunOptions) =>
  home.run(["--profile", "sandbox", "deals", ...words], options);
const stepsOf = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("--by", () => {
  it("plans rows by an external id and says what the lookup took", async () => {
    home.write("keys.csv", "external_id,deal_stage\next-001,won\n");
    const call = await sandbox(["plan", "keys.csv", "--by", "external_id", "--format", "ndjson"]);
    expect(stepsOf(call.stdout)[0]).toMatchObject({ type: "change", id: FIRST, set: { deal_stage: "won" } });
    const shown = await sandbox(["plan", "keys.csv", "--by", "external_id"]);
    expect(shown.stderr).toBe("note: looked up 40 deals in 1 request\n");
  });

  it("names every line without a deal and makes no plan", async () => {
    home.write(
      "misses.ndjson",
      '{"external_id":"nope","deal_stage":"won"}\n{"external_id":"EXT-001","deal_stage":"won"}\n',
    );
    const call = await sandbox(["plan", "misses.ndjson", "--by", "external_id", "--out", "none.jsonl"]);
    expect([call.exit, call.stdout]).toEqual([5, ""]);
    expect(call.stderr).toContain('line 1: no deal with external_id "nope" found');
    expect(call.stderr).toContain('line 2: no deal with external_id "EXT-001" found');
    expect(existsSync(join(home.path, "none.jsonl"))).toBe(false);
  });

  it("refuses a value that several deals have with their ids", async () => {
    home.write("several.csv", "deal_stage,deal_name\nqualified,x\n");
    const call = await sandbox(["plan", "several.csv", "--by", "deal_stage"]);
    expect([call.exit, call.stdout]).toEqual([6, ""]);
    expect(call.stderr).toMatch(/line 2: \d+ deals with deal_stage "qualified" found: .*550e8400/);
  });

  it.each([
    [["plan", "both.csv", "--by", "external_id"], "by_and_id_column"],
    [["plan", "both.csv", "--by", "external_id", "--id-column", "id"], "by_and_id_column"],
    [["plan", "both.csv", "--by", "a,b"], "bad_key_field"],
  ])("is a usage error with an id column: %j", async (words, code) => {
    home.write("both.csv", "id,external_id,deal_name\na,b,c\n");
    const call = await sandbox([...words, "--json"]);
    expect([call.exit, JSON.parse(call.stderr).error.code]).toEqual([2, code]);
  });

  it("gets several deals in the order given, or none", async () => {
    const call = await sandbox(["get", "--by", "external_id", "ext-001", "--json", "--select", "id"]);
    expect(JSON.parse(call.stdout)).toEqual({ id: FIRST });
    const [other] = JSON.parse((await sandbox(["list", "--limit", "3", "--json"])).stdout).slice(1);
    const two = await sandbox(["get", other.id, FIRST, "--json"]);
    expect(JSON.parse(two.stdout).map(({ id }: { id: string }) => id)).toEqual([other.id, FIRST]);
    const missing = await sandbox(["get", FIRST, "missing-1", "missing-2"]);
    expect([missing.exit, missing.stdout]).toEqual([5, ""]);
    expect(missing.stderr).toContain("deals not found: missing-1, missing-2");
  });

  it("updates a deal by its external id", async () => {
    const call = await sandbox([
      "update",
      "--by",
      "external_id",
      "ext-001",
      "--field",
      "next_step=x",
      "--dry-run",
      "--json",
    ]);
    expect(JSON.parse(call.stdout).url).toContain(FIRST);
  });
});

describe("a mapping", () => {
  it("plans the example of the help", async () => {
    home.write("crm.csv", EXAMPLE_ROWS);
    home.write("mapping.yaml", EXAMPLE_MAPPING);
    const call = await sandbox([
      "plan",
      "crm.csv",
      "--mapping",
      "mapping.yaml",
      "--out",
      "mapped.jsonl",
      "--force",
    ]);
    expect(call.exit).toBe(0);
    const [head, change] = stepsOf(readFileSync(join(home.path, "mapped.jsonl"), "utf8"));
    expect(head).toMatchObject({ type: "plan", mapping: "mapping.yaml" });
    expect(change).toMatchObject({
      id: FIRST,
      set: { deal_stage: "won", amount: 1250, close_date: "2026-12-31" },
    });
  });

  it.each([
    ["Closed Won", "Lost", "value_not_in_table"],
    ["12/31/2026", "31/31/2026", "bad_date_cell"],
    ["$1,250.00", "1.250,00 €", "bad_number_cell"],
  ])("refuses a cell that no form covers: %s becomes %s", async (from, to, code) => {
    home.write("odd.csv", EXAMPLE_ROWS.replace(from, to));
    home.write("mapping.yaml", EXAMPLE_MAPPING);
    const call = await sandbox(["plan", "odd.csv", "--mapping", "mapping.yaml", "--json"]);
    expect(JSON.parse(call.stderr).error).toMatchObject({ code, exit_code: 2 });
  });

  it("refuses a column that it does not name, and reports mistakes in it with their line", async () => {
    home.write("more.csv", EXAMPLE_ROWS.replace("Last Activity", "Phone"));
    home.write("mapping.yaml", EXAMPLE_MAPPING);
    const call = await sandbox(["plan", "more.csv", "--mapping", "mapping.yaml"]);
    expect(call.stderr).toContain('column "Phone": is neither in columns nor in ignore of the mapping');
    home.write("bad.yaml", "column: id\ncolumns:\n  a: {field: b, type: number, order: dmy}\n");
    const bad = await sandbox(["plan", "more.csv", "--mapping", "bad.yaml"]);
    expect([bad.exit, bad.stderr.split("\n")[0]]).toEqual([
      2,
      "error: bad.yaml line 3: columns.a.order is for columns of type date, not number",
    ]);
  });

  it("is made of the header as a start", async () => {
    home.write("crm.csv", EXAMPLE_ROWS);
    const call = await sandbox([
      "plan",
      "crm.csv",
      "--id-column",
      "Record ID",
      "--save-mapping",
      "start.yaml",
    ]);
    expect([call.exit, call.stderr]).toEqual([0, ""]);
    const text = readFileSync(join(home.path, "start.yaml"), "utf8");
    expect(text).toContain("column: Record ID\n");
    expect(text).toContain("Deal Stage: deal_stage\n");
  });
});

describe("values for every row", () => {
  it("are set besides the columns, also where only ids come in", async () => {
    const input = `id\n${FIRST}\n`;
    const call = await sandbox(
      ["plan", "-", "--field", "deal_stage=won", "--field-json", "amount=7", "--format", "ndjson"],
      { input },
    );
    expect(stepsOf(call.stdout)[0]).toMatchObject({ id: FIRST, set: { deal_stage: "won", amount: 7 } });
  });

  it.each([`id,deal_stage\n${FIRST},won\n`, `{"id":"${FIRST}","deal_stage":"won"}\n`])(
    "are refused for a field that is also a column: %j",
    async (input) => {
      const call = await sandbox(["plan", "-", "--field", "deal_stage=lost", "--json"], { input });
      expect(JSON.parse(call.stderr).error).toMatchObject({ code: "duplicate_field", exit_code: 2 });
    },
  );

  it("lists deals that meet conditions", async () => {
    const call = await sandbox([
      "list",
      "--where",
      "external_id in ext-001,ext-002",
      "--json",
      "--select",
      "external_id",
    ]);
    expect(JSON.parse(call.stdout)).toEqual([{ external_id: "ext-001" }]);
  });
});
