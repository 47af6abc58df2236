/** Shared set-up of the tests runDirectory, open, list, prune, resume. */
import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { systemClock } from "../../../src/host.ts";
import { lockRun } from "../../../src/runs/storage/lock.ts";
import type { Machine } from "../../../src/runs/storage/processIdentity.ts";
import { runPath } from "../../../src/runs/storage/runDirectory.ts";
import { type Summary, writeSummary } from "../../../src/runs/storage/summary.ts";
import { AT, head, intent, temporaryDirectory, writeJournal } from "../journal/fixtures.ts";

export const machine: Machine = {
  self: { pid: 100, host: "box" },
  isAlive: (pid) => pid === 100,
  startOf: async () => undefined,
};
export const self = { uid: process.getuid?.(), platform: process.platform };
export const clock = { ...systemClock, now: () => Date.parse("2026-12-24T00:00:00Z") };
const NONE = { applied: 0, rejected: 0, skipped: 0, conflict: 0, unknown: 0, retryable: 0 };

export function summary(changes: Partial<Summary> = {}): Summary {
  return {
    version: 1,
    run: "20261124-031502-7f3a",
    kind: "apply",
    plan_digest: "sha256:0",
    started: AT,
    ended: AT,
    rows: 3,
    counts: NONE,
    complete: true,
    ...changes,
  };
}

/** What a run in a list can be. */
const KINDS = {
  finished: async (dir: string, run: string) => {
    await writeJournal(dir, [head({ run })]);
    await writeSummary(dir, summary({ run }));
  },
  stopped: async (dir: string, run: string) => {
    await writeJournal(dir, [head({ run })]);
    await writeSummary(dir, summary({ run, complete: false }));
  },
  crashed: async (dir: string, run: string) => {
    await writeJournal(dir, [head({ run }), intent(1)]);
  },
  running: async (dir: string, run: string) => {
    await writeJournal(dir, [head({ run })]);
    await writeSummary(dir, summary({ run }));
    await lockRun(dir, { machine, clock });
  },
  empty: async () => {},
  headless: async (dir: string, run: string) => {
    await truncate(await writeJournal(dir, [head({ run })]), 20);
  },
  damaged: async (dir: string, run: string) => {
    const file = await writeJournal(dir, [head({ run }), intent(1)]);
    await writeFile(file, (await readFile(file, "utf8")).replace("default", "Default"));
  },
  foreign: async (dir: string) => {
    await writeJournal(dir, [head({ run: "20200101-000000-0000" })]);
  },
};

export async function stateWith(runs: Readonly<Record<string, keyof typeof KINDS>>): Promise<string> {
  const state = await temporaryDirectory();
  for (const [run, kind] of Object.entries(runs)) {
    const dir = runPath(state, run);
    await mkdir(dir, { recursive: true });
    await KINDS[kind](dir, run);
  }
  return state;
}
