/** Input files as spreadsheets and other programs leave them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
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
const planned = (input: string, ...words: readonly string[]) => sandbox(["plan", "-", ...words], { input });

/** The exported file with cells of the first deal replaced. */
async function exported(
  edits: Readonly<Record<string, string>>,
  without: readonly string[] = [],
): Promise<string> {
  const { parse } = await import("csv-parse/sync");
  const { stringify } = await import("csv-stringify/sync");
  const words = [
    "export",
    "--properties",
    "amount,next_step,phone,close_date",
    "--out",
    "export.csv",
    "--force",
  ];
  expect((await sandbox(words)).exit).toBe(0);
  const text = readFileSync(join(home.path, "export.csv"), "utf8");
  const [header = [], ...rows] = parse(text, { bom: true }) as string[][];
  const row = rows.find(([id]) => id === FIRST) as string[];
  for (const [name, cell] of Object.entries(edits)) row[header.indexOf(name)] = cell;
  const kept = header.flatMap((name, at) => (without.includes(name) ? [] : [at]));
  return stringify([header, ...rows].map((cells) => kept.map((at) => cells[at] ?? "")));
}

describe("cells of an export", () => {
  it.each([
    ["rounded", { amount: "1200" }, 0, "No changes."],
    ["in another number style, where nothing else tells", { amount: "1.300" }, 2, "can be 1.300 or 1300"],
    ["a date in another order", { close_date: "12/15/2026" }, 3, "turned into a date in another form"],
    ["a phone number without its sign", { phone: "15550100" }, 3, "phone"],
    ["an error of a spreadsheet", { deal_owner: "#N/A" }, 2, '"#N/A" is a spreadsheet error'],
    ["emptied", { amount: "" }, 0, "amount: 1 emptied cell leaves its field unchanged"],
    ["of a fact", { _archived: "TRUE" }, 0, "_archived: edits in 1 cell are ignored"],
    ["NULL", { next_step: "NULL" }, 0, "next_step: 1 cell contains NULL"],
  ])("%s: %j", async (_, edits, exit, told) => {
    const call = await planned(await exported(edits));
    expect(call.exit).toBe(exit);
    expect(call.stdout + call.stderr).toContain(told);
  });

  it("are meant as they are in a column that is accepted", async () => {
    const call = await planned(
      await exported({ close_date: "12/15/2026" }),
      "--accept",
      "close_date",
      "--format",
      "ndjson",
    );
    expect(JSON.parse(call.stdout.split("\n")[0] ?? "").set).toEqual({ close_date: "12/15/2026" });
  });

  it("follow the decimal mark that is named", async () => {
    const [header, ...rows] = (await exported({ amount: "1.300" })).split("\n");
    const text = `${header}\n${rows.find((row) => row.startsWith(FIRST))}\n`;
    for (const [mark, amount] of [
      ["comma", 1300],
      ["point", 1.3],
    ] as const) {
      const call = await planned(text, "--decimal", mark, "--format", "ndjson");
      expect(JSON.parse(call.stdout.split("\n")[0] ?? "").set).toEqual({ amount });
    }
  });

  it("are all edits without baselines, which has to be said", async () => {
    const text = await exported({ amount: "5" }, ["_routera"]);
    const refused = await planned(text, "--json");
    expect(JSON.parse(refused.stderr).error).toMatchObject({ code: "missing_baseline", exit_code: 2 });
    expect((await planned(text, "--ignore-baseline")).stdout).toContain("1 deal to update (1 field)");
  });
});

describe("fields that Routera does not know", () => {
  it.each([
    [`id,Deal Name\n${FIRST},x\n`, "--map 'Deal Name=deal_name'"],
    [`id,deal_stag\n${FIRST},won\n`, "--map deal_stag=deal_stage"],
    [`{"id":"${FIRST}","dealStage":"won"}\n`, "--map dealStage=deal_stage"],
    [`id,qqqqqq\n${FIRST},x\n`, "--ignore-column qqqqqq"],
  ])("refuse the file once: %j", async (input, advice) => {
    const call = await planned(input);
    expect([call.exit, call.stdout]).toEqual([7, ""]);
    expect(call.stderr).toContain("line 1, column");
    expect(call.stderr).toContain(advice);
  });

  it("are found by a later deal where the first ones are missing", async () => {
    const call = await planned(`id,Deal Name\nmissing-1,x\n${FIRST},x\n`);
    expect(call.exit).toBe(7);
  });
});

