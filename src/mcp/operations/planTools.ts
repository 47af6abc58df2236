/** Tools that make and show plans. Nothing is written to Routera. */
import { z } from "zod";
import { plan as planCommand } from "../../commands/deals/plan.ts";
import { checkText } from "../../deals/assignments.ts";
import { type Fields, MAX_DEPTH } from "../../deals/deal.ts";
import { checkFieldName, checkKeyField } from "../../deals/fieldName.ts";
import { parseWhere } from "../../deals/parseWhere.ts";
import { usage } from "../../failure.ts";
import { isLosslessNumber, type JsonValue, printJson } from "../../json.ts";
import { findSavedPlan, savePlan } from "../../plans/file/saved.ts";
import { makePlan, type PlanSource } from "../../plans/make.ts";
import { temporaryPlan } from "../../runs/storage/temporaryPlan.ts";
import { jsonValueOf, tool } from "../call.ts";
import { digestArgument, PLAN_OUTPUT, planResult, WARNINGS_OUTPUT } from "./planResult.ts";

const MAX_ROWS = 10_000;

export const planChangesTool = tool({
  name: "plan_changes",
  title: "Plan changes",
  description:
    "Previews changes and saves them as a plan: which deals would change, with each previous and new value. Give either `rows`, one object per deal with its ID and the fields to set, or `where` and `fields`, the same change for every deal that matches the conditions. null clears a field. Nothing is written to Routera. Show the result to the user, then use the digest.",
  input: z.strictObject({
    rows: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .max(MAX_ROWS)
      .optional()
      .describe('One object per deal: {"id": "...", "deal_stage": "won"}'),
    by: z.string().optional().describe(planCommand.flags.by.summary),
    where: z.array(z.string()).min(1).optional().describe(planCommand.flags.where.summary),
    fields: z.record(z.string(), z.unknown()).optional().describe("Values to set in each of these deals"),
  }),
  output: z.looseObject({ ...PLAN_OUTPUT, ...WARNINGS_OUTPUT }),
  writes: false,
  run: async ({ account, on, session, warnings }, given) => {
    const path = await temporaryPlan(account, on, { isRun: true });
    const target = { path, shown: "the plan", overwrite: false };
    const made = await makePlan(account, sourceOf(given), target, on);
    await savePlan(account, made);
    const { digest } = made.plan.end;
    session.plans.set(digest, { undo: undefined, at: account.host.clock.now(), state: "ready" });
    const result = await planResult(session, made, { leftOut: made });
    return { value: { ...result, warnings } };
  },
});

export const showPlanTool = tool({
  name: "show_plan",
  title: "Show a plan",
  description:
    "Shows a saved plan again by its digest: its summary, and its changes from `offset` on. Read-only.",
  input: z.strictObject({
    digest: digestArgument,
    offset: z.int().min(0).default(0).describe("How many changes to skip"),
    limit: z.int().min(1).max(1_000).default(50).describe("Maximum number of changes to return"),
  }),
  output: z.looseObject(PLAN_OUTPUT),
  writes: false,
  run: async ({ account, session }, { digest, limit, offset }) => ({
    value: await planResult(session, await findSavedPlan(account, digest), { limit, offset }),
  }),
});

type Given = {
  readonly rows?: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly by?: string | undefined;
  readonly where?: readonly string[] | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
};

function sourceOf({ by, fields, rows, where }: Given): PlanSource {
  if (rows !== undefined && where === undefined && fields === undefined) return rowsSource(rows, by);
  if (rows === undefined && where !== undefined && fields !== undefined && by === undefined) {
    const set = fieldsOf(fields);
    return { from: "deals", where: parseWhere(where), fields: async () => set };
  }
  throw usage("bad_argument", "plan_changes takes rows, or where and fields", [
    'for example {"rows": [{"id": "ID", "deal_stage": "won"}]}',
    'or {"where": ["deal_stage=qualified"], "fields": {"deal_stage": "won"}}',
  ]);
}

/** Read as an input file is: the line of an error is the position of the row. */
function rowsSource(rows: readonly Readonly<Record<string, unknown>>[], by: string | undefined): PlanSource {
  const text = rows.map((row) => `${printJson(jsonValueOf(row))}\n`).join("");
  const bytes = Buffer.from(text);
  const key = by === undefined ? {} : { by: checkKeyField(by), idColumn: by };
  return {
    from: "rows",
    path: "-",
    options: { name: "rows", format: "ndjson", ...key },
    input: {
      name: "rows",
      open: async function* () {
        yield bytes;
      },
      close: async () => {},
    },
  };
}

/** @throws Failure of kind usage */
function fieldsOf(given: Readonly<Record<string, unknown>>): Fields {
  const entries = Object.entries(given);
  if (entries.length === 0)
    throw usage("nothing_to_set", "fields is empty", 'for example {"deal_stage": "won"}');
  return Object.fromEntries(
    entries.map(([name, value]) => [checkFieldName(name), checkedValue(name, jsonValueOf(value), MAX_DEPTH)]),
  );
}

function checkedValue(name: string, value: JsonValue, levels: number): JsonValue {
  if (typeof value === "string") return checkText(name, value);
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return value;
  if (levels === 0) {
    throw usage(
      "nested_too_deep",
      `the value of ${JSON.stringify(name)} is nested more than ${MAX_DEPTH} levels deep`,
    );
  }
  for (const [key, inner] of Object.entries(value)) {
    checkText(name, key);
    checkedValue(name, inner, levels - 1);
  }
  return value;
}
