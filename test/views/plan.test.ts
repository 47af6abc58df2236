import { describe, expect, it } from "vitest";
import { option, words } from "../../src/hint.ts";
import { LosslessNumber } from "../../src/json.ts";
import {
  planLintView,
  planView,
  type ShownPlan,
  type ShownPlanSummary,
  type ShownStep,
} from "../../src/views/plan.ts";
import { sentence } from "../harness/text/cliText.ts";
import { renderFormat, renderFormats } from "./renderFormats.ts";

const STEPS: readonly ShownStep[] = [
  {
    type: "change",
    row: 1,
    line: 2,
    id: "deal-1",
    name: "Starter plan",
    before: { deal_stage: "qualified", amount: new LosslessNumber("1.10"), next_step: null },
    updated_at: "2026-05-28T12:00:00.000Z",
    set: {
      deal_stage: "proposal",
      amount: new LosslessNumber("9007199254740993"),
      next_step: "",
      phone: ["1", "2"],
    },
    previous_unknown: ["phone"],
  },
  {
    type: "blocked",
    line: 3,
    id: "deal-2",
    code: "deal_archived",
    message: "the deal is archived and cannot be changed",
  },
  {
    type: "blocked",
    id: "deal-1",
    name: "Starter plan",
    field: "deal_owner",
    code: "changed_since_export",
    message: "somebody else changed this field",
  },
  { type: "change", row: 2, id: "deal-3", set: { deal_stage: "won" } },
];

const SUMMARY: ShownPlanSummary = {
  origin: "https://api.routera.io",
  changes: 2,
  fields: 5,
  previousUnknown: 1,
  unchanged: 1,
  blocked: 2,
  reasons: new Map([
    ["deal_archived", 1],
    ["changed_since_export", 1],
  ]),
  typeChanges: new Map(),
  duplicateRows: 1,
  emptyRows: 2,
  file: "plan.jsonl",
  digest: `sha256:${"0".repeat(64)}`,
  next: "routera deals apply plan.jsonl",
};

const NOTHING: ShownPlanSummary = {
  ...SUMMARY,
  changes: 0,
  fields: 0,
  previousUnknown: 0,
  blocked: 0,
  reasons: new Map(),
  duplicateRows: 0,
  emptyRows: 0,
  file: undefined,
  digest: undefined,
  next: undefined,
};

const plan = (steps: readonly ShownStep[] = STEPS, summary = SUMMARY): ShownPlan => ({
  steps: (async function* () {
    yield* steps;
  })(),
  summary: () => summary,
  wording: { words: sentence },
});

