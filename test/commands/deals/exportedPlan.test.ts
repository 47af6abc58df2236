/** `deals plan` and `deals export` as the built program, against the sandbox and against a server that counts. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, dealServer, listOf } from "../../harness/dealServer.ts";
import { type Home, makeHome, type RunOptions } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const sandbox = (words: readonly string[], options?: RunOptions) =>
  home.run(["--profile", "sandbox", "deals", ...words], options);

describe("deals export, edited and planned", () => {
  const PROPERTIES = ["--properties", "amount,next_step,tags,renewal,phone,close_date,priority"];
  const edit = (path: string, from: string, to: string): void => {
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  it.each(["sheet.csv", "sheet.ndjson"])(
    "wants nothing when no one touched %s, without reading a deal",
    async (name) => {
      const made = await sandbox(["export", "--archived", ...PROPERTIES, "--out", name, "--force", "--json"]);
      expect(JSON.parse(made.stdout)).toMatchObject({ type: "summary", complete: true, deals: 40 });
      const call = await sandbox(["plan", name, "--exit-code", "--verbose"]);
      expect([call.exit, call.stderr]).toEqual([0, ""]);
      expect(call.stdout).toMatch(/^No changes\./);
    },
  );

  it("wants exactly the one cell that was edited, with its type", async () => {
    const path = join(home.path, "one.csv");
    await sandbox(["export", ...PROPERTIES, "--out", path]);
    edit(path, "ext-001,1200.00,", "ext-001,1300.50,");
    const call = await sandbox(["plan", path, "--format", "ndjson"]);
    expect(call.stdout).toContain('"before":{"amount":1200.00}');
    expect(call.stdout).toContain('"set":{"amount":1300.50}');
    expect(JSON.parse(call.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      changes: 1,
      fields: 1,
      blocked: 0,
    });
  });

  it("distinguishes the user's edits from those of others, field by field", async () => {
    const path = join(home.path, "two.csv");
    await sandbox(["export", ...PROPERTIES, "--out", path]);
    edit(path, "Starter plan,default,qualified", "Starter plan 2,default,proposal");
    const others = ["update", DEAL, "--field", "deal_stage=negotiation", "--field", "next_step=Sign"];
    expect((await sandbox(others)).exit).toBe(0);
    expect(transcript(await sandbox(["plan", path]))).toMatchInlineSnapshot(`
      "exit 3
      --- stdout
      550e8400-e29b-41d4-a716-446655440000  Starter plan  line 2
        deal_name  Starter plan → Starter plan 2
      550e8400-e29b-41d4-a716-446655440000  Starter plan  line 2
        blocked: deal_stage: another user changed this field after the export (changed_since_export)

      Plan: 1 deal to update (1 field), 34 unchanged, 1 blocked (1 changed after the export).
      Plan not saved. Add --out plan.jsonl to save it."
    `);
  });

  it("goes to stdout as CSV, as NDJSON, and as JSON", async () => {
    const where = ["export", "--where", `id=${DEAL}`];
    const [csv, ndjson, json] = await Promise.all([
      sandbox(where),
      sandbox([...where, "--format", "ndjson"]),
      sandbox([...where, "--json"]),
    ]);
    expect(csv.stdout.split("\n")[0]).toBe(
      "id,deal_name,pipeline,deal_stage,deal_owner,external_id,_created_at,_updated_at,_archived,_archived_by,_routera",
    );
    expect(csv.stdout.split("\n")).toHaveLength(3);
    expect(JSON.parse(ndjson.stdout)).toMatchObject({ id: DEAL, external_id: "ext-001", _archived: false });
    expect(JSON.parse(json.stdout)).toEqual([JSON.parse(ndjson.stdout)]);
    const planned = await sandbox(["plan", "-", "--exit-code"], { input: csv.stdout });
    expect(planned.exit).toBe(0);
  });

  it("marks a file of CSV as UTF-8 for Excel, and NDJSON not", async () => {
    await sandbox(["export", "--out", "bom.csv"]);
    await sandbox(["export", "--out", "bom.ndjson"]);
    expect(readFileSync(join(home.path, "bom.csv")).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(readFileSync(join(home.path, "bom.ndjson"), "utf8")).toMatch(/^\{"id"/);
  });

  it.each([
    ["a file that is there", ["--out", "there.csv"]],
    ["an ending that says nothing", ["--out", "deals.txt"]],
    ["a condition that is none", ["--where", "x"]],
  ])("refuses %s", async (_, words) => {
    home.write("there.csv", "mine");
    const call = await sandbox(["export", ...words]);
    expect([call.exit, call.stdout]).toEqual([2, ""]);
    expect(readFileSync(join(home.path, "there.csv"), "utf8")).toBe("mine");
  });

  it("leaves no half file when the list breaks off", async () => {
    const server = await dealServer({
      GET: (response, request) =>
        (request.url.includes("offset=0") ? listOf(250) : answer(500, "{}"))(response, request),
    });
    try {
      const call = await home.run(["deals", "export", "--out", "half.csv", "--retries", "0"], {
        env: server.env,
      });
      expect([call.exit, call.stdout]).toEqual([8, ""]);
      expect(readdirSync(home.path).filter((name) => name.startsWith("half"))).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
