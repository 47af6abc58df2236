import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MAX_LINE_BYTES } from "../../../src/files/lines.ts";
import { addChecksum, CHAIN_START } from "../../../src/runs/journal/checksumChain.ts";
import type { JournalRecord } from "../../../src/runs/journal/record.ts";
import { replayJournal } from "../../../src/runs/journal/replay.ts";
import { repairTail } from "../../../src/runs/journal/resume.ts";
import {
  EVERY_TYPE,
  head,
  intent,
  readAll,
  result,
  temporaryDirectory,
  useTemporaryDirectories,
  writeJournal,
} from "./fixtures.ts";

useTemporaryDirectories();

/** Lines of any objects, well chained. */
function chained(records: readonly object[]): string {
  let crc = CHAIN_START;
  return records
    .map((record) => {
      const sealed = addChecksum(JSON.stringify(record), crc);
      crc = sealed.crc;
      return sealed.line;
    })
    .join("");
}

async function fileOf(content: string | Uint8Array): Promise<string> {
  const file = join(await temporaryDirectory(), "journal.jsonl");
  await writeFile(file, content);
  return file;
}

describe("readJournal", () => {
  it("gives back every type of record as it was written", async () => {
    const file = await writeJournal(await temporaryDirectory(), EVERY_TYPE);
    const { records, end } = await readAll(file);
    expect(records).toEqual(EVERY_TYPE);
    expect(end).toMatchObject({ lines: EVERY_TYPE.length, torn: undefined, damage: undefined });
    expect(end.bytes).toBe((await readFile(file)).length);
  });

  it("keeps one JSON object a line", async () => {
    const file = await writeJournal(await temporaryDirectory(), EVERY_TYPE);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(EVERY_TYPE.map(({ type }) => type));
  });

  it("reads lines longer than a chunk", async () => {
    const long: JournalRecord[] = [
      head(),
      intent(1, { set: JSON.stringify({ note: "ü".repeat(150_000) }) }),
      result(1),
    ];
    const file = await writeJournal(await temporaryDirectory(), long);
    expect((await readAll(file)).records).toEqual(long);
  });

  it.each([
    ["a second head", [head(), head()], 2],
    ["no head in front", [intent(1)], 1],
    ["another type", [head(), { type: "note" }], 2],
    ["row 0", [head(), intent(0)], 2],
    ["half a row", [head(), intent(1.5)], 2],
    ["more rows than anybody has", [head({ rows: 1e12 })], 1],
    ["an unknown outcome", [head(), { ...result(1), outcome: "fine" }], 2],
    ["a missing member", [head(), { type: "pause", at: "now" }], 2],
  ])("refuses %s, well chained or not", async (_, records, line) => {
    const file = await fileOf(chained(records));
    await expect(readAll(file)).rejects.toMatchObject({
      code: "journal_damaged",
      exitCode: 12,
      message: expect.stringContaining(`line ${line} `),
    });
  });

  it("refuses another version by name", async () => {
    const file = await fileOf(chained([{ ...head(), version: 2 }]));
    await expect(readAll(file)).rejects.toMatchObject({
      code: "journal_version_unsupported",
      message: expect.stringContaining("version 2"),
    });
  });

  it("refuses what is no plain file", async () => {
    const dir = await temporaryDirectory();
    const file = await writeJournal(dir, EVERY_TYPE);
    await symlink(file, join(dir, "link"));
    await mkdir(join(dir, "directory"));
    for (const name of ["link", "directory", "missing"]) {
      await expect(readAll(join(dir, name))).rejects.toMatchObject({
        code: "journal_unreadable",
        exitCode: 12,
      });
    }
  });

  it("does not take an endless line into memory", async () => {
    const file = await fileOf(chained([head(), intent(1)]));
    const { bytes } = (await readAll(file)).end;
    await truncate(file, bytes + MAX_LINE_BYTES * 4);
    await expect(readAll(file)).rejects.toMatchObject({ code: "journal_damaged" });
    const { records, end } = await readAll(file, { lenient: true });
    expect(records).toHaveLength(2);
    expect(end.damage).toEqual({ lines: [3], count: 1 });
  });
});

