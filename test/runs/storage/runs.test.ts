/** The folder of runs: making, naming, listing, resuming, removing. */
import { writeFileSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import { resumeJournal } from "../../../src/runs/journal/resume.ts";
import { listRuns } from "../../../src/runs/list.ts";
import { type Pruning, pruneRuns } from "../../../src/runs/prune.ts";
import { lockRun } from "../../../src/runs/storage/lock.ts";
import { openRun, runIds } from "../../../src/runs/storage/open.ts";
import type { Machine } from "../../../src/runs/storage/processIdentity.ts";
import { createRun, isRunId, newRunId, runPath, timeOfRun } from "../../../src/runs/storage/runDirectory.ts";
import { readSummary, type Summary, writeSummary } from "../../../src/runs/storage/summary.ts";
import {
  AT,
  EVERY_TYPE,
  head,
  intent,
  manualClock,
  readAll,
  result,
  temporaryFolder,
  writeJournal,
} from "../journal/fixtures.ts";

const machine: Machine = {
  self: { pid: 100, host: "box" },
  isAlive: (pid) => pid === 100,
  startOf: async () => undefined,
};
const self = { uid: process.getuid?.(), platform: process.platform };
const clock = { ...systemClock, now: () => Date.parse("2026-12-24T00:00:00Z") };
const NONE = { applied: 0, rejected: 0, skipped: 0, conflict: 0, unknown: 0, failed: 0 };

function summary(changes: Partial<Summary> = {}): Summary {
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

async function stateWith(runs: Readonly<Record<string, keyof typeof KINDS>>): Promise<string> {
  const state = await temporaryFolder();
  for (const [run, kind] of Object.entries(runs)) {
    const dir = runPath(state, run);
    await mkdir(dir, { recursive: true });
    await KINDS[kind](dir, run);
  }
  return state;
}

describe("run ids", () => {
  it("tell the time of the clock in UTC, and sort by it", () => {
    const now = Date.parse("2026-11-24T03:15:02.987Z");
    expect(newRunId(now)).toMatch(/^20261124-031502-[0-9a-f]{4}$/);
    expect(timeOfRun(newRunId(now))).toBe(Date.parse("2026-11-24T03:15:02Z"));
    expect(newRunId(now) < newRunId(now + 1000)).toBe(true);
  });

  it.each([
    ["20261124-031502-7f3a", true],
    ["20261124-031502-7F3A", false],
    ["20261124-031502", false],
    ["20261324-031502-7f3a", false],
    ["20261124-031502-7f3a/..", false],
    ["20261124-031502-7f3a\n", false],
    ["..", false],
    ["", false],
  ])("%j: %s", (text, is) => {
    expect(isRunId(text)).toBe(is);
    if (is) expect(runPath("/state", text)).toBe(join("/state", "runs", text));
    else
      expect(() => runPath("/state", text)).toThrow(
        expect.objectContaining({ code: "bad_run_id", exitCode: 2 }),
      );
  });
});

describe("createRun", () => {
  it("makes private folders, also out of an open one", async () => {
    const state = await temporaryFolder();
    await mkdir(join(state, "runs"));
    await chmod(join(state, "runs"), 0o777);
    const before = process.umask(0);
    try {
      const run = await createRun(state, { clock });
      expect(run.id).toMatch(/^20261224-000000-/);
      for (const dir of [run.dir, join(state, "runs")]) expect((await stat(dir)).mode & 0o777).toBe(0o700);
      await writeSummary(run.dir, summary());
      expect((await stat(run.files.summary)).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(before);
    }
  });

  it("takes another suffix when one is taken", async () => {
    const state = await temporaryFolder();
    const ids = ["20261224-000000-aaaa", "20261224-000000-aaaa", "20261224-000000-bbbb"];
    const newId = () => ids.shift() ?? "";
    expect((await createRun(state, { clock, newId })).id).toMatch(/aaaa$/);
    expect((await createRun(state, { clock, newId })).id).toMatch(/bbbb$/);
  });

  it("gives up when no id is free, or no folder can be made", async () => {
    const state = await temporaryFolder();
    const options = { clock, newId: () => "20261224-000000-aaaa" };
    await createRun(state, options);
    await expect(createRun(state, options)).rejects.toMatchObject({
      code: "run_folder_failed",
      exitCode: 12,
    });
    await writeFile(join(state, "file"), "");
    await expect(createRun(join(state, "file"), { clock })).rejects.toMatchObject({
      code: "run_folder_failed",
    });
  });
});

describe("openRun", () => {
  const RUNS = {
    "20261123-120000-aaaa": "empty",
    "20261124-120000-aaaa": "empty",
    "20261124-130000-bbbb": "empty",
  } as const;

  it.each([
    ["last", "20261124-130000-bbbb"],
    ["20261124-120000-aaaa", "20261124-120000-aaaa"],
    ["20261123", "20261123-120000-aaaa"],
    ["20261124-13", "20261124-130000-bbbb"],
  ])("%s is %s", async (name, id) => {
    const state = await stateWith(RUNS);
    expect(await openRun(state, name, self)).toMatchObject({ id, dir: runPath(state, id) });
  });

  it.each([
    ["20261124", "run_ambiguous", 2],
    ["2025", "run_not_found", 5],
    ["20261124-120000-cccc", "run_not_found", 5],
    ["", "bad_run_id", 2],
    ["..", "bad_run_id", 2],
    ["2/../..", "bad_run_id", 2],
    ["latest", "bad_run_id", 2],
  ])("%j: %s", async (name, code, exitCode) => {
    await expect(openRun(await stateWith(RUNS), name, self)).rejects.toMatchObject({ code, exitCode });
  });

  it("has no last run in an empty folder", async () => {
    await expect(openRun(await temporaryFolder(), "last", self)).rejects.toMatchObject({
      code: "run_not_found",
    });
  });

  it("sees only folders with the name of a run", async () => {
    const state = await stateWith(RUNS);
    await mkdir(join(state, "runs", "notes"));
    await writeFile(join(state, "runs", "20261125-000000-0000"), "");
    await symlink(state, join(state, "runs", "20261126-000000-0000"));
    expect(await runIds(state)).toEqual(Object.keys(RUNS).reverse());
  });
});

describe("a run that others could have written", () => {
  const ID = "20261124-120000-aaaa";
  /** Somebody else, to whom all that this process makes is foreign. */
  const other = { uid: (self.uid ?? 0) + 4001, platform: process.platform };
  const rootOwnsAll = self.uid === 0;

  it.skipIf(self.uid === undefined).each([
    ["the folder of all runs", ""],
    ["the folder of the run", ID],
    ["its journal", `${ID}/journal.jsonl`],
    ["its plan", `${ID}/plan.jsonl`],
    ["its summary", `${ID}/summary.json`],
  ])("is not opened, and listed as broken: %s", async (_what, name) => {
    const state = await stateWith({ [ID]: "finished" });
    await writeFile(join(runPath(state, ID), "plan.jsonl"), "");
    const path = join(state, "runs", name);
    await chmod(path, ((await stat(path)).mode & 0o777) | 0o020);
    const failure = {
      code: "unsafe_place",
      exitCode: 12,
      hint: `if what it holds is yours: chmod go-w ${path}`,
    };
    await expect(openRun(state, "last", self)).rejects.toMatchObject(failure);
    const [listed] = await listRuns({ stateDir: state, machine, self, clock });
    expect(listed).toMatchObject({ id: ID, status: "broken", problem: expect.stringContaining(path) });
    expect([listed?.head, listed?.summary]).toEqual([undefined, undefined]);
    await chmod(path, (await stat(path)).mode & 0o777 & ~0o022);
    expect(await openRun(state, "last", self)).toMatchObject({ id: ID });
  });

  it.skipIf(self.uid === undefined || rootOwnsAll)("belongs to another user", async () => {
    const state = await stateWith({ [ID]: "finished" });
    await expect(openRun(state, "last", other)).rejects.toMatchObject({ code: "unsafe_place" });
    // No modes and no owners there.
    expect(await openRun(state, "last", { ...other, platform: "win32" })).toMatchObject({ id: ID });
  });

  it("has a link for a journal or a plan", async () => {
    for (const name of ["journal.jsonl", "plan.jsonl"]) {
      const state = await stateWith({ [ID]: "empty" });
      await symlink(
        await writeJournal(await temporaryFolder(), [head({ run: ID })]),
        join(runPath(state, ID), name),
      );
      await expect(openRun(state, "last", self)).rejects.toMatchObject({ code: "unsafe_place" });
    }
  });

  it("all runs may lie behind a link of the user's own", async () => {
    const state = await stateWith({ [ID]: "finished" });
    const elsewhere = await temporaryFolder();
    await symlink(join(state, "runs"), join(elsewhere, "runs"));
    expect(await openRun(elsewhere, "last", self)).toMatchObject({ id: ID });
    await chmod(join(state, "runs"), 0o777);
    await expect(openRun(elsewhere, "last", self)).rejects.toMatchObject({ code: "unsafe_place" });
  });
});

describe("listRuns", () => {
  it("tells what each run is, newest first", async () => {
    const state = await stateWith({
      "20260101-000000-0000": "finished",
      "20260102-000000-0000": "stopped",
      "20260103-000000-0000": "crashed",
      "20260104-000000-0000": "running",
      "20260105-000000-0000": "empty",
      "20260106-000000-0000": "headless",
      "20260107-000000-0000": "damaged",
      "20260108-000000-0000": "foreign",
    });
    const listed = await listRuns({ stateDir: state, machine, self, clock });
    expect(listed.map(({ id, status }) => `${id.slice(6, 8)} ${status}`)).toEqual([
      "08 broken",
      "07 broken",
      "06 unstarted",
      "05 unstarted",
      "04 running",
      "03 unfinished",
      "02 unfinished",
      "01 finished",
    ]);
    expect(listed[1]?.problem).toMatch(/^line 1 of the journal .* is damaged/);
    expect(listed[0]?.problem).toContain("20200101-000000-0000");
    expect(listed[7]).toMatchObject({
      created: "2026-01-01T00:00:00.000Z",
      head: head({ run: "20260101-000000-0000" }),
      summary: { complete: true },
    });
  });

  it("is empty without a folder", async () => {
    expect(await listRuns({ stateDir: await temporaryFolder(), machine, self, clock })).toEqual([]);
  });
});

describe("summary", () => {
  it("is read back, and anything else counts as none", async () => {
    const dir = await temporaryFolder();
    expect(await readSummary(dir)).toBeUndefined();
    for (const value of [summary(), summary({ shard: "1/2", stopped: "interrupted", complete: false })]) {
      await writeSummary(dir, value);
      expect(await readSummary(dir)).toEqual(value);
    }
    expect(await readdir(dir)).toEqual(["summary.json"]);
    await mkdir(join(dir, "other", "summary.json"), { recursive: true });
    await expect(writeSummary(join(dir, "other"), summary())).rejects.toMatchObject({
      code: "summary_failed",
      exitCode: 12,
    });
    for (const text of ["", "{", "null", '{"version":2}']) {
      await writeFile(join(dir, "summary.json"), text);
      expect(await readSummary(dir)).toBeUndefined();
    }
  });
});

describe("resumeJournal", () => {
  it("cuts the torn line off, drops the summary, and goes on", async () => {
    const dir = await temporaryFolder();
    const file = await writeJournal(dir, [head(), intent(1), result(1), intent(2), intent(3)]);
    await writeSummary(dir, summary());
    await truncate(file, (await stat(file)).size - 30);
    const resumed = await resumeJournal(dir, { clock: manualClock(), retry: "pending" });
    expect(resumed.head).toEqual(head());
    expect(resumed.torn).toMatchObject({ line: 5 });
    expect([resumed.state.of(1), resumed.state.of(2), resumed.state.of(3)]).toEqual([
      "applied",
      "in_doubt",
      "untouched",
    ]);
    await resumed.journal.append(result(2));
    await resumed.journal.close();
    expect(await readSummary(dir)).toBeUndefined();
    expect((await readAll(file)).records.slice(4)).toEqual([
      { type: "resume", at: AT, retry: "pending", torn: resumed.torn },
      result(2),
    ]);
  });

  it("leaves a damaged journal alone", async () => {
    const dir = await temporaryFolder();
    const file = await writeJournal(dir, EVERY_TYPE);
    const bad = (await readFile(file, "utf8")).replace("deal-1", "deal-9");
    await writeFile(file, bad);
    await expect(resumeJournal(dir, { clock })).rejects.toMatchObject({
      code: "journal_damaged",
      exitCode: 12,
    });
    expect(await readFile(file, "utf8")).toBe(bad);
  });

  it("refuses a run that never began", async () => {
    const dir = await temporaryFolder();
    await truncate(await writeJournal(dir, [head()]), 40);
    await expect(resumeJournal(dir, { clock })).rejects.toMatchObject({ code: "run_not_started" });
  });
});

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

  it.each<[string, Pruning, string[], string[]]>([
    ["older than 10 days", { olderThanDays: 10 }, ["1210", "1110", "1101"], ["1201 running", "1120 broken"]],
    ["all but two", { keep: 2 }, ["1210", "1110", "1101"], ["1201 running", "1120 broken"]],
    ["older, but not the newest six", { olderThanDays: 10, keep: 6 }, ["1101"], []],
    ["older than a year", { olderThanDays: 365 }, [], []],
    [
      "all",
      { keep: 0 },
      ["1223", "1210", "1110", "1101"],
      ["1220 unfinished", "1201 running", "1120 broken"],
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

  it("spares a run that somebody takes up in the meantime", async () => {
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
      pruneRuns({ stateDir: await temporaryFolder(), machine, clock, self }, {}),
    ).rejects.toMatchObject({
      code: "prune_without_limit",
      exitCode: 2,
    });
  });
});
