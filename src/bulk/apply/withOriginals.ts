/** The steps of a plan with the rows that they came from. */
import type { Row } from "../rows/row.ts";
import type { SourcedStep } from "./work.ts";

/** Both in the order of the input, so that one look at each is enough. A step that no row fits goes without. */
export async function* withOriginals(
  steps: AsyncIterable<SourcedStep>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<SourcedStep> {
  const left = rows[Symbol.asyncIterator]();
  let row: Row | undefined;
  let exhausted = false;
  try {
    for await (const sourced of steps) {
      const { step } = sourced;
      while (!exhausted && (row === undefined || row.line !== step.line || row.id !== step.id)) {
        const next = await left.next();
        if (next.done) {
          exhausted = true;
          row = undefined;
        } else row = next.value;
      }
      yield { ...sourced, original: row?.original };
    }
  } finally {
    await left.return?.();
  }
}
