/** XLSX files: exported, edited and planned again. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CellValue, readXlsx, writeXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Home, makeHome, type RunOptions } from "../../../harness/program.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const FIRST = "550e8400-e29b-41d4-a716-446655440000";
const sandbox = (words: readonly string[], options?: RunOptions) =>
  home.run(["--profile", "sandbox", "deals", ...words], options);

async function edited(cells: Readonly<Record<string, CellValue>>): Promise<void> {
  const words = ["--properties", "amount,next_step,tags,renewal,phone,close_date", "--force"];
  expect((await sandbox(["export", "--out", "deals.xlsx", ...words])).exit).toBe(0);
  const book = await readXlsx(readFileSync(join(home.path, "deals.xlsx")));
  const [sheet] = book.sheets;
  const rows = sheet?.rows ?? [];
  const header = rows[0] as CellValue[];
  const row = rows.find(([id]) => id === FIRST) as CellValue[];
  for (const [name, value] of Object.entries(cells)) row[header.indexOf(name)] = value;
  writeFileSync(join(home.path, "edited.xlsx"), await writeXlsx({ sheets: [{ name: "Deals", rows }] }));
}

async function change(): Promise<unknown> {
  const call = await sandbox(["plan", "edited.xlsx", "--format", "ndjson"]);
  return JSON.parse(call.stdout.split("\n")[0] ?? "");
}

describe("an exported workbook", () => {
  it("wants nothing when no one touched it", async () => {
    await sandbox([
      "export",
      "--out",
      "all.xlsx",
      "--archived",
      "--properties",
      "amount,tags,renewal,phone",
      "--force",
    ]);
    const call = await sandbox(["plan", "all.xlsx"]);
    expect([call.exit, call.stderr]).toEqual([0, ""]);
    expect(call.stdout).toMatch(/^No changes\./);
  });

  it.each<[string, Record<string, CellValue>, object]>([
    ["a number", { amount: 1300.5 }, { amount: 1300.5 }],
    ["true", { renewal: true }, { renewal: true }],
    ["a text", { deal_name: "007" }, { deal_name: "007" }],
    [
      "a date in the form of the field",
      { close_date: new Date("2027-01-31T00:00:00Z") },
      { close_date: "2027-01-31" },
    ],
    ["a number in a text field, as text", { next_step: 42 }, { next_step: "42" }],
  ])("wants exactly the edited cell: %s", async (_, cells, set) => {
    await edited(cells);
    expect(await change()).toMatchObject({ type: "change", id: FIRST, set });
  });

  it("refuses a date where the field holds none, with both readings", async () => {
    await edited({ next_step: new Date("2027-01-31T00:00:00Z") });
    expect(await change()).toMatchObject({
      type: "blocked",
      field: "next_step",
      code: "date_cell",
      message: expect.stringContaining("the date 2027-01-31 or the number 46418"),
    });
  });

  it("names its sheets where it is not clear which one is meant", async () => {
    const sheet = (name: string) => ({
      name,
      rows: [
        ["id", "deal_stage"],
        [FIRST, "won"],
      ],
    });
    writeFileSync(join(home.path, "two.xlsx"), await writeXlsx({ sheets: [sheet("A"), sheet("B")] }));
    const call = await sandbox(["plan", "two.xlsx"]);
    expect([call.exit, call.stdout]).toEqual([2, ""]);
    expect(call.stderr).toContain("--sheet NAME");
    expect((await sandbox(["plan", "two.xlsx", "--sheet", "B"])).stdout).toContain("1 deal to update");
  });

  it("refuses merged cells over rows with their address", async () => {
    const rows = [
      ["id", "deal_stage"],
      [FIRST, "won"],
      [null, null],
    ];
    const merges = [{ startRow: 1, startCol: 1, endRow: 2, endCol: 1 }];
    writeFileSync(
      join(home.path, "merged.xlsx"),
      await writeXlsx({ sheets: [{ name: "Deals", rows, merges }] }),
    );
    const call = await sandbox(["plan", "merged.xlsx"]);
    expect(call.stderr).toContain("merged cells in rows of deals: B2:B3");
  });
});
