/** Rows and deals from people who mean harm: by words, by shape, and by what a spreadsheet would do with them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectInvariants } from "../../hostile/expectInvariants.ts";
import { codesIn, withHostileServer } from "../../hostile/runFaultScenario.ts";

const apply = (file: string) => ["deals", "apply", file, "--yes", "--json"];

describe.concurrent("rows that are refused before a socket is opened", () => {
  it.each<[string, string, string]>([
    ["an id that climbs", "rows.ndjson", '{"id":"..","deal_name":"x"}\n'],
    ["an id that is empty", "rows.ndjson", '{"id":"","deal_name":"x"}\n'],
    ["an id that is encoded", "rows.ndjson", '{"id":"%2e%2e","deal_name":"x"}\n'],
    ["an id with a slash", "rows.ndjson", '{"id":"a/b","deal_name":"x"}\n'],
    ["an id with a newline", "rows.ndjson", '{"id":"a\\nb","deal_name":"x"}\n'],
    ["an id that is half a character", "rows.ndjson", '{"id":"a\\ud800","deal_name":"x"}\n'],
    ["an id with a query", "rows.ndjson", '{"id":"a?archived=true","deal_name":"x"}\n'],
    ["__proto__ as a field", "rows.ndjson", '{"id":"d1","__proto__":{"polluted":true}}\n'],
    ["__proto__ as a column", "rows.csv", "id,__proto__\nd1,x\n"],
    ["a field of the system", "rows.ndjson", '{"id":"d1","archived":true}\n'],
    ["a column of the system", "rows.csv", "id,updated_at\nd1,2030-01-01\n"],
    ["a field given twice", "rows.ndjson", '{"id":"d1","deal_name":"x","deal_name":"y"}\n'],
    ["a column given twice", "rows.csv", "id,deal_name,deal_name\nd1,x,y\n"],
    ["a deal given twice", "rows.ndjson", '{"id":"d1","deal_name":"x"}\n{"id":"d1","deal_name":"y"}\n'],
    ["bytes that are no text", "rows.csv", "id,deal_name\nd1,\u0000\u0000\u0000\n"],
  ])("%s", async (_what, name, text) => {
    await withHostileServer({}, async (home, server) => {
      home.write(name, text);
      const done = await home.run(apply(name), server);
      await expectInvariants({ home, server, done });
      expect([done.exit, done.stdout, server.log.length]).toEqual([2, "", 0]);
      expect(codesIn(done.stderr)).toMatch(/^\w+\/not_applied$/);
      expect(done.stderr.length).toBeLessThan(5_000);
    });
  });
});

describe.concurrent("a spreadsheet", () => {
  const NAMES = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "' plain",
    '=HYPERLINK("x","y")',
    'a,b\n"c"',
  ];
  const ids = NAMES.map((_name, at) => `d${at + 1}`);

  it("finds no formula in what is exported, and what comes back untouched changes nothing", async () => {
    await withHostileServer({}, async (home, server) => {
      for (const [at, name] of NAMES.entries()) server.meddle(ids[at] ?? "", { deal_name: name });
      const csv = await home.run(["deals", "export", "--out", "deals.csv", "--format", "csv"], server);
      expect([csv.exit, csv.stderr]).toEqual([0, expect.not.stringContaining("error")]);
      const text = readFileSync(join(home.path, "deals.csv"), "utf8");
      const cells = text.split(/[,\n]/).map((cell) => cell.replace(/^"/, ""));
      expect(cells.filter((cell) => /^[=+@\t\r]|^-(?!\d)/.test(cell))).toEqual([]);
      const plan = await home.run(["deals", "plan", "deals.csv", "--json", "--exit-code"], server);
      expect([plan.exit, JSON.parse(plan.stdout).at(-1).changes]).toEqual([0, 0]);
      const done = await home.run(apply("deals.csv"), server);
      await expectInvariants({ home, server, done });
      expect([done.exit, server.log.filter(({ method }) => method === "PATCH")]).toEqual([0, []]);
    });
  });
});