describe("a plan", () => {
  it("shows per deal and field what is and what would be, and what it comes to", async () => {
    expect(await renderFormats(planView, plan)).toMatchInlineSnapshot(`
      "deal-1  Starter plan  line 2
        deal_stage  qualified → proposal
        amount      1.10 → 9007199254740993
        next_step   (none) → (empty)
        phone       (not read) → 1, 2
      deal-2  line 3
        blocked: the deal is archived and cannot be changed (deal_archived)
      deal-1  Starter plan
        blocked: deal_owner: somebody else changed this field (changed_since_export)
      deal-3
        deal_stage  (not read) → won

      Field       Deals  Change
      deal_stage      2  2 distinct changes
                      1    qualified → proposal
                      1    (not read) → won
      amount          1  1.10 → 9007199254740993
      next_step       1  (none) → (empty)
      phone           1  (not read) → 1, 2

      1 field could not be read: undo cannot restore its previous value.
      1 row ignored: it repeats an earlier row.
      2 rows ignored: no values to set.
      Plan: 2 deals to update (5 fields), 1 unchanged, 2 blocked (1 archived, 1 changed after the export).
      Saved:   plan.jsonl
      Digest:  sha256:0000000000000000000000000000000000000000000000000000000000000000
      Apply:   routera deals apply plan.jsonl
      --- json
      [
        {"type":"change","row":1,"line":2,"id":"deal-1","name":"Starter plan","before":{"deal_stage":"qualified","amount":1.10,"next_step":null},"updated_at":"2026-05-28T12:00:00.000Z","set":{"deal_stage":"proposal","amount":9007199254740993,"next_step":"","phone":["1","2"]},"previous_unknown":["phone"]},
        {"type":"blocked","line":3,"id":"deal-2","code":"deal_archived","message":"the deal is archived and cannot be changed"},
        {"type":"blocked","id":"deal-1","name":"Starter plan","field":"deal_owner","code":"changed_since_export","message":"somebody else changed this field"},
        {"type":"change","row":2,"id":"deal-3","set":{"deal_stage":"won"}},
        {"type":"summary","complete":true,"origin":"https://api.routera.io","changes":2,"fields":5,"previous_unknown":1,"unchanged":1,"blocked":2,"duplicate_rows":1,"empty_rows":2,"reasons":{"deal_archived":1,"changed_since_export":1},"type_changes":{},"file":"plan.jsonl","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","next":"routera deals apply plan.jsonl"}
      ]
      "
    `);
  });

  it("fits a narrow terminal", async () => {
    const text = await renderFormat(planView, plan(), "table", { width: 40 });
    expect(text.slice(0, text.indexOf("\nField"))).toMatchInlineSnapshot(`
      "deal-1  Starter plan  line 2
        deal_stage  qualified → proposal
        amount      1.10 → 9007199254740993
        next_step   (none) → (empty)
        phone       (not read) → 1, 2
      deal-2  line 3
        blocked: the deal is archived and
        cannot be changed (deal_archived)
      deal-1  Starter plan
        blocked: deal_owner: somebody else
        changed this field
        (changed_since_export)
      deal-3
        deal_stage  (not read) → won
      "
    `);
    for (const line of text.slice(0, text.indexOf("\nField")).split("\n"))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  it("of nothing says so", async () => {
    expect(await renderFormat(planView, plan([], NOTHING), "table")).toBe(
      "No changes. The deal already has these values.\n",
    );
  });

  it("that is not kept says how to keep it", async () => {
    const text = await renderFormat(planView, plan([], { ...SUMMARY, file: undefined }), "table");
    expect(text).toContain("--out plan.jsonl");
    expect(text).not.toContain("Apply:");
  });

  it("is a line a step and a summary as NDJSON", async () => {
    const lines = (await renderFormat(planView, plan(), "ndjson")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).type)).toEqual([
      "change",
      "blocked",
      "blocked",
      "change",
      "summary",
    ]);
    expect(lines[0]).toContain('"amount":9007199254740993');
    expect(JSON.parse(lines[4] ?? "")).toMatchObject({
      complete: true,
      changes: 2,
      reasons: { deal_archived: 1 },
    });
  });

  it("distinguishes a text from the number that it would replace", async () => {
    const steps: readonly ShownStep[] = [
      {
        type: "change",
        row: 1,
        id: "deal-1",
        before: { amount: new LosslessNumber("12"), renewal: true, deal_name: "12" },
        set: { amount: "13", renewal: "false", deal_name: "13" },
      },
    ];
    const summary = {
      ...NOTHING,
      changes: 1,
      fields: 3,
      typeChanges: new Map([
        ["amount", 1],
        ["renewal", 1],
      ]),
      typeAdvice: (field: string) => words`add ${option("jsonColumn", field)}`,
    };
    const text = await renderFormat(planView, plan(steps, summary), "table", {});
    expect(text).toMatch(/amount +12 → "13"\n/);
    expect(text).toMatch(/renewal +true → "false"\n/);
    expect(text).toMatch(/deal_name +12 → 13\n/);
    expect(text).toContain(
      "amount: 1 number would become a string. Add --json-column amount to keep the type.\n",
    );
    expect(text).toContain("renewal: 1 boolean would become a string.");
    // Of a plan that was saved, no one knows whether its values came from cells.
    const saved = await renderFormat(
      planView,
      plan(steps, { ...summary, typeAdvice: undefined }),
      "table",
      {},
    );
    expect(saved).toContain("amount: 1 number would become a string.\n");
  });

  it("lets no text from outside steer a terminal", async () => {
    const evil = "\u001b[2J\u202e\r\nx";
    const steps: readonly ShownStep[] = [
      { type: "change", row: 1, id: evil, name: evil, before: { [evil]: evil }, set: { [evil]: evil } },
      { type: "blocked", id: evil, name: evil, field: evil, code: evil, message: evil },
    ];
    const summary = {
      ...SUMMARY,
      reasons: new Map([[evil, 1]]),
      typeChanges: new Map([[evil, 1]]),
      file: evil,
      digest: evil,
      next: evil,
    };
    for (const width of [undefined, 30]) {
      const text = await renderFormat(planView, plan(steps, summary), "table", {
        ...(width ? { width } : {}),
      });
      expect(text).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u);
      expect(text).not.toMatch(/^x/m);
    }
  });

  it("cuts a value of a megabyte without measuring all of it, and keeps the new value in sight", async () => {
    const steps: readonly ShownStep[] = [
      {
        type: "change",
        row: 1,
        id: "deal-1",
        before: { deal_name: "長".repeat(1_000_000) },
        set: { deal_name: "short" },
      },
    ];
    const text = await renderFormat(planView, plan(steps), "table", { width: 60 });
    expect(text).toMatch(/… → short\n/);
  });
});

describe("linted rows", () => {
  it("say what was read and that nothing was sent", async () => {
    expect(
      await renderFormats(planLintView, () => ({
        input: "rows.csv",
        deals: 3,
        duplicateRows: 1,
        emptyRows: 0,
      })),
    ).toMatchInlineSnapshot(`
      "The input is valid. rows.csv: 3 deals
      1 ignored: each repeats an earlier row.
      No requests were sent, so deal IDs were not checked.
      --- json
      {
        "type": "lint",
        "ok": true,
        "input": "rows.csv",
        "deals": 3,
        "duplicate_rows": 1,
        "empty_rows": 0
      }
      "
    `);
  });
});
