import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/host.ts";
import { LATEST } from "../../../src/runs/journal/groupCommit.ts";
import { repairTail } from "../../../src/runs/journal/resume.ts";
import { openJournal } from "../../../src/runs/journal/write.ts";
import {
  deferred,
  EVERY_TYPE,
  head,
  intent,
  manualClock,
  readAll,
  result,
  systemError,
  temporaryDirectory,
  useTemporaryDirectories,
  watchedDisk,
} from "./fixtures.ts";

useTemporaryDirectories();

const nothing = () => undefined;

describe("openJournal", () => {
  it("makes a private file, and never over another one", async () => {
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir, { clock: systemClock });
    await journal.append(head());
    await journal.close();
    expect((await stat(join(dir, "journal.jsonl"))).mode & 0o777).toBe(0o600);
    await expect(openJournal(dir, { clock: systemClock })).rejects.toMatchObject({
      code: "journal_failed",
      exitCode: 12,
      message: expect.stringContaining("EEXIST"),
    });
  });

  it("continues where it ended", async () => {
    const dir = await temporaryDirectory();
    const file = join(dir, "journal.jsonl");
    for (const [at, record] of EVERY_TYPE.entries()) {
      const after = at === 0 ? undefined : (await readAll(file)).end;
      const journal = await openJournal(dir, { clock: systemClock, after });
      await journal.append(record);
      await journal.close();
    }
    expect((await readAll(file)).records).toEqual(EVERY_TYPE);
  });

  it("takes nothing once it is closed", async () => {
    const journal = await openJournal(await temporaryDirectory(), { clock: systemClock });
    await journal.close();
    await journal.close();
    await expect(journal.append(head())).rejects.toThrow("closed");
  });

  it("refuses a record that could not be read again, and continues", async () => {
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir, { clock: systemClock });
    await journal.append(head());
    const long = intent(7, { set: `"${"x".repeat(12 * 1024 * 1024)}"` });
    await expect(journal.append(long)).rejects.toMatchObject({
      code: "journal_line_too_long",
      message: expect.stringContaining("row 7"),
    });
    await journal.append(intent(8));
    await journal.close();
    expect((await readAll(join(dir, "journal.jsonl"))).records).toEqual([head(), intent(8)]);
  });
});

describe("group commit", () => {
  it("lets many intents share one write and one sync", async () => {
    const disk = watchedDisk(nothing);
    const journal = await openJournal(await temporaryDirectory(), { clock: manualClock(), open: disk.open });
    await Promise.all(Array.from({ length: 500 }, (_, at) => journal.append(intent(at + 1))));
    expect(disk.calls).toEqual(["write", "datasync"]);
    await journal.close();
  });

  it("answers no one before the sync has ended, and late comers wait for the next one", async () => {
    const held = deferred();
    const disk = watchedDisk((call, number) =>
      call === "datasync" && number === 2 ? held.promise : undefined,
    );
    const journal = await openJournal(await temporaryDirectory(), { clock: manualClock(), open: disk.open });
    const answered: string[] = [];
    const append = (row: number) => journal.append(intent(row)).then(() => answered.push(`row ${row}`));
    const first = [append(1), append(2)];
    while (disk.calls.length < 2) await turn();
    const second = [append(3), append(4)];
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(answered).toEqual([]);
    expect(disk.calls).toEqual(["write", "datasync"]);
    held.resolve();
    await Promise.all(first);
    expect(answered).toEqual(["row 1", "row 2"]);
    await Promise.all(second);
    expect(disk.calls).toEqual(["write", "datasync", "write", "datasync"]);
    await journal.close();
  });

  it("keeps results back until the next group", async () => {
    const clock = manualClock();
    const disk = watchedDisk(nothing);
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir, { clock, open: disk.open });
    await journal.append(head());
    await journal.append(result(1));
    await journal.append(result(2));
    expect(disk.calls).toHaveLength(2);
    expect(clock.waits).toEqual([LATEST]);
    await journal.append(intent(3));
    expect(disk.calls).toHaveLength(4);
    expect((await readAll(join(dir, "journal.jsonl"))).records).toHaveLength(4);
    await journal.close();
  });

  it("writes and syncs results that no one pushes out when their time has come", async () => {
    const clock = manualClock();
    const synced = deferred();
    const disk = watchedDisk((call) => {
      if (call === "datasync") synced.resolve();
      return undefined;
    });
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir, { clock, open: disk.open });
    await journal.append(result(1));
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(disk.calls).toEqual([]);
    clock.ring();
    await synced.promise;
    await journal.append(result(2));
    expect(clock.waits).toEqual([LATEST, LATEST]);
    await journal.close();
    expect(disk.calls).toEqual(["write", "datasync", "write", "datasync"]);
  });

  it("promises results within 100 ms", () => {
    expect(LATEST).toBeLessThan(100);
  });

  it("lets whoever writes results faster than the disk wait", async () => {
    const disk = watchedDisk(nothing);
    const journal = await openJournal(await temporaryDirectory(), { clock: manualClock(), open: disk.open });
    const big = { ...result(1), message: "x".repeat(600_000) };
    await journal.append(big);
    expect(disk.calls).toEqual([]);
    await journal.append(big);
    expect(disk.calls).toEqual(["write", "datasync"]);
    await journal.close();
  });

  it("closes with everything on disk, also without a clock that ever rings", async () => {
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir, { clock: manualClock() });
    await journal.append(head());
    await journal.append(result(1));
    await journal.close();
    expect((await readAll(join(dir, "journal.jsonl"))).records).toEqual([head(), result(1)]);
  });

  it("continues writing where the disk took only a part", async () => {
    const dir = await temporaryDirectory();
    const disk = watchedDisk((_, number) => (number % 7) + 1);
    const journal = await openJournal(dir, { clock: systemClock, open: disk.open });
    await Promise.all(EVERY_TYPE.map((record) => journal.append(record)));
    await journal.close();
    expect((await readAll(join(dir, "journal.jsonl"))).records).toEqual(EVERY_TYPE);
  });
});

