/** The directory of runs: making, naming, listing, resuming, removing. */
import { chmod, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listRuns } from "../../../src/runs/list.ts";
import { openRun, runIds } from "../../../src/runs/storage/open.ts";
import { runPath } from "../../../src/runs/storage/runDirectory.ts";
import { head, temporaryDirectory, useTemporaryDirectories, writeJournal } from "../journal/fixtures.ts";
import { machine, self, stateWith } from "./runSetup.ts";

useTemporaryDirectories();

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

  it("has no last run in an empty directory", async () => {
    await expect(openRun(await temporaryDirectory(), "last", self)).rejects.toMatchObject({
      code: "run_not_found",
    });
  });

  it("sees only directories with the name of a run", async () => {
    const state = await stateWith(RUNS);
    await mkdir(join(state, "runs", "notes"));
    await writeFile(join(state, "runs", "20261125-000000-0000"), "");
    await symlink(state, join(state, "runs", "20261126-000000-0000"));
    expect(await runIds(state)).toEqual(Object.keys(RUNS).reverse());
  });
});

describe("a run that others could have written", () => {
  const ID = "20261124-120000-aaaa";
  /** Another user, to whom all that this process makes is foreign. */
  const other = { uid: (self.uid ?? 0) + 4001, platform: process.platform };
  const rootOwnsAll = self.uid === 0;

  it.skipIf(self.uid === undefined).each([
    ["the directory of all runs", ""],
    ["the directory of the run", ID],
    ["its journal", `${ID}/journal.jsonl`],
    ["its plan", `${ID}/plan.jsonl`],
    ["its summary", `${ID}/summary.json`],
  ])("is not opened, and listed as damaged: %s", async (_what, name) => {
    const state = await stateWith({ [ID]: "finished" });
    await writeFile(join(runPath(state, ID), "plan.jsonl"), "");
    const path = join(state, "runs", name);
    await chmod(path, ((await stat(path)).mode & 0o777) | 0o020);
    const failure = {
      code: "unsafe_place",
      exitCode: 12,
      hint: { say: "if you trust its content", shell: ["chmod", "go-w", path] },
    };
    await expect(openRun(state, "last", self)).rejects.toMatchObject(failure);
    const [listed] = await listRuns({ stateDir: state, machine, self });
    expect(listed).toMatchObject({ id: ID, status: "damaged", problem: expect.stringContaining(path) });
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
        await writeJournal(await temporaryDirectory(), [head({ run: ID })]),
        join(runPath(state, ID), name),
      );
      await expect(openRun(state, "last", self)).rejects.toMatchObject({ code: "unsafe_place" });
    }
  });

  it("all runs may lie behind a link of the user's own", async () => {
    const state = await stateWith({ [ID]: "finished" });
    const elsewhere = await temporaryDirectory();
    await symlink(join(state, "runs"), join(elsewhere, "runs"));
    expect(await openRun(elsewhere, "last", self)).toMatchObject({ id: ID });
    await chmod(join(state, "runs"), 0o777);
    await expect(openRun(elsewhere, "last", self)).rejects.toMatchObject({ code: "unsafe_place" });
  });
});
