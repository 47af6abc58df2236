import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPlan, type PlanRow, plan } from "../../src/library/plan.ts";
import { resume } from "../../src/library/resume.ts";
import { amounts, planned, ROWS } from "./runSetup.ts";
import { ARCHIVED, BLANK, clientOf, directory, LONG, STARTER } from "./sandbox.ts";

describe("plan", () => {
  it("says what differs and writes nothing to Routera", async () => {
    const { client, summary } = await planned();
    expect(summary).toMatchObject({ changes: 3, fields: 4, blocked: 1, unchanged: 1, previousUnknown: 0 });
    const { head, end, steps } = await openPlan(summary.path);
    expect([head.origin, end.digest]).toEqual([summary.origin, summary.digest]);
    const ids = [];
    for await (const { id, type } of steps()) ids.push([type, id]);
    expect(ids).toEqual([
      ["change", STARTER],
      ["blocked", ARCHIVED],
      ["change", BLANK],
      ["change", LONG],
    ]);
    expect(await amounts(client)).not.toContain(30);
  });

  it.each<[string, readonly unknown[], string, RegExp]>([
    ["a deal twice", [ROWS[0], ROWS[0]], "duplicate_id", /^row 2: /],
    ["a row without an id", [{ fields: { a: 1 } }], "bad_row", /^row 1: /],
    ["a flat row", [{ id: "a", amount: 1 }], "unknown_option", /^row 1: /],
    ["a system field", [{ id: "a", fields: { archived: true } }], "system_field", /^row 1: /],
  ])("refuses %s and keeps nothing", async (_name, rows, code, message) => {
    const stateDir = directory();
    const out = join(stateDir, "plan.jsonl");
    const asked = plan({ client: await clientOf(), rows: rows as readonly PlanRow[], out });
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it.each([
    [{}, "an object"],
    [5, "a number"],
    ["abc", "a string"],
    [null, "null"],
  ])("refuses rows that are none: %j", async (rows, words) => {
    const stateDir = directory();
    const asked = plan({ client: await clientOf(), rows: rows as never, out: join(stateDir, "plan.jsonl") });
    await expect(asked).rejects.toMatchObject({
      kind: "usage",
      code: "bad_option",
      message: `plan: rows must be a list of rows, or another iterable or async iterable of them, got ${words}`,
    });
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it.each([undefined, 5, "", "a\0b"])("openPlan refuses the path %j", async (path) => {
    await expect(openPlan(path as never)).rejects.toMatchObject({ kind: "usage", code: "bad_option" });
  });

  it("names what the rows throw as the cause", async () => {
    async function* rows(): AsyncGenerator<PlanRow> {
      yield* ROWS.slice(0, 1);
      throw new RangeError("the source broke");
    }
    await expect(planned(rows())).rejects.toMatchObject({
      name: "RouteraFailure",
      kind: "usage",
      code: "caller_failed",
      message: "plan: reading rows failed",
      cause: new RangeError("the source broke"),
    });
  });

  it("replaces a file only when asked", async () => {
    const { client, plan: out } = await planned();
    await expect(plan({ client, rows: ROWS, out })).rejects.toMatchObject({
      code: "file_exists",
      hint: "pass overwrite: true, or use another file",
    });
    expect((await plan({ client, rows: ROWS, out, overwrite: true })).changes).toBe(3);
  });
});

it("a file that is not there, or is no plan, is named as what it is; so is a machine without runs", async () => {
  const stateDir = directory();
  const file = join(stateDir, "rows.csv");
  await expect(openPlan(file)).rejects.toMatchObject({
    code: "plan_unreadable",
    message: `cannot read the plan ${file}: file not found`,
  });
  writeFileSync(file, "id,deal_stage\n");
  await expect(openPlan(file)).rejects.toMatchObject({
    code: "not_a_plan",
    message: `${file} is not a plan`,
    hint: "if it is an input file, make a plan: plan({ client, rows, out })",
  });
  await expect(resume({ client: await clientOf(), run: "last", stateDir })).rejects.toMatchObject({
    code: "run_not_found",
    hint: "start a run: apply({ client, plan })",
  });
});