describe("files that are no rows", () => {
  it.each([
    ["title.csv", "Deals Q3\n;;\nid;deal_name\na;b\n", "the header seems to be on line 3"],
    ["misread.csv", "ï»¿id,deal_name\na,b\n", "a UTF-8 file was opened in another encoding"],
    ["zero.csv", "id,deal_name\u200b\na,b\n", "U+200B (zero-width space)"],
    ["dash.csv", "id,deal_name\n550e8400–e29b,b\n", "U+2013 (en dash)"],
    ["braces.csv", `id,deal_name\n{${FIRST}},b\n`, "is in {}"],
    ["total.csv", `id,deal_name\n${FIRST},b\nTotal,2\n`, "the row may be a total or a label"],
    ["page.csv", "<!DOCTYPE html><html>", "is HTML or XML"],
    ["commas.tsv", "id,deal_name\na,b\n", "--input-format csv"],
    ["data.json", `{"data":[{"id":"${FIRST}"}],"pagination":{}}`, "jq -c '.data[]' FILE"],
    ["pretty.ndjson", `{\n  "id": "${FIRST}"\n}\n`, "jq -c . FILE"],
    ["old.xls", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", "save it as"],
  ])("%s is refused offline with what to do", async (name, text, told) => {
    home.write(name, name === "old.xls" ? Buffer.from(text, "latin1") : text);
    const call = await home.run(["deals", "plan", name, "--lint"]);
    expect([call.exit, call.stdout]).toEqual([2, ""]);
    expect(call.stderr).toContain(told);
  });
});

describe("files that only look odd", () => {
  it.each([
    ["empty columns at the end", `id,deal_name,,\n${FIRST},New,,\n`],
    ["a cell less at the end", `id,deal_name,next_step\n${FIRST},New\n`],
    ["no line feed at the end", `id,deal_name\r\n${FIRST},New\r`],
    ["a sep line in quotes", `"sep=;"\nid;deal_name\n${FIRST};New\n`],
    ["a text in a formula", `id,deal_name\n${FIRST},"=""New"""\n`],
  ])("%s: read as meant", async (_, input) => {
    const call = await planned(input, "--format", "ndjson");
    expect(JSON.parse(call.stdout.split("\n")[0] ?? "").set).toEqual({ deal_name: "New" });
  });

  it("no output replaces its own input", async () => {
    home.write("rows.csv", `id,deal_name\n${FIRST},x\n`);
    const call = await sandbox(["plan", "rows.csv", "--out", "./rows.csv", "--force", "--json"]);
    expect(JSON.parse(call.stderr).error).toMatchObject({ code: "output_is_input", exit_code: 2 });
    expect(readFileSync(join(home.path, "rows.csv"), "utf8")).toContain("deal_name");
  });
});

it.each([
  ["plan", "--mapping named.json --out named.json"],
  ["plan", "--mapping named.json --annotations gitlab=./named.json"],
  ["plan", "--id-column id --fields-json named.json --out ./named.json"],
  ["plan", "--field-file next_step=named.json --annotations gitlab=named.json"],
  ["apply", "--yes --mapping named.json --annotations gitlab=named.json"],
  ["apply", "--yes --field-file next_step=named.csv --failures ./named.csv"],
])("no output of %s %s replaces a file that it reads", async (command, line) => {
  home.write("rows.csv", `id,deal_name\n${FIRST},x\n`);
  const named = '{"column":"id","columns":{"deal_name":"deal_name"}}';
  for (const name of ["named.json", "named.csv"]) home.write(name, named);
  const call = await sandbox([command, "rows.csv", ...line.split(" "), "--force", "--json"]);
  expect([call.exit, call.stdout]).toEqual([2, ""]);
  expect(JSON.parse(call.stderr).error.code).toMatch(/^(?:output_is_input|report_is_other_file)$/);
  for (const name of ["named.json", "named.csv"])
    expect(readFileSync(join(home.path, name), "utf8")).toBe(named);
});

describe("--lint", () => {
  it("shows what looks odd in the cells without a request", async () => {
    home.write(
      "odd.csv",
      `id,deal_name,deal_owner,_note,city\n${FIRST},MÃ¼ller,NULL,x,\n550e8400-e29b-41d4-a716-446655440001,M\uFFFDller,b@example.com,,\n`,
    );
    const call = await home.run(["deals", "plan", "odd.csv", "--lint"]);
    expect(call.exit).toBe(0);
    expect(call.stderr).toContain("deal_name: 2 cells look damaged by another encoding");
    expect(call.stderr).toContain("deal_owner: 1 cell contains NULL");
    expect(call.stderr).toContain("_note: 1 cell");
  });

  it("reports of emptied cells of an export", async () => {
    home.write("emptied.csv", await exported({ amount: "" }));
    const call = await home.run(["deals", "plan", "emptied.csv", "--lint"]);
    expect([call.exit, call.stderr]).toEqual([0, expect.stringContaining("amount: 1 emptied cell")]);
  });
});
