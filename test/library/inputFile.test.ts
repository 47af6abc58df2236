import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLE_MAPPING, EXAMPLE_ROWS } from "../../src/commands/topics/mapping.ts";
import { openPlan, type PlanOptions, plan } from "../../src/library/plan.ts";
import type { WorkbookSpec } from "../../src/spreadsheet/protocol.ts";
import { writeAll } from "../spreadsheet/readAll.ts";
import { clientOf, directory, STARTER } from "./sandbox.ts";

const CSV = `id,deal_name,Stage,note\n${STARTER},New name,won,x\n`;
const COLUMNS = { map: { Stage: "deal_stage" }, ignoreColumns: ["note"] };
const SPEC: WorkbookSpec = {
  columns: [
    { name: "id", role: "id" },
    { name: "deal_name", role: "field" },
    { name: "amount", role: "field" },
  ],
  about: [],
};
const SET = { deal_name: "New name", deal_stage: "won" };

/** Makes a plan. @returns what it sets, by deal, and what it says */
async function planned(options: Omit<PlanOptions, "client" | "out">) {
  const out = join(directory(), "plan.jsonl");
  const summary = await plan({ client: await clientOf(), out, ...options });
  const { head, steps } = await openPlan(out);
  const set = [];
  for await (const step of steps()) if (step.type === "change") set.push([step.id, step.set]);
  return { summary, head, set };
}

describe("plan of an input file", () => {
  it("reads it from its path, from its bytes, and with a mapping as an object", async () => {
    const file = join(directory(), "rows.csv");
    writeFileSync(file, CSV);
    const mapping = {
      column: "id",
      columns: { deal_name: "deal_name", Stage: { field: "deal_stage", values: { won: "won" } } },
      ignore: ["note"],
    } as const;
    for (const options of [
      { file, ...COLUMNS },
      { file: Buffer.from(CSV), ...COLUMNS },
      { file, mapping },
    ]) {
      expect((await planned(options)).set).toEqual([[STARTER, SET]]);
    }
  });

  it("reads the bytes of an XLSX file with the types of its cells", async () => {
    const { bytes } = await writeAll(SPEC, [[STARTER, "New name", { number: "12.5" }]]);
    const { set, summary } = await planned({ file: bytes });
    expect(set).toEqual([
      [STARTER, { deal_name: "New name", amount: expect.objectContaining({ value: "12.5" }) }],
    ]);
    expect(summary.warnings).toEqual([]);
  });

  it("finds deals by another field, with the mapping of the help, and names it in the plan", async () => {
    const dir = directory();
    const [file, mapping] = [join(dir, "deals.csv"), join(dir, "mapping.yaml")];
    writeFileSync(file, EXAMPLE_ROWS);
    writeFileSync(mapping, EXAMPLE_MAPPING);
    const { head, set } = await planned({ file, mapping });
    expect(set).toEqual([
      [STARTER, expect.objectContaining({ deal_stage: "won", close_date: "2026-12-31" })],
    ]);
    expect(head.mapping).toBe(mapping);
  });

  it("reports warnings in the words of the library", async () => {
    const file = Buffer.from(`id,deal_name,deal_owner\n${STARTER},New name,NULL\n`);
    const { summary } = await planned({ file });
    expect(summary.warnings).toEqual([
      { code: "null_words", message: expect.stringContaining("emptyCells") },
    ]);
  });

  it.each<[string, object, string]>([
    ["neither", {}, "bad_option"],
    ["both", { rows: [], file: "rows.csv" }, "bad_option"],
    ["options of files with rows", { rows: [], sheet: "Deals" }, "bad_option"],
    ["an empty path", { file: "" }, "bad_option"],
    ["a number", { file: 5 }, "bad_option"],
    ["a missing file", { file: "/nowhere/rows.csv" }, "input_unreadable"],
    ["an unknown format", { file: "rows.csv", format: "xml" }, "bad_option"],
    ["a mapping without a column", { file: Buffer.from(CSV), mapping: {} }, "bad_mapping"],
    ["the field id as a key", { rows: [], by: "id" }, "bad_key_field"],
    ["a bad line", { file: Buffer.from("id,deal_name\nTotal\n") }, "ragged_row"],
  ])("refuses %s and keeps nothing", async (_, options, code) => {
    const dir = directory();
    const asked = plan({ client: await clientOf(), out: join(dir, "plan.jsonl"), ...options });
    await expect(asked).rejects.toMatchObject({ kind: "usage", code });
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe("input of callers that is not one", () => {
  it("names a mapping that is no JSON, without the words of its error", async () => {
    const circle: { column: string; self?: object } = { column: "id" };
    circle.self = circle;
    const secret = {
      column: "id",
      toJSON() {
        throw new Error("secret");
      },
    };
    for (const mapping of [circle, secret, { column: "id", columns: 1n }] as never[]) {
      await expect(planned({ file: Buffer.from(CSV), mapping })).rejects.toMatchObject({
        kind: "usage",
        code: "caller_failed",
        message: "plan: reading the mapping failed",
      });
    }
  });

  it("takes - for a file of that name, never for the stdin of the program", async () => {
    await expect(planned({ file: "-", ...COLUMNS })).rejects.toMatchObject({
      code: "input_unreadable",
      message: expect.stringMatching(/^cannot read \.[\\/]-: /),
    });
  });
});

describe("finding deals by another field", () => {
  it("works for get, update and rows", async () => {
    const client = await clientOf();
    expect((await client.get("ext-001", { by: "external_id" })).id).toBe(STARTER);
    const { deal } = await client.update("ext-001", { deal_stage: "won" }, { by: "external_id" });
    expect([deal.id, deal.deal_stage]).toEqual([STARTER, "won"]);
    const out = join(directory(), "plan.jsonl");
    const rows = [{ id: "ext-001", fields: { deal_stage: "lost" } }];
    expect(await plan({ client, rows, by: "external_id", out })).toMatchObject({ changes: 1 });
    expect(readFileSync(out, "utf8")).toContain(STARTER);
  });

  it("refuses keys without exactly one deal, with all their lines", async () => {
    const client = await clientOf();
    const missing = { kind: "not_found", code: "key_not_found" };
    await expect(client.get("nope", { by: "external_id" })).rejects.toMatchObject(missing);
    await expect(client.update("nope", { a: "b" }, { by: "external_id" })).rejects.toMatchObject(missing);
    await expect(client.get("qualified", { by: "deal_stage" })).rejects.toMatchObject({
      kind: "conflict",
      code: "key_not_unique",
    });
    const rows = ["ext-001", "nope", "none"].map((id) => ({ id, fields: { deal_stage: "lost" } }));
    const out = join(directory(), "plan.jsonl");
    await expect(plan({ client, rows, by: "external_id", out })).rejects.toMatchObject({
      kind: "not_found",
      message: expect.stringMatching(/2 errors in the rows/),
    });
  });
});
