/** The directory of runs: making, naming, listing, resuming, removing. */
import { writeFileSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PruneOptions, pruneRuns } from "../../src/runs/prune.ts";
import { runIds } from "../../src/runs/storage/open.ts";
import { runPath } from "../../src/runs/storage/runDirectory.ts";
import { AT, temporaryDirectory, useTemporaryDirectories } from "./journal/fixtures.ts";
import { clock, machine, self, stateWith } from "./storage/runSetup.ts";

useTemporaryDirectories();

describe("pruneRuns", () => {
  // The clock says 24 December.
  const RUNS = {
    "20261223-000000-0000": "finished",
    "20261220-000000-0000": "crashed",
    "20261210-000000-0000": "finished",
    "20261201-000000-0000": "running",
    "20261120-000000-0000": "damaged",
    "20261110-000000-0000": "empty",
    "20261101-000000-0000": "finished",
  } as const;

  it.each<[string, PruneOptions, string[], string[]]>([
    ["older than 10 days", { olderThanDays: 10 }, ["1210", "1110", "1101"], ["1201 running", "1120 damaged"]],
    ["all but two", { keep: 2 }, ["1210", "1110", "1101"], ["1201 running", "1120 damaged"]],
    ["older, but not the newest six", { olderThanDays: 10, keep: 6 }, ["1101"], []],
    ["older than a year", { olderThanDays: 365 }, [], []],
    [
      "all",
      { keep: 0 },
      ["1223", "1210", "1110", "1101"],
      ["1220 incomplete", "1201 running", "1120 damaged"],
    ],
    [
      "all, unfinished ones too",
      { keep: 0, unfinished: true },
      ["1223", "1220", "1210", "1120", "1110", "1101"],
      ["1201 running"],
    ],
  ])("%s", async (_, pruning, removed, spared) => {
    const state = await stateWith(RUNS);
    const short = (id: string) => id.slice(4, 8);
    const tell = (pruned: Awaited<ReturnType<typeof pruneRuns>>) => ({
      removed: pruned.removed.map(({ id }) => short(id)),
      spared: pruned.spared.map(({ run, why }) => `${short(run.id)} ${why}`),
    });
    const dry = await pruneRuns({ stateDir: state, machine, clock, self }, { ...pruning, dryRun: true });
    expect(tell(dry)).toEqual({ removed, spared });
    expect(await readdir(join(state, "runs"))).toHaveLength(7);

    expect(tell(await pruneRuns({ stateDir: state, machine, clock, self }, pruning))).toEqual({
      removed,
      spared,
    });
    const left = (await readdir(join(state, "runs"))).sort().reverse();
    expect(left).toEqual(Object.keys(RUNS).filter((id) => !removed.includes(short(id))));
  });

  it("spares a run that someone takes up in the meantime", async () => {
    const state = await stateWith({ "20261101-000000-0000": "finished" });
    const lock = join(runPath(state, "20261101-000000-0000"), "lock");
    const holder = { ...machine.self, created: AT, nonce: "0123456789abcdef" };
    // The time is asked for between looking at the runs and removing them.
    const now = () => {
      writeFileSync(lock, JSON.stringify(holder));
      return clock.now();
    };
    const late = { ...clock, now };
    const { removed, spared } = await pruneRuns({ stateDir: state, machine, clock: late, self }, { keep: 0 });
    expect(removed).toEqual([]);
    expect(spared.map(({ why }) => why)).toEqual(["locked"]);
    expect(await runIds(state)).toHaveLength(1);
  });

  it("clears what an earlier call was stopped in", async () => {
    const state = await stateWith(RUNS);
    await mkdir(join(state, "runs", "20261001-000000-0000.removed"));
    await pruneRuns({ stateDir: state, machine, clock, self }, { olderThanDays: 365 });
    expect(await readdir(join(state, "runs"))).toHaveLength(7);
  });

  it("wants to know which", async () => {
    await expect(
      pruneRuns({ stateDir: await temporaryDirectory(), machine, clock, self }, {}),
    ).rejects.toMatchObject({
      code: "prune_without_limit",
      exitCode: 2,
    });
  });
});
