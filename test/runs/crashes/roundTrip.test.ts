/** plan → apply → undo: every deal is what it was, to the last digit, but for the time of its last change. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deal, Fields } from "../../../src/deals/deal.ts";
import { systemClock } from "../../../src/host.ts";
import { type JsonValue, LosslessNumber, printJson } from "../../../src/json.ts";
import { apply } from "../../../src/library/apply.ts";
import { RouteraClient } from "../../../src/library/client.ts";
import { type PlanRow, plan } from "../../../src/library/plan.ts";
import { resume } from "../../../src/library/resume.ts";
import { undo } from "../../../src/library/undo.ts";
import { KNOWN } from "../../../src/sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { memoryStore, type Store } from "../../../src/sandbox/store.ts";
import { anyToken } from "../../../src/sandbox/tokens.ts";
import { makeHome } from "../../harness/program.ts";
import { texts as anyTexts } from "../../plans/arbitrary.ts";

const texts = anyTexts.filter((text) => text.isWellFormed());
const digits = fc.oneof(
  fc.constantFrom("0", "-0", "0.0", "1.10", "1.1", "1e5", "100000", "9007199254740993", "-12.50", "1E+400"),
  fc.stringMatching(/^-?[1-9]\d{0,40}(\.\d{1,40})?$/),
);
const orNull = (values: fc.Arbitrary<JsonValue>) => fc.option(values, { nil: null, freq: 4 });

/** What each field may hold, as Routera stores it. */
const VALUES: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  deal_name: orNull(texts),
  deal_stage: orNull(texts),
  next_step: orNull(texts),
  phone: orNull(texts),
  amount: orNull(digits.map((text) => new LosslessNumber(text))),
  renewal: orNull(fc.boolean()),
  priority: orNull(fc.constantFrom("low", "medium", "high")),
  tags: orNull(fc.uniqueArray(texts, { maxLength: 3 })),
};

/** What no one should send: refused by Routera, kept in another form, or not there at all. */
const WRONG: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
  amount: fc.constantFrom("12", true),
  priority: fc.constant("urgent"),
  tags: fc.constant(["a", "b", "a"]),
  no_such_field: fc.constant("x"),
};

const some = (fields: Readonly<Record<string, fc.Arbitrary<JsonValue>>>) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Fields>;

const edits = fc.oneof(
  { weight: 8, arbitrary: some(VALUES) },
  { weight: 1, arbitrary: some(WRONG) },
  { weight: 1, arbitrary: fc.tuple(some(VALUES), some(WRONG)).map(([good, bad]) => ({ ...good, ...bad })) },
);

/** A deal as it is, and what a row wants of it. `missing`: Routera has no such deal. */
const cases = fc.array(
  fc.record({
    is: some(VALUES),
    wants: edits,
    state: fc.oneof(
      { weight: 8, arbitrary: fc.constant("there" as const) },
      { weight: 1, arbitrary: fc.constantFrom("archived" as const, "missing" as const) },
    ),
  }),
  { minLength: 1, maxLength: 8 },
);

let store: Store;
let sandbox: Sandbox;
let client: RouteraClient;
let dir = "";
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "routera-round-trip-"));
  sandbox = await startSandbox({
    // Another one for each case.
    store: {
      get: (id) => store.get(id),
      page: (query) => store.page(query),
      update: (id, update) => store.update(id, update),
    },
    clock: systemClock,
    tokens: anyToken,
  });
  client = new RouteraClient({ token: "any", baseUrl: sandbox.url });
});
afterAll(async () => {
  client.close();
  await sandbox.close();
  rmSync(dir, { recursive: true, force: true });
});

let made = 0;

/** Plans and applies rows over these deals, and undoes it. */
async function thereAndBack(
  deals: readonly Deal[],
  rows: readonly PlanRow[],
  { concurrency }: { readonly concurrency: number },
) {
  const stateDir = join(dir, String(++made));
  store = memoryStore(deals);
  const before = await textOfAll();
  const planned = await plan({ client, rows, out: join(dir, `${made}.jsonl`), concurrency });
  expect(await textOfAll()).toEqual(before);
  const done = await apply({ client, plan: planned.path, stateDir, concurrency });
  const between = await textOfAll();
  if (done.run === undefined) return { before, between, after: between, planned, done, back: undefined };
  const back = await undo({ client, run: done.run, stateDir, concurrency });
  return { before, between, after: await textOfAll(), planned, done, back, stateDir };
}

/** All that the store holds, without the times of the last changes. */
async function textOfAll(): Promise<readonly string[]> {
  const all = await store.page({ limit: 1_000, offset: 0, archived: true });
  return all.map(({ updated_at: _, ...rest }) => printJson(rest));
}

