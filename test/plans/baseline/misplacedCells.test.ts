import { describe, expect, it } from "vitest";
import { type JsonObject, LosslessNumber } from "../../../src/json.ts";
import { exportColumns, exportRow } from "../../../src/plans/baseline/exportRow.ts";
import { lintBaselines } from "../../../src/plans/baseline/lintBaselines.ts";
import type { RowsOptions } from "../../../src/rows/options.ts";
import { readRows } from "../../../src/rows/read.ts";
import { chunked } from "../../rows/chunked.ts";
import { deal } from "../scratch.ts";

const COLUMNS = exportColumns(["amount", "city"]);
const STAGES = ["won", "lost", "open", "won", "lost", "open"];
const DEALS = Array.from({ length: 6 }, (_, at) =>
  deal(`deal-${at}`, {
    deal_name: `Deal ${at}`,
    pipeline: "default",
    deal_stage: STAGES[at] as string,
    amount: new LosslessNumber(String((at + 1) * 100)),
    city: `City ${at}`,
  } as JsonObject),
);

/** @param edit changes the cells of the rows, by column */
async function codes(
  edit: (rows: Record<string, string>[]) => void,
  options: RowsOptions = {},
): Promise<readonly string[]> {
  const rows = DEALS.map((one) => {
    const row = exportRow(one, COLUMNS);
    return Object.fromEntries(
      COLUMNS.names.map((name) => [name, row[name] === null ? "" : String(row[name])]),
    );
  });
  edit(rows);
  const lines = rows.map((row) => COLUMNS.names.map((name) => row[name]).join());
  const text = [COLUMNS.names.join(), ...lines, ""].join("\n");
  const report = await lintBaselines(() => readRows(chunked(text), options), options);
  return report.problems.map(({ code, column, line }) => `${code} ${column ?? ""} ${line}`);
}

function setColumn(name: string, order: readonly number[]) {
  return (rows: Record<string, string>[]) => {
    const cells = rows.map((row) => row[name] as string);
    for (const [at, from] of order.entries())
      (rows[at] as Record<string, string>)[name] = cells[from] as string;
  };
}

describe("cells in the wrong place", () => {
  it("finds none in a file that no one edited, and none in plain edits", async () => {
    expect(await codes(() => {})).toEqual([]);
    expect(
      await codes((rows) => {
        for (const [at, row] of rows.entries()) row.amount = String(at * 7 + 1);
        for (const row of rows) row.deal_stage = "won";
        for (const row of rows) row.city = "Berlin";
      }),
    ).toEqual([]);
  });

  it.each(["amount", "city", "deal_name"])("finds a column that was sorted alone: %s", async (name) => {
    expect(await codes(setColumn(name, [5, 4, 3, 2, 1, 0]))).toEqual([`misplaced_cells ${name} 2`]);
    expect(await codes(setColumn(name, [5, 4, 3, 2, 1, 0]), { accept: [name] })).toEqual([]);
  });

  it("takes an exchange of two for an edit", async () => {
    expect(await codes(setColumn("amount", [1, 0, 2, 3, 4, 5]))).toEqual([]);
  });

  it("finds a column that was shifted by a row, down and up", async () => {
    const down = await codes((rows) => {
      const cells = rows.map((row) => row.city as string);
      for (const [at, row] of rows.entries()) row.city = at === 0 ? "New city" : (cells[at - 1] as string);
    });
    expect(down).toEqual(["misplaced_cells city 5"]);
    const up = await codes((rows) => {
      const cells = rows.map((row) => row.city as string);
      for (const [at, row] of rows.entries()) row.city = cells[at + 1] ?? "New city";
    });
    expect(up).toEqual(["misplaced_cells city 5"]);
  });

  it("finds cells that were shifted by a column", async () => {
    const right = await codes((rows) => {
      const [row] = rows as [Record<string, string>];
      [row.deal_name, row.pipeline, row.deal_stage] = [
        "New",
        row.deal_name as string,
        row.pipeline as string,
      ];
    });
    expect(right).toEqual(["shifted_cells  2"]);
  });
});
