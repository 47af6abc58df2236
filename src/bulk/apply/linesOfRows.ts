/** Where rows of a run stood in the input: the journal knows their place in the plan alone. */
import type { Step } from "../plan/step.ts";

/** @returns the line of each of these rows that has one */
export async function linesOfRows(
  steps: AsyncIterable<Step>,
  rows: ReadonlySet<number>,
): Promise<ReadonlyMap<number, number>> {
  const lines = new Map<number, number>();
  if (rows.size === 0) return lines;
  for await (const step of steps) {
    if (step.type === "change" && step.line !== undefined && rows.has(step.row))
      lines.set(step.row, step.line);
  }
  return lines;
}
