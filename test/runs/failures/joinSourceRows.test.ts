/** Steps meet the rows that they came from. */
import { describe, expect, it } from "vitest";
import type { Change, Step } from "../../../src/plans/plan.ts";
import type { Row } from "../../../src/rows/row.ts";
import { joinSourceRows } from "../../../src/runs/failures/intendedChange.ts";
import { collected, streamOf } from "../../plans/scratch.ts";
import { toSourcedSteps } from "../engine.ts";

const rowAt = (line: number, id: string, index = line - 2): Row => ({
  index,
  line,
  id,
  fields: { deal_name: id },
  original: { kind: "object", object: { id, line: String(line) } },
});

const stepAt = (line: number, id: string): Change => ({
  type: "change",
  row: line,
  line,
  id,
  set: { deal_name: id },
});

const stepsOf = (steps: readonly Step[]) => toSourcedSteps(streamOf(steps));

async function met(steps: readonly Step[], rows: readonly Row[]): Promise<readonly unknown[]> {
  const all = await collected(joinSourceRows(stepsOf(steps), streamOf(rows)));
  expect(all.map(({ step }) => step)).toEqual(steps);
  return all.map(({ original }) => (original?.kind === "object" ? original.object.line : undefined));
}

describe("joinSourceRows", () => {
  it("passes over rows that made no step", async () => {
    const rows = [rowAt(2, "a"), rowAt(3, "b"), rowAt(4, "c"), rowAt(5, "d")];
    expect(await met([stepAt(3, "b"), stepAt(5, "d")], rows)).toEqual(["3", "5"]);
  });

  it("gives two steps of one row the same row", async () => {
    const field: Step = {
      type: "blocked",
      line: 3,
      id: "b",
      field: "x",
      code: "changed",
      message: "it is",
    };
    expect(await met([field, stepAt(3, "b"), stepAt(4, "c")], [rowAt(3, "b"), rowAt(4, "c")])).toEqual([
      "3",
      "3",
      "4",
    ]);
  });

  it("distinguishes rows of one line by their deals", async () => {
    const rows = [rowAt(1, "a", 0), rowAt(1, "b", 1), rowAt(1, "c", 2)];
    expect(await met([stepAt(1, "a"), stepAt(1, "c")], rows)).toEqual(["1", "1"]);
    const all = await collected(joinSourceRows(stepsOf([stepAt(1, "c")]), streamOf(rows)));
    expect(all[0]?.original).toEqual(rows[2]?.original);
  });

  it("lets a step that no row fits go without", async () => {
    expect(await met([stepAt(2, "a"), stepAt(9, "z")], [rowAt(2, "a"), rowAt(3, "b")])).toEqual([
      "2",
      undefined,
    ]);
    expect(await met([stepAt(2, "a")], [])).toEqual([undefined]);
  });

  it("closes the rows when no one wants more steps", async () => {
    let closed = false;
    async function* rows(): AsyncGenerator<Row> {
      try {
        yield* [rowAt(2, "a"), rowAt(3, "b")];
      } finally {
        closed = true;
      }
    }
    for await (const _ of joinSourceRows(stepsOf([stepAt(2, "a"), stepAt(3, "b")]), rows())) break;
    expect(closed).toBe(true);
  });

  it("passes on what the rows throw", async () => {
    async function* broken(): AsyncGenerator<Row> {
      yield rowAt(2, "a");
      throw new RangeError("the input is gone");
    }
    const steps = joinSourceRows(stepsOf([stepAt(2, "a"), stepAt(3, "b")]), broken());
    await expect(collected(steps)).rejects.toThrow(RangeError);
  });
});
