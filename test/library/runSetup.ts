/** Shared set-up of the tests plan, apply. */
import { join } from "node:path";
import type { RouteraClient } from "../../src/library/client.ts";
import { type PlanRow, plan } from "../../src/library/plan.ts";
import { toPlain } from "../../src/library/values.ts";
import { ARCHIVED, BIG, BLANK, clientOf, directory, LONG, STARTER } from "./sandbox.ts";

export const ROWS: readonly PlanRow[] = [
  { id: STARTER, fields: { amount: 10, next_step: "Call" } },
  { id: ARCHIVED, fields: { amount: 10 } },
  { id: BIG, fields: { amount: 9007199254740993n } },
  { id: BLANK, fields: { amount: 20 } },
  { id: LONG, fields: { amount: 30 } },
];

export async function planned(rows: Parameters<typeof plan>[0]["rows"] = ROWS, client?: RouteraClient) {
  const stateDir = directory();
  const of = client ?? (await clientOf());
  const summary = await plan({ client: of, rows, out: join(stateDir, "plan.jsonl") });
  return { client: of, stateDir, summary, plan: summary.path };
}

export async function amounts(client: RouteraClient): Promise<readonly unknown[]> {
  const found = [];
  for (const id of [STARTER, BLANK, LONG]) {
    found.push((await client.get(id, { properties: ["amount"] })).amount ?? null);
  }
  return found.map(toPlain);
}
