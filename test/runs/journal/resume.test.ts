/** The directory of runs: making, naming, listing, resuming, removing. */
import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { resumeJournal } from "../../../src/runs/journal/resume.ts";
import { readSummary, writeSummary } from "../../../src/runs/storage/summary.ts";
import { clock, summary } from "../storage/runSetup.ts";
import {
  AT,
  EVERY_TYPE,
  head,
  intent,
  manualClock,
  readAll,
  result,
  temporaryDirectory,
  useTemporaryDirectories,
  writeJournal,
} from "./fixtures.ts";

useTemporaryDirectories();

describe("resumeJournal", () => {
  it("cuts the torn line off, drops the summary, and continues", async () => {
    const dir = await temporaryDirectory();
    const file = await writeJournal(dir, [head(), intent(1), result(1), intent(2), intent(3)]);
    await writeSummary(dir, summary());
    await truncate(file, (await stat(file)).size - 30);
    const resumed = await resumeJournal(dir, { clock: manualClock(), retry: "pending" });
    expect(resumed.head).toEqual(head());
    expect(resumed.torn).toMatchObject({ line: 5 });
    expect([resumed.state.of(1), resumed.state.of(2), resumed.state.of(3)]).toEqual([
      "applied",
      "sent",
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
    const dir = await temporaryDirectory();
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
    const dir = await temporaryDirectory();
    await truncate(await writeJournal(dir, [head()]), 40);
    await expect(resumeJournal(dir, { clock })).rejects.toMatchObject({ code: "run_not_started" });
  });
});
