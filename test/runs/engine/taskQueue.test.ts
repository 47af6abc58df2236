/** What a run still has to do: at first, and later. */
import { describe, expect, it } from "vitest";
import type { Blocked, Step } from "../../../src/plans/plan.ts";
import {
  changesForResume,
  type Retry,
  type Task,
  tasksForNewRun,
  tasksForResume,
} from "../../../src/runs/engine/taskQueue.ts";
import { type JournalRecord, ROW_OUTCOMES } from "../../../src/runs/journal/record.ts";
import { JournalState } from "../../../src/runs/journal/replay.ts";
import { isInShard } from "../../../src/runs/shards/shardOfId.ts";
import { collected, streamOf } from "../../plans/scratch.ts";
import { changeOfDeal, toSourcedSteps } from "../engine.ts";
import { head, intent, result } from "../journal/fixtures.ts";

const archived: Blocked = {
  type: "blocked",
  id: "old",
  code: "deal_archived",
  message: "it is archived",
};
const STEPS: readonly Step[] = [...rowsTo(3), archived, ...rowsTo(10).slice(3)];

function rowsTo(count: number): readonly Step[] {
  return Array.from({ length: count }, (_, at) => changeOfDeal(at + 1));
}

/** `3`, `unknown 3`, `blocked old` */
function named(tasks: readonly Task[]): readonly (string | number)[] {
  return tasks.map((task) => {
    if (task.kind === "change") return task.change.row;
    return task.kind === "unknown" ? `unknown ${task.intent.row}` : `blocked ${task.step.id}`;
  });
}

const first = async (selection: Parameters<typeof tasksForNewRun>[1]) =>
  named(await collected(tasksForNewRun(toSourcedSteps(streamOf(STEPS)), selection)));

describe("tasksForNewRun", () => {
  it("are all steps in their order", async () => {
    expect(await first({})).toEqual([1, 2, 3, "blocked old", 4, 5, 6, 7, 8, 9, 10]);
  });

  it("are the first changes, and whatever cannot be done", async () => {
    expect(await first({ limit: 2 })).toEqual([1, 2, "blocked old"]);
  });

  it("of all parts are all steps, each once", async () => {
    const parts = [1, 2, 3].map((index) => first({ shard: { index, count: 3 } }));
    const all = (await Promise.all(parts)).flat();
    expect(all.map(String).sort()).toEqual((await first({})).map(String).sort());
  });

  it("carry the rows that they came from", async () => {
    const original = { kind: "object", object: { id: "deal-1" } } as const;
    const [task] = await collected(tasksForNewRun(streamOf([{ step: changeOfDeal(1), original }]), {}));
    expect(task).toEqual({ kind: "change", change: changeOfDeal(1), original });
  });
});

/** Rows 1 to 6 ended in the six ways there are, 7 has no answer, 8 to 10 were not reached. */
const RECORDS: readonly JournalRecord[] = [
  head({ rows: 10 }),
  ...ROW_OUTCOMES.flatMap((outcome, at) => [intent(at + 1), result(at + 1, outcome)]),
  intent(7),
];

function stateOf(records: readonly JournalRecord[]): JournalState {
  const state = new JournalState();
  for (const record of records) state.add(record);
  return state;
}

const later = async (retry: Retry, selection: Parameters<typeof tasksForResume>[3] = {}, records = RECORDS) =>
  named(await collected(tasksForResume(streamOf(STEPS), stateOf(records), retry, selection)));

describe("tasksForResume", () => {
  // applied 1, rejected 2, skipped 3, conflict 4, unknown 5, retryable 6
  it.each<[Retry, readonly (string | number)[]]>([
    ["pending", ["unknown 5", "unknown 7", 6, 8, 9, 10]],
    ["failed", ["unknown 5", "unknown 7", 2, 4, 6, 8, 9, 10]],
    ["all", ["unknown 5", "unknown 7", 2, 3, 4, 6, 8, 9, 10]],
  ])(
    "%s: rows of unknown outcome come first, then what is to be done in the order of the plan",
    async (retry, tasks) => {
      expect(await later(retry)).toEqual(tasks);
    },
  );

  it("settle with the last intent of a row, the lowest row first", async () => {
    const records = [head({ rows: 10 }), intent(9), intent(2), result(9, "unknown"), intent(9, { try: 2 })];
    const tasks = await collected(tasksForResume(streamOf(STEPS), stateOf(records), "pending", {}));
    expect(named(tasks).slice(0, 2)).toEqual(["unknown 2", "unknown 9"]);
    expect(tasks[1]).toMatchObject({ intent: { row: 9, try: 2 } });
  });

  it.each([
    [1, ["unknown 5"]],
    [2, ["unknown 5", "unknown 7"]],
    [4, ["unknown 5", "unknown 7", 6, 8]],
  ])("limited to %i, rows of unknown outcome count as well", async (limit, tasks) => {
    expect(await later("pending", { limit })).toEqual(tasks);
  });

  it("omit what belongs to other parts", async () => {
    const shard = { index: 1, count: 2 };
    const mine = [2, 4, 6, 8, 9, 10].filter((row) => isInShard(`deal-${row}`, shard));
    expect(mine.length).toBeLessThan(6);
    expect(await later("failed", { shard })).toEqual(["unknown 5", "unknown 7", ...mine]);
  });

  it("see each row as it was before, also while others are being done", async () => {
    const state = stateOf(RECORDS);
    const met: (string | number)[] = [];
    for await (const task of tasksForResume(streamOf(STEPS), state, "pending", {})) {
      met.push(...named([task]));
      const row = task.kind === "unknown" ? task.intent.row : task.kind === "change" ? task.change.row : 0;
      // Settled or done, and failed again: not to be taken a second time.
      state.add(result(row, "retryable"));
    }
    expect(met).toEqual(["unknown 5", "unknown 7", 6, 8, 9, 10]);
  });
});

describe("changesForResume", () => {
  const retries: readonly Retry[] = ["pending", "failed", "all"];
  const limits = [undefined, 1, 2, 4, 99];
  it.each(retries.flatMap((retry) => limits.map((limit) => [retry, limit] as const)))(
    "%s, limit %j: are the rows of the tasks in the order of the plan",
    async (retry, limit) => {
      const rows = (await later(retry, { limit })).map((name) =>
        Number(String(name).replace("unknown ", "")),
      );
      const changes = changesForResume(streamOf(STEPS), stateOf(RECORDS), retry, { limit });
      expect((await collected(changes)).map(({ row }) => row)).toEqual(rows.sort((a, b) => a - b));
    },
  );

  it("omit what belongs to other shards", async () => {
    const shard = { index: 1, count: 2 };
    const state = stateOf([head({ rows: 10 })]);
    const changes = await collected(changesForResume(streamOf(STEPS), state, "pending", { shard }));
    expect(changes.map(({ id }) => id)).toEqual(
      rowsTo(10).flatMap(({ id }) => (isInShard(id, shard) ? [id] : [])),
    );
  });
});
