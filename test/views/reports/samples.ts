/** Reports with made-up deals, the same at each call. */
import { LosslessNumber } from "../../../src/json.ts";
import type {
  FieldChange,
  PlanReport,
  ReportRow,
  RowState,
  RunReport,
} from "../../../src/views/reports/model.ts";
import { summarizeRows } from "../../../src/views/reports/summarizeRows.ts";
import { TimelineBuilder } from "../../../src/views/reports/timeline.ts";

export const DIGEST = `sha256:${"4f1c9a".repeat(10)}d2e7`;
const RUN = "20261124-091302-7f3a";
const STAGES = ["qualified", "proposal", "negotiation", "won", "lost"];
const COMPANIES = ["Northwind", "Contoso", "Fabrikam", "Tailspin", "Litware", "Proseware", "Adatum"];
const PLANS = ["Starter plan", "Team plan", "Enterprise plan", "Support renewal", "Data migration"];

export async function planReport(
  rows: readonly ReportRow[],
  facts: Partial<PlanReport> = {},
): Promise<PlanReport> {
  return {
    kind: "plan",
    version: "0.1.0",
    operation: "apply",
    target: "https://api.routera.io",
    profile: "production",
    source: "deals/q4-review.csv",
    inputFile: "deals/q4-review.csv",
    planFile: "plan.jsonl",
    digest: DIGEST,
    read: true,
    createdAt: "2026-11-24T09:12:44.000Z",
    unchanged: 29,
    notes: [],
    commands: [
      {
        purpose: "Approve and apply",
        text: `routera deals apply plan.jsonl --approve ${DIGEST}`,
      },
    ],
    summary: await summarizeRows(iterable(rows)),
    rows: () => iterable(rows),
    ...facts,
  };
}

export async function runReport(
  rows: readonly ReportRow[],
  facts: Partial<RunReport> = {},
): Promise<RunReport> {
  const { kind: _, createdAt, ...plan } = await planReport(rows);
  return {
    ...plan,
    kind: "run",
    run: RUN,
    startedAt: createdAt,
    updatedAt: "2026-11-24T09:14:02.000Z",
    complete: true,
    undoneBy: [],
    timeline: timelineOf(rows),
    commands: [
      command("Retry", ["runs", "resume", RUN, "--retry", "failed"]),
      command("Undo", ["runs", "undo", RUN]),
    ],
    ...facts,
  };
}

function command(purpose: "Retry" | "Undo", words: readonly string[]) {
  return { purpose, text: ["routera", ...words].join(" ") };
}

/** Rows of a plan: changes of a stage, an amount and a name, some blocked ones and some conflicts. */
export function planRows(count: number): readonly ReportRow[] {
  const random = generator(7);
  return Array.from({ length: count }, (_, at) => {
    const row = changeRow(at, random);
    if (at % 97 === 13) return blocked(row);
    if (at % 131 === 40) return conflict(row);
    return at % 61 === 5 ? { ...row, previousUnknown: [row.fields[0]?.name ?? ""] } : row;
  });
}

/** Rows of a run: most are applied, some failed in each way that a row can fail. */
export function runRows(count: number): readonly ReportRow[] {
  const failures: readonly Partial<ReportRow>[] = [
    { state: "rejected", status: 400, code: "values_refused", message: 'amount must be positive, got "-1"' },
    { state: "retryable", status: 503, code: "unavailable", message: "Routera is not available" },
    { state: "unknown", code: "timeout", message: "no answer in 30s, and reading the deal failed" },
    { state: "conflict", code: "changed_since_plan", message: "another user changed deal_stage" },
  ];
  const random = generator(11);
  return Array.from({ length: count }, (_, at) => {
    const row: ReportRow = { ...changeRow(at, random), state: "applied" };
    if (at % 89 === 7) return { ...row, ...failures[Math.floor(at / 89) % failures.length] };
    if (at % 103 === 9) return { ...row, state: "skipped" };
    return at % 151 === 3 ? storedOther(row) : row;
  });
}

export async function* iterable<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  const parts: string[] = [];
  for await (const piece of pieces) parts.push(piece);
  return parts.join("");
}

function changeRow(at: number, random: () => number): ReportRow {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const name = `${pick(COMPANIES)} ${pick(PLANS)}`;
  const from = Math.floor(random() * 3);
  const fields: FieldChange[] = [
    {
      name: "deal_stage",
      before: STAGES[from] ?? "",
      after: STAGES[Math.min(4, from + 1 + Math.floor(random() * 2))] ?? "",
    },
  ];
  if (random() < 0.45) {
    const amount = Math.round(500 + random() * 90_000);
    const next = Math.round(amount * (0.85 + random() * 0.4) * 100) / 100;
    fields.push({ name: "amount", before: number(amount), after: number(next) });
  }
  if (random() < 0.12) fields.push({ name: "deal_name", before: name, after: `${name} 2027` });
  if (random() < 0.08) {
    fields.push({
      name: "next_step",
      before: null,
      after: "Send the signed order form, then book a kickoff call.",
    });
  }
  const id = `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
  return { state: "planned", row: at + 1, line: at + 2, id, name, fields };
}

function blocked({ line, id, name, fields, row }: ReportRow): ReportRow {
  const [code, message] =
    (row ?? 0) % 2 === 0
      ? ["deal_archived", "the deal is archived and cannot be changed"]
      : ["deal_not_found", "the deal does not exist"];
  return {
    state: "blocked",
    line,
    id,
    name: code === "deal_archived" ? name : undefined,
    fields,
    code,
    message,
  };
}

function conflict({ fields, row: _, ...rest }: ReportRow): ReportRow {
  const [first] = fields;
  return {
    ...rest,
    state: "conflict",
    fields: first === undefined ? [] : [{ ...first, theirs: "lost" }],
    field: first?.name,
    code: "changed_since_export",
    message: "another user changed this field after the export",
  };
}

function storedOther(row: ReportRow): ReportRow {
  const [first, ...others] = row.fields;
  return first === undefined ? row : { ...row, fields: [{ ...first, stored: "Qualified" }, ...others] };
}

/** About 40 rows a second, with one pause, one retry and one stop. */
function timelineOf(rows: readonly ReportRow[]): ReturnType<TimelineBuilder["timeline"]> {
  const random = generator(3);
  const builder = new TimelineBuilder();
  let now = Date.parse("2026-11-24T09:12:44.000Z");
  builder.start(now);
  const done: readonly RowState[] = ["applied", "skipped"];
  for (const [at, { state }] of rows.entries()) {
    const half = Math.floor(rows.length / 2);
    if (at === half) {
      builder.pause(now, now + 4_000, "rate limited (429)");
      now += 4_000;
    }
    if (at === half + Math.floor(half / 2)) {
      now += 3_600_000;
      builder.resume(now);
    }
    now += 10 + random() * 30 * (1 + Math.sin(at / (rows.length / 12)) / 2);
    builder.intent(at + 1, now - (60 + random() * 120 + (random() < 0.04 ? 500 : 0)), at % 211 === 3 ? 2 : 1);
    builder.result(at + 1, now, done.includes(state));
  }
  builder.end(now);
  return builder.timeline();
}

function number(value: number): LosslessNumber {
  return new LosslessNumber(String(value));
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
}

/** Mulberry32: numbers from 0 to 1, the same for a seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
