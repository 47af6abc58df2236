/** A deal → a row that can come back. Pure. */
import { DEFAULT_PROPERTIES, type Deal, SYSTEM_FIELDS } from "../../deals/deal.ts";
import type { JsonObject } from "../../json.ts";
import { BASELINE_COLUMN } from "../../rows/ownFile.ts";
import { printBaseline } from "./baseline.ts";

/** The columns of an export: the id, the fields, Routera's own facts behind a `_`, the stamp. */
export type ExportColumns = {
  readonly fields: readonly string[];
  readonly facts: readonly string[];
  /** All in order. */
  readonly names: readonly string[];
};

const FACTS: readonly string[] = SYSTEM_FIELDS.filter((name) => name !== "id");

/** @param properties asked for besides the default ones */
export function exportColumns(properties: readonly string[]): ExportColumns {
  const wanted = [...new Set<string>([...DEFAULT_PROPERTIES, ...properties])];
  const fields = wanted.filter((name) => name !== "id" && !FACTS.includes(name));
  return { fields, facts: FACTS, names: ["id", ...fields, ...FACTS.map(marked), BASELINE_COLUMN] };
}

/** The row: values with their types, null for what the deal has not. */
export function exportRow(deal: Deal, { fields, facts }: ExportColumns): JsonObject {
  const value = (name: string) => (Object.hasOwn(deal, name) ? (deal[name] ?? null) : null);
  const marks = Object.fromEntries(facts.map((name) => [marked(name), value(name)]));
  return Object.fromEntries([
    ["id", deal.id],
    ...fields.map((name) => [name, value(name)]),
    ...facts.map((name) => [marked(name), value(name)]),
    [BASELINE_COLUMN, printBaseline(deal.id, { ...deal, ...marks }, [...fields, ...Object.keys(marks)])],
  ]);
}

function marked(name: string): string {
  return `_${name}`;
}