describe("a journal cut at any byte", () => {
  it("gives every record in front of the cut, and is whole after the repair", async () => {
    const short = [head({ plan_digest: "sha256:0" }), intent(1), result(2, "skipped"), result(1)];
    const whole = await readFile(await writeJournal(await temporaryDirectory(), short));
    const file = await fileOf("");
    for (let cut = 0; cut <= whole.length; cut++) {
      const kept = whole.subarray(0, cut);
      await writeFile(file, kept);
      const lines = kept.filter((byte) => byte === 0x0a).length;
      const good = kept.lastIndexOf(0x0a) + 1;

      const before = await readAll(file);
      expect(before.records).toEqual(short.slice(0, lines));
      expect(before.end.torn).toEqual(good === cut ? undefined : { line: lines + 1, bytes: cut - good });

      expect(await repairTail(file)).toEqual(before.end.torn);
      expect((await readFile(file)).equals(whole.subarray(0, good))).toBe(true);
      const after = await readAll(file);
      expect(after.end).toEqual({ ...before.end, torn: undefined });
      expect((await replayJournal(after.records)).counts).toEqual(
        (await replayJournal(before.records)).counts,
      );
    }
  }, 60_000);

  it.each([
    ["zeros behind the last line", Buffer.concat([Buffer.from(chained(EVERY_TYPE)), Buffer.alloc(300)]), 300],
    ["a hole in the last line", withHole(chained(EVERY_TYPE)), lengthOfLast(chained(EVERY_TYPE))],
    ["half a line that got a newline", Buffer.from(`${chained(EVERY_TYPE)}{"type":"res\n`), 13],
  ])("%s count as torn", async (_, content, bytes) => {
    const file = await fileOf(content);
    expect(await repairTail(file)).toMatchObject({ bytes });
    expect((await readAll(file)).end.torn).toBeUndefined();
  });
});

describe("a journal with a changed byte", () => {
  const whole = Buffer.from(chained(EVERY_TYPE));
  const starts = [0, ...[...whole].flatMap((byte, at) => (byte === 0x0a ? [at + 1] : []))];

  it("is found out at every byte of a middle line, in every way", async () => {
    const line = 4;
    const [from = 0, to = 0] = [starts[line - 1], starts[line]];
    const file = await fileOf("");
    for (let at = from; at < to; at++) {
      for (const flip of [1, 0x80]) {
        const bad = Buffer.from(whole);
        bad[at] = (bad[at] ?? 0) ^ flip;
        await writeFile(file, bad);
        await expect(readAll(file)).rejects.toMatchObject({
          kind: "local_io",
          code: "journal_damaged",
          exitCode: 12,
          message: expect.stringMatching(/^line [45] of the journal /),
        });
        await expect(repairTail(file)).rejects.toMatchObject({ code: "journal_damaged" });
        expect((await readFile(file)).equals(bad)).toBe(true);
      }
    }
  });

  it("still shows all other lines when read leniently", async () => {
    const line = 4;
    const [from = 0, to = 0] = [starts[line - 1], starts[line]];
    const file = await fileOf("");
    for (let at = from; at < to; at++) {
      const bad = Buffer.from(whole);
      bad[at] = (bad[at] ?? 0) ^ 1;
      await writeFile(file, bad);
      const { records, end } = await readAll(file, { lenient: true });
      // Without its newline the line takes the next one along.
      const lost = at === to - 1 ? 2 : 1;
      expect(records).toEqual(EVERY_TYPE.toSpliced(line - 1, lost));
      expect(end.damage?.lines[0]).toBe(line);
    }
  });

  it.each([
    ["a line taken out", (lines: string[]) => lines.toSpliced(3, 1), 4],
    ["a line doubled", (lines: string[]) => lines.toSpliced(3, 0, lines[3] ?? ""), 5],
    ["two lines changed over", (lines: string[]) => lines.toSpliced(3, 2, lines[4] ?? "", lines[3] ?? ""), 4],
    ["the first line taken out", (lines: string[]) => lines.slice(1), 1],
    ["an empty line", (lines: string[]) => lines.toSpliced(3, 0, ""), 4],
    [
      "a whole last line with a wrong checksum",
      (lines: string[]) => lines.with(-1, wrong(lines.at(-1) ?? "")),
      9,
    ],
  ])("%s is found out", async (_, change, line) => {
    const lines = whole.toString().trimEnd().split("\n");
    const file = await fileOf(`${change(lines).join("\n")}\n`);
    await expect(readAll(file)).rejects.toMatchObject({
      code: "journal_damaged",
      message: expect.stringContaining(`line ${line} `),
    });
  });
});

function withHole(text: string): Buffer {
  const bytes = Buffer.from(text);
  return bytes.fill(0, bytes.length - 60, bytes.length - 30);
}

function lengthOfLast(text: string): number {
  return Buffer.byteLength(text.trimEnd().split("\n").at(-1) ?? "") + 1;
}

function wrong(line: string): string {
  return line.replace('"end"', '"enf"');
}
