import { describe, expect, it } from "vitest";
import { lintRows } from "../../src/rows/lint.ts";
import type { RowsOptions } from "../../src/rows/options.ts";
import { chunked } from "./chunked.ts";

const UUID = (last: number) => `550e8400-e29b-41d4-a716-44665544000${last}`;

async function problems(id: string, options: RowsOptions = {}, cells = ",New"): Promise<readonly string[]> {
  const rows = [`${UUID(1)},One`, `${UUID(2)},Two`, `${id}${cells}`];
  const text = `id,deal_name\n${rows.join("\n")}\n`;
  const report = await lintRows(() => chunked(text), options);
  return report.problems.map(({ code, line }) => `${code} ${line}`);
}

describe("IDs that are not like the others of the file", () => {
  it.each([
    "Total",
    "Grand Total 2",
    "2",
    UUID(3).slice(0, -4),
    UUID(3).replaceAll("-", ""),
    `'${UUID(3)}`,
    `urn:uuid:${UUID(3)}`,
    "2026-05-01",
  ])("%s is refused before any request, unless the column is accepted", async (id) => {
    expect(await problems(id)).toEqual(["odd_row 4"]);
    expect(await problems(id, { accept: ["id"] })).toEqual([]);
  });

  it("a heading that sets nothing is refused too", async () => {
    expect(await problems("Stage won", {}, ",")).toEqual(["odd_row 4"]);
  });

  it("a UUID in upper case among others is refused, and the same deal in two cases is there twice", async () => {
    expect(await problems("550E8400-E29B-41D4-A716-44665544000F")).toEqual(["odd_id 4"]);
    expect(await problems(UUID(1).toUpperCase(), { accept: ["id"] })).toEqual(["duplicate_id 4"]);
  });

  it.each(["missing-1", "d-1", "ext-001", UUID(3)])("%s is left to Routera", async (id) => {
    expect(await problems(id)).toEqual([]);
  });
});
