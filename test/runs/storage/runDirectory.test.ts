/** The directory of runs: making, naming, listing, resuming, removing. */
import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRun, isRunId, newRunId, runPath, timeOfRun } from "../../../src/runs/storage/runDirectory.ts";
import { readSummary, writeSummary } from "../../../src/runs/storage/summary.ts";
import { temporaryDirectory, useTemporaryDirectories } from "../journal/fixtures.ts";
import { clock, summary } from "./runSetup.ts";

useTemporaryDirectories();

describe("run ids", () => {
  it("report the time of the clock in UTC, and sort by it", () => {
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
  it("makes private directories, also out of an open one", async () => {
    const state = await temporaryDirectory();
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
    const state = await temporaryDirectory();
    const ids = ["20261224-000000-aaaa", "20261224-000000-aaaa", "20261224-000000-bbbb"];
    const newId = () => ids.shift() ?? "";
    expect((await createRun(state, { clock, newId })).id).toMatch(/aaaa$/);
    expect((await createRun(state, { clock, newId })).id).toMatch(/bbbb$/);
  });

  it("gives up when no id is free, or no directory can be made", async () => {
    const state = await temporaryDirectory();
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

describe("summary", () => {
  it("is read back, and anything else counts as none", async () => {
    const dir = await temporaryDirectory();
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
