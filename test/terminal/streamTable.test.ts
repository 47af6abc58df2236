import { describe, expect, it } from "vitest";
import { plainStyle } from "../../src/terminal/style.ts";
import { layoutTable, streamTable, type TableRow } from "../../src/terminal/table.ts";

const columns = [{ title: "Id" }, { title: "Name" }];

async function* many(count: number, last?: TableRow): AsyncGenerator<TableRow> {
  for (let index = 0; index < count; index += 1) yield [String(index).padStart(3, "0"), `deal ${index % 10}`];
  if (last) yield last;
}

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

describe("streamTable", () => {
  it.each([0, 1, 99, 100, 101, 250])("%i rows make the same text as a whole table", async (count) => {
    const space = { width: 80, style: plainStyle };
    const rows: TableRow[] = [];
    for await (const row of many(count)) rows.push(row);
    const pieces = await collect(streamTable(columns, many(count), space));
    expect(pieces.join("")).toBe(await layoutTable(columns, rows, space));
    expect(pieces.every((piece) => piece.endsWith("\n"))).toBe(true);
  });

  it("cuts later cells to the first widths when the width is limited", async () => {
    const last = ["100000", "a longer name"];
    const pieces = await collect(streamTable(columns, many(100, last), { width: 80, style: plainStyle }));
    expect(pieces.at(-1)).toBe("10…  a lon…\n");
  });

  it("lets later cells stick out when it is not", async () => {
    const last = ["100000", "日本の取引"];
    const pieces = await collect(
      streamTable(columns, many(100, last), { width: undefined, style: plainStyle }),
    );
    expect(pieces.at(-1)).toBe("100000  日本の取引\n");
  });

  it("asks for no more rows than it needs before the first piece", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<TableRow> {
      for (;;) {
        asked += 1;
        yield ["1", "x"];
      }
    }
    for await (const _ of streamTable(columns, endless(), { width: 80, style: plainStyle })) break;
    expect(asked).toBe(100);
  });

  it("says what it is asked to for no rows", async () => {
    expect(
      await collect(streamTable(columns, many(0), { width: 80, style: plainStyle }, "No deals.\n")),
    ).toEqual(["No deals.\n"]);
  });

  it("shows no table when the rows fail at once", async () => {
    async function* failing(): AsyncGenerator<TableRow> {
      yield* [];
      throw new Error("refused");
    }
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const piece of streamTable(columns, failing(), { width: 80, style: plainStyle }))
          seen.push(piece);
      })(),
    ).rejects.toThrow("refused");
    expect(seen).toEqual([]);
  });
});
