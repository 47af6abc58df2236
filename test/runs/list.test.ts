/** The directory of runs: making, naming, listing, resuming, removing. */
import { describe, expect, it } from "vitest";
import { listRuns } from "../../src/runs/list.ts";
import { head, temporaryDirectory, useTemporaryDirectories } from "./journal/fixtures.ts";
import { machine, self, stateWith } from "./storage/runSetup.ts";

useTemporaryDirectories();

describe("listRuns", () => {
  it("shows what each run is, newest first", async () => {
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
    const listed = await listRuns({ stateDir: state, machine, self });
    expect(listed.map(({ id, status }) => `${id.slice(6, 8)} ${status}`)).toEqual([
      "08 damaged",
      "07 damaged",
      "06 not_started",
      "05 not_started",
      "04 running",
      "03 incomplete",
      "02 incomplete",
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

  it("is empty without a directory", async () => {
    expect(await listRuns({ stateDir: await temporaryDirectory(), machine, self })).toEqual([]);
  });
});
