/** The Nth call to the disk fails in the middle of a whole run: no further row is sent, those under way are reported, exit 12. */
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { tasksForResume } from "../../../src/runs/engine/taskQueue.ts";
import { readJournal } from "../../../src/runs/journal/read.ts";
import type { OpenJournalFile } from "../../../src/runs/journal/write.ts";
import { exitOfRun } from "../../../src/runs/result.ts";
import { runIds } from "../../../src/runs/storage/open.ts";
import { runIn, runPath } from "../../../src/runs/storage/runDirectory.ts";
import {
  Account,
  allTasks,
  changeOfDeal,
  continueTestRun,
  dealsTo,
  executeTasks,
  idOf,
  quickClock,
  startTestRun,
  stateDirectory,
  thisMachine,
  useStateDirectories,
} from "../engine.ts";
import { systemError, watchedDisk } from "../journal/fixtures.ts";

useStateDirectories();

const ROWS = 14;
const STEPS = Array.from({ length: ROWS }, (_, at) => changeOfDeal(at + 1));
const CODES = ["EIO", "ENOSPC", "EFBIG"] as const;

/** Counts the files that it opens, and closes. */
function counted(disk: OpenJournalFile, files: { opened: number; closed: number }): OpenJournalFile {
  return async (file, mode) => {
    const real = await disk(file, mode);
    files.opened++;
    return {
      write: (...call) => real.write(...call),
      datasync: () => real.datasync(),
      truncate: (size) => real.truncate(size),
      close: () => {
        files.closed++;
        return real.close();
      },
    };
  };
}

/** A run whose disk fails at its nth call. */
async function runOn(nth: number, code: (typeof CODES)[number], concurrency: number) {
  const clock = quickClock();
  const account = new Account(dealsTo(ROWS), clock);
  const stateDir = await stateDirectory();
  const files = { opened: 0, closed: 0 };
  const writes: { begun: number; begunInTime?: number } = { begun: 0 };
  const disk = watchedDisk((_call, number) => {
    if (number !== nth) return undefined;
    writes.begunInTime = writes.begun;
    throw systemError(code);
  });
  const client = {
    get: account.get,
    settle: account.settle,
    // Under way when the disk fails; some longer than others, so that announced rows wait for their turn in the meantime.
    update: async (...words: Parameters<Account["update"]>) => {
      const turns = 10 + 30 * (writes.begun++ % 3);
      for (let left = turns; left > 0; left--) await turn();
      return account.update(...words);
    },
  };
  const result = await startTestRun(STEPS, { stateDir, clock, open: counted(disk.open, files) }).then(
    async (run) => executeTasks(run, { client, clock, tasks: allTasks(run.plan), concurrency }),
    (failure: unknown) => ({ failure }),
  );
  return { account, clock, files, result, stateDir, writes };
}

async function appliedIn(stateDir: string): Promise<readonly number[]> {
  const [id = ""] = await runIds(stateDir);
  const rows: number[] = [];
  for await (const record of readJournal(runIn(runPath(stateDir, id)).files.journal)) {
    if (record.type === "result" && record.outcome === "applied") rows.push(record.row);
  }
  return rows;
}

describe("a disk that fails in the middle of a run", () => {
  it.each([1, 3])(
    "%i at once, at any call: nothing more is sent, what was is reported, a resume does the rest",
    async (concurrency) => {
      let stoppedMidway = 0;
      for (let nth = 1; ; nth++) {
        const code = CODES[nth % CODES.length] ?? "EIO";
        const at = `${code} at call ${nth}`;
        const { account, clock, files, result, stateDir, writes } = await runOn(nth, code, concurrency);
        expect(files, at).toEqual({ opened: 1, closed: 1 });
        // How rows share the disk's calls depends on the disk: sooner or later there is no such call any more.
        if (writes.begunInTime === undefined) {
          expect("end" in result && result.end.complete, at).toBe(true);
          break;
        }
        expect(writes.begun, at).toBe(writes.begunInTime);
        if ("failure" in result) {
          expect(result.failure, at).toMatchObject({ code: "journal_failed", exitCode: 12 });
          expect(writes.begun, at).toBe(0);
          continue;
        }
        const { end, reports } = result;
        expect(
          end.stopReasons.map((stop) => stop.code),
          at,
        ).toEqual(["journal_failed"]);
        expect(end.stopReasons[0]?.message, at).toContain(code);
        expect(exitOfRun(end), at).toBe(12);
        // What was under way is finished and reported, and is in the journal or is named as missing in it.
        expect(account.writes.length, at).toBe(writes.begun);
        const told = reports.filter(({ outcome }) => outcome === "applied").map(({ id }) => id);
        expect([...told].sort(), at).toEqual([...account.writes].sort());
        const known = [...(await appliedIn(stateDir)), ...end.unproved.map(({ row }) => row)].map(idOf);
        expect(known, at).toEqual(expect.arrayContaining([...account.writes]));
        if (writes.begun > 0 && writes.begun < ROWS) stoppedMidway++;

        const [id = ""] = await runIds(stateDir);
        const run = runIn(runPath(stateDir, id));
        const again = await continueTestRun(run, { machine: await thisMachine(), clock });
        const tasks = tasksForResume(again.plan.steps(), again.journalWriter.state, "pending", {});
        const rest = await executeTasks(again, { client: account, clock, tasks });
        expect([rest.end.complete, rest.end.stopReasons], at).toEqual([true, []]);
        expect([...account.writes].sort(), at).toEqual(STEPS.map((step) => step.id).sort());
      }
      expect(stoppedMidway).toBeGreaterThan(0);
    },
  );
});