describe("a disk that fails", () => {
  // Three groups of write and sync: head; two intents; an intent and a result.
  const CALLS = 6;
  const cases = (["ENOSPC", "EIO", "EFBIG"] as const).flatMap((code) =>
    Array.from({ length: CALLS }, (_, at) => ({ code, nth: at + 1 })),
  );

  it.each(cases)("$code at call $nth breaks the journal for good", async ({ code, nth }) => {
    const dir = await temporaryDirectory();
    const disk = watchedDisk((_, number) => {
      if (number === nth) throw systemError(code);
      return undefined;
    });
    const journal = await openJournal(dir, { clock: manualClock(), open: disk.open });
    const promised: number[] = [];
    const failures: unknown[] = [];
    const append = async (row: number) => {
      await journal.append(row === 0 ? head() : intent(row)).then(
        () => promised.push(row),
        (error: unknown) => failures.push(error),
      );
    };
    await append(0);
    await Promise.all([append(1), append(2)]);
    await journal.append(result(1)).catch((error: unknown) => failures.push(error));
    await append(3);

    const failed = {
      kind: "local_io",
      code: "journal_failed",
      exitCode: 12,
      message: expect.stringMatching(new RegExp(`journal\\.jsonl: .+ \\(${code}\\)$`)),
    };
    expect(journal.broken).toMatchObject(failed);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject(failed);
    await expect(journal.append(intent(4))).rejects.toMatchObject(failed);
    await expect(journal.append(result(4))).rejects.toMatchObject(failed);
    await expect(journal.flush()).rejects.toMatchObject(failed);
    await expect(journal.close()).rejects.toMatchObject(failed);
    expect(disk.calls).toHaveLength(nth);

    const file = join(dir, "journal.jsonl");
    await repairTail(file);
    const rows = (await readAll(file)).records.flatMap((record) => {
      if (record.type === "head") return [0];
      return record.type === "intent" ? [record.row] : [];
    });
    expect(rows).toEqual(expect.arrayContaining(promised));
  });

  it("leaves a torn line that can be cut off when a write ends in the middle", async () => {
    const dir = await temporaryDirectory();
    const disk = watchedDisk((_, number) => {
      if (number === 4) throw systemError("ENOSPC");
      return number === 3 ? 100 : undefined;
    });
    const journal = await openJournal(dir, { clock: manualClock(), open: disk.open });
    await journal.append(head());
    await expect(journal.append(intent(1))).rejects.toMatchObject({ code: "journal_failed" });
    await expect(journal.close()).rejects.toMatchObject({ code: "journal_failed" });
    const file = join(dir, "journal.jsonl");
    expect(await repairTail(file)).toEqual({ line: 2, bytes: 100 });
    expect((await readAll(file)).records).toEqual([head()]);
  });

  it("counts a disk that takes no bytes as failed", async () => {
    const disk = watchedDisk(() => 0);
    const journal = await openJournal(await temporaryDirectory(), { clock: manualClock(), open: disk.open });
    await expect(journal.append(head())).rejects.toMatchObject({ code: "journal_failed" });
    await expect(journal.close()).rejects.toMatchObject({ code: "journal_failed" });
  });

  it("reports it as soon as results can no longer be written", async () => {
    const clock = manualClock();
    const disk = watchedDisk(() => {
      throw systemError("EIO");
    });
    const dir = await temporaryDirectory();
    const journal = await openJournal(dir, { clock, open: disk.open });
    await journal.append(result(1));
    clock.ring();
    while (!journal.broken) await turn();
    expect(journal.broken.message).toContain(dir);
    await expect(journal.close()).rejects.toBe(journal.broken);
    expect(await readFile(join(dir, "journal.jsonl"), "utf8")).toBe("");
  });
});