const dealOf = (at: number, fields: Fields, more: Fields = {}): Deal => ({
  ...(KNOWN[2] as Deal),
  ...fields,
  ...more,
  id: `deal-${at}`,
});

describe("plan, apply, undo", () => {
  it("leave the store as it was, whatever the rows want", async () => {
    const met = { applied: 0, rejected: 0, blocked: 0 };
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 8 }), async (all, concurrency) => {
        const deals = all.flatMap(({ is, state }, at) => {
          if (state === "missing") return [];
          const archived = { archived: "2026-02-10T16:40:12.345Z", archived_by: "operations@example.com" };
          return [dealOf(at, is, state === "archived" ? archived : {})];
        });
        const rows = all.flatMap(({ wants }, at) =>
          Object.keys(wants).length === 0 ? [] : [{ id: `deal-${at}`, fields: wants }],
        );
        const { before, after, done, back } = await thereAndBack(deals, rows, { concurrency });
        expect(after).toEqual(before);
        expect(done.complete).toBe(true);
        if (back !== undefined) expect([back.complete, back.exitCode]).toEqual([true, 0]);
        met.applied += done.counts.applied;
        met.rejected += done.counts.rejected;
        met.blocked += done.blocked;
      }),
      { numRuns: 60 },
    );
    // What the generator is for.
    expect(Math.min(...Object.values(met)), JSON.stringify(met)).toBeGreaterThan(0);
  }, 60_000);

  it("put external ids back that moved from deal to deal", async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 2 }), async (chain) => {
        const deals = [0, 1, 2, 3, 4].map((at) => dealOf(at, {}, { external_id: `ext-${at}` }));
        // Each takes the id that the one before has just given up.
        const rows = chain.map((at, place) => ({
          id: `deal-${at}`,
          fields: { external_id: place === 0 ? null : `ext-${chain[place - 1]}` },
        }));
        const { before, between, after, done, back } = await thereAndBack(deals, rows, { concurrency: 1 });
        expect([done.counts.applied, back?.counts.applied]).toEqual([chain.length, chain.length]);
        expect(between).not.toEqual(before);
        expect(after).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it("put them back at any concurrency, if need be when what was refused is tried again", async () => {
    const deals = [0, 1, 2, 3, 4].map((at) => dealOf(at, {}, { external_id: `ext-${at}` }));
    const stateDir = join(dir, "eight");
    store = memoryStore(deals);
    const before = await textOfAll();
    const rows = deals.map(({ id }, at) => ({
      id,
      fields: { external_id: at === 0 ? null : `ext-${at - 1}` },
    }));
    const planned = await plan({ client, rows, out: join(dir, "eight.jsonl") });
    await apply({ client, plan: planned.path, stateDir, concurrency: 1 });
    let back = await undo({ client, run: "last", stateDir, concurrency: 8 });
    for (let turn = 0; turn < 5 && back.exitCode !== 0; turn++) {
      expect(back.failures.map(({ code }) => code)).not.toContain("changed_since_plan");
      back = await resume({ client, run: "last", stateDir, retry: "failed", concurrency: 8 });
    }
    expect(back.exitCode).toBe(0);
    expect(await textOfAll()).toEqual(before);
  });
});

it("the program leaves the file of the sandbox as it was", async () => {
  const home = makeHome();
  try {
    const file = join(home.path, ".local/state/routera/sandbox/deals.ndjson");
    const run = (...words: readonly string[]) => home.run(["--profile", "sandbox", ...words]);
    const text = () => readFileSync(file, "utf8").replace(/"updated_at":"[^"]*"/g, "");
    await run("deals", "list");
    const before = text();
    const rows = KNOWN.map(({ id }, at) => ({
      id,
      deal_name: `Name ${at}, "quoted"\r\n`,
      amount: new LosslessNumber(`${at + 1}2345678901234567890.10`),
      renewal: true,
      tags: [`${at}`, "é"],
      next_step: null,
    }));
    home.write("rows.ndjson", rows.map((row) => `${printJson(row)}\n`).join(""));
    expect((await run("deals", "plan", "rows.ndjson", "--out", "plan.jsonl")).exit).toBe(3);
    expect(text()).toBe(before);
    // 3: one of them is archived.
    expect((await run("deals", "apply", "plan.jsonl", "--yes")).exit).toBe(3);
    expect(text()).toContain("12345678901234567890.10");
    expect(text()).not.toBe(before);
    expect((await run("runs", "undo", "--yes")).exit).toBe(0);
    expect(text()).toBe(before);
  } finally {
    home.remove();
  }
});
