/** `deals plan` and `deals export` as the built program, against the sandbox and against a server that counts. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlanFile } from "../../../src/plans/file/read.ts";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, type DealServer, dealServer, listOf } from "../../harness/dealServer.ts";
import { type Home, makeHome, type ProcessResult, type RunOptions } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";
import { collected } from "../../plans/scratch.ts";

let home: Home;
beforeAll(() => {
  home = makeHome();
});
afterAll(() => home.remove());

const sandbox = (words: readonly string[], options?: RunOptions) =>
  home.run(["--profile", "sandbox", "deals", ...words], options);

const ROWS = `id,deal_name,deal_stage
${DEAL},Starter plan,proposal
550e8400-e29b-41d4-a716-446655440001,Old,won
550e8400-e29b-41d4-a716-446655440003,,proposal
550e8400-e29b-41d4-a716-44665544ffff,x,
`;

describe("deals plan, on the sandbox", () => {
  it("says where a cell would put a text in the place of a number", async () => {
    home.write("numbers.csv", `id,amount\n${DEAL},5000\n`);
    const typed = await sandbox(["plan", "numbers.csv", "--format", "ndjson"]);
    expect(JSON.parse(typed.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      type_changes: { amount: 1 },
    });
    const meant = await sandbox(["plan", "numbers.csv", "--json-column", "amount", "--format", "ndjson"]);
    expect(JSON.parse(meant.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ type_changes: {} });
  });

  it("shows what would change, what is so already and what cannot be done, and keeps nothing", async () => {
    home.write("rows.csv", ROWS);
    expect(transcript(await sandbox(["plan", "rows.csv"]))).toMatchInlineSnapshot(`
      "exit 3
      --- stdout
      550e8400-e29b-41d4-a716-446655440000  Starter plan  line 2
        deal_stage  qualified → proposal
      550e8400-e29b-41d4-a716-446655440001  Pilot of last year  line 3
        blocked: the deal is archived and cannot be changed (deal_archived)
      550e8400-e29b-41d4-a716-44665544ffff  line 5
        blocked: Object not found (deal_not_found)

      Plan: 1 deal to update (1 field), 1 unchanged, 2 blocked (1 archived, 1 not found).
      Plan not saved. Add --out plan.jsonl to save it."
    `);
  });

  it("keeps a plan that says the same, and refuses to replace it", async () => {
    home.write("rows.csv", ROWS);
    const made = await sandbox(["plan", "rows.csv", "--out", "kept.jsonl", "--exit-code", "--json"]);
    expect([made.exit, made.stderr]).toEqual([3, ""]);
    const shown = JSON.parse(made.stdout);
    const plan = await openPlanFile(join(home.path, "kept.jsonl"));
    expect(shown.at(-1)).toMatchObject({
      type: "summary",
      complete: true,
      digest: plan.end.digest,
      changes: 1,
      unchanged: 1,
      blocked: 2,
    });
    expect(plan.head).toMatchObject({ origin: "sandbox:embedded", kind: "apply", read: true });
    expect(shown.slice(0, -1)).toEqual(JSON.parse(JSON.stringify(await collected(plan.steps()))));

    const again = await sandbox(["plan", "rows.csv", "--out", "kept.jsonl"]);
    expect(transcript(again)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: kept.jsonl already exists
      hint: use another file, or overwrite it with --force"
    `);
    expect((await sandbox(["plan", "rows.csv", "--out", "kept.jsonl", "--force"])).exit).toBe(3);
    // The same input and the same deals make the same plan.
    expect((await openPlanFile(join(home.path, "kept.jsonl"))).end.digest).toBe(plan.end.digest);
  });

  it.each([
    ["something to change", `id,deal_stage\n${DEAL},proposal\n`, 10],
    ["nothing to change", `id,deal_stage\n${DEAL},qualified\n`, 0],
  ])("exits by --exit-code: %s", async (_, input, exit) => {
    const call = await sandbox(["plan", "-", "--exit-code"], { input });
    expect([call.exit, call.stderr]).toEqual([exit, ""]);
    expect((await sandbox(["plan", "-"], { input })).exit).toBe(0);
  });

  it.each([
    ["csv", "ID;Stage\n$;proposal\n", ["--id-column", "ID", "--map", "Stage=deal_stage"]],
    ["tsv", "id\tdeal_stage\n$\tproposal\n", ["--input-format", "tsv"]],
    ["ndjson", '{"id":"$","deal_stage":"proposal"}\n', []],
    ["json", '[{"id":"$","fields":{"deal_stage":"proposal"}}]', []],
    ["a column to ignore", "id,deal_stage,junk\n$,proposal,1\n", ["--ignore-column", "junk"]],
    ["repeated rows", "id,deal_stage\n$,proposal\n$,proposal\n", []],
  ])("reads rows from stdin: %s", async (_, input, flags) => {
    const call = await sandbox(["plan", "-", "--format", "ndjson", ...flags], {
      input: input.replaceAll("$", DEAL),
    });
    expect(
      call.stdout
        .split("\n")
        .slice(0, 1)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      {
        type: "change",
        row: 1,
        id: DEAL,
        before: { deal_stage: "qualified" },
        set: { deal_stage: "proposal" },
      },
    ]);
    expect([call.exit, call.stdout.split("\n").length]).toEqual([0, 3]);
    expect(readdirSync(join(home.path, ".local/state/routera/spool"))).toEqual([]);
  });

  it("takes deals of the account that meet all conditions", async () => {
    const words = [
      "--where",
      "deal_stage=qualified",
      "--where",
      "amount>1000",
      "--field",
      "deal_stage=proposal",
      "--field-json",
      "amount=5",
      "--clear",
      "phone",
    ];
    const call = await sandbox(["plan", ...words, "--format", "ndjson"]);
    const steps = call.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps.slice(0, -1)) {
      expect(step).toMatchObject({
        type: "change",
        before: { deal_stage: "qualified" },
        set: { deal_stage: "proposal", amount: 5 },
      });
      expect(step.before.amount).toBeGreaterThan(1000);
      expect(step).not.toHaveProperty("line");
    }
    expect(steps.at(-1)).toMatchObject({ type: "summary", changes: steps.length - 1, blocked: 0 });
  });
});

describe("deals plan, before any request", () => {
  let server: DealServer;
  beforeAll(async () => {
    server = await dealServer();
  });
  afterAll(() => server.close());
  const run = (words: readonly string[], options: RunOptions = {}): Promise<ProcessResult> =>
    home.run(["deals", "plan", ...words], { ...options, env: { ...server.env, ...options.env } });

  it("reports all mistakes of the rows with their lines, and sends nothing", async () => {
    const rows = ["id,amount", "a,1", ",2", "b/c,3", "1.2E+15,4", "d,{", "a,9", "e"].join("\n");
    const call = await run(["-", "--json-column", "amount"], { input: rows });
    expect(transcript(call)).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      error: 6 errors in stdin, the first on line 3, column "id": the ID is empty
      hint: also line 4, column "id": the deal ID "b/c" contains a slash
      hint: also line 5, column "id": the ID "1.2E+15" is a long number rounded by a spreadsheet
      hint: also line 6, column "amount": "{" is not JSON
      hint: also line 7: duplicate deal "a": line 2 has other values
      hint: also line 8: the row has 1 cell, the header has 2
      hint: use an ID such as 550e8400-e29b-41d4-a716-446655440000 from the list of deals: routera deals list"
    `);
    expect(server.asked()).toEqual([]);
  });

  it("reports twenty of many", async () => {
    const rows = `id,n\n${",1\n".repeat(50)}`;
    const call = await run(["-"], { input: rows });
    expect(call.stderr.match(/line \d+/g)).toHaveLength(20);
    expect(call.stderr).toContain("and 30 more");
    expect([call.exit, call.stdout, server.asked()]).toEqual([2, "", []]);
  });

  it.each([
    ["neither rows nor conditions", []],
    ["rows and conditions", ["rows.csv", "--where", "a=b", "--field", "a=c"]],
    ["rows and a field that is also a column", ["rows.csv", "--field", "n=c"]],
    ["conditions without fields", ["--where", "a=b"]],
    ["a condition that is none", ["--where", "a", "--field", "a=c"]],
    ["a system field", ["--where", "a=b", "--field", "archived=x"]],
    ["conditions and a flag for rows", ["--where", "a=b", "--field", "a=c", "--id-column", "x"]],
    ["--lint without rows", ["--where", "a=b", "--field", "a=c", "--lint"]],
    ["--lint and --out", ["rows.csv", "--lint", "--out", "x.jsonl"]],
    ["a file that is not there", ["none.csv"]],
    ["no requests at once", ["rows.csv", "--concurrency", "0"]],
    ["a map without =", ["rows.csv", "--map", "x"]],
    ["a column of the system", ["-"], "id,archived\na,1\n"],
    ["a plan", ["-"], '{"type":"plan","version":1}\n'],
  ])("refuses %s", async (_, words, input = "") => {
    home.write("rows.csv", "id,n\na,1\n");
    const call = await run(words, { input });
    expect([call.exit, call.stdout, server.asked()]).toEqual([2, "", []]);
    expect(call.stderr).toMatch(/^error: /);
    expect(existsSync(join(home.path, "x.jsonl"))).toBe(false);
  });

  it("lints without a token and without a request", async () => {
    const env = { ROUTERA_TOKEN: undefined };
    const good = await run(["-", "--lint", "--json"], {
      env,
      input: "id,n\na,1\nb,2\na,1\n,,\n".replace(",,\n", ""),
    });
    expect(good.exit).toBe(0);
    expect(JSON.parse(good.stdout)).toEqual({
      type: "lint",
      ok: true,
      input: "stdin",
      deals: 2,
      duplicate_rows: 1,
      empty_rows: 0,
    });
    expect((await run(["-", "--lint"], { env, input: "id,n\n,1\n" })).exit).toBe(2);
    // Without --lint there must be one.
    expect((await run(["-"], { env, input: "id,n\na,1\n" })).exit).toBe(4);
    expect(server.asked()).toEqual([]);
  });
});

describe("deals plan, when deals cannot be read", () => {
  it.each([
    ["the token is refused", answer(401, { message: "Unauthorized", error: true }), 4],
    ["the server is broken", answer(503, "{}"), 8],
    ["it is not Routera", answer(302, "", { location: "https://example.com/" }), 1],
  ])("keeps nothing: %s", async (_, GET, exit) => {
    const server = await dealServer({ GET });
    try {
      const words = ["deals", "plan", "-", "--out", "broken.jsonl", "--retries", "0"];
      const call = await home.run(words, { env: server.env, input: `id,deal_stage\n${DEAL},won\n` });
      expect([call.exit, call.stdout]).toEqual([exit, ""]);
      expect(readdirSync(home.path).filter((name) => name.startsWith("broken"))).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it("only reads: a plan of listed deals over many pages sends nothing but GET", async () => {
    const server = await dealServer({ GET: listOf(250) });
    try {
      const words = [
        "deals",
        "plan",
        "--where",
        "deal_name~Deal 2",
        "--field",
        "deal_stage=won",
        "--format",
        "ndjson",
      ];
      const call = await home.run(words, { env: server.env });
      // 2, 20 to 29 and 200 to 249.
      expect(call.stdout.trimEnd().split("\n")).toHaveLength(61 + 1);
      expect(server.asked().every((line) => line.startsWith("GET /deals?"))).toBe(true);
    } finally {
      await server.close();
    }
  });
});
