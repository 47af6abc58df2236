import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRows, type RowsInputOptions, spoolInput } from "../../src/rows/input.ts";
import { chunked, collected } from "./chunked.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rows-input-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function text(input: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await collected(input)).toString();
}

const noStdin = () => {
  throw new Error("stdin is not asked for");
};

const place = (spoolDir: string, signal = new AbortController().signal): RowsInputOptions => ({
  stdin: noStdin,
  spoolDir: async () => spoolDir,
  signal,
});

describe("spoolInput", () => {
  it("gives the same bytes again and again, two readers at once too, and leaves no file", async () => {
    const long = "é😀x\n".repeat(50_000);
    const spooled = await spoolInput(chunked(long, 1000), join(dir, "new", "directory"));
    expect(readdirSync(join(dir, "new", "directory"))).toEqual([]);
    expect((await stat(join(dir, "new"))).mode & 0o777).toBe(0o700);
    expect(await Promise.all([text(spooled.open()), text(spooled.open())])).toEqual([long, long]);
    await spooled.close();
    await expect(text(spooled.open())).rejects.toThrow();
  });

  it("takes empty input", async () => {
    const spooled = await spoolInput(chunked(""), dir);
    expect(await text(spooled.open())).toBe("");
    await spooled.close();
  });

  it("passes on the stream's error and leaves no file", async () => {
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("x");
      throw new Error("cut");
    }
    await expect(spoolInput(breaking(), dir)).rejects.toThrow("cut");
    expect(readdirSync(dir)).toEqual([]);
  });

  it("says where it could not be kept", async () => {
    writeFileSync(join(dir, "file"), "");
    await expect(spoolInput(chunked("x"), join(dir, "file"))).rejects.toMatchObject({
      code: "spool_failed",
      exitCode: 12,
    });
  });
});

describe("openRows", () => {
  it("reads a file where it is, more than once", async () => {
    const path = join(dir, "deals.csv");
    writeFileSync(path, "id,a\n");
    const input = await openRows(path, place(join(dir, "spool")));
    expect(input.name).toBe(path);
    expect([await text(input.open()), await text(input.open())]).toEqual(["id,a\n", "id,a\n"]);
    await input.close();
    expect(readdirSync(dir)).toEqual(["deals.csv"]);
  });

  it("keeps stdin", async () => {
    const input = await openRows("-", { ...place(dir), stdin: () => chunked("id,a\n") });
    expect(input.name).toBe("stdin");
    expect([await text(input.open()), await text(input.open())]).toEqual(["id,a\n", "id,a\n"]);
    await input.close();
  });

  it.skipIf(process.platform === "win32")("keeps what comes through a named pipe", async () => {
    const pipe = join(dir, "pipe");
    execFileSync("mkfifo", [pipe]);
    const opening = openRows(pipe, place(join(dir, "spool")));
    const { open } = await import("node:fs/promises");
    const writer = await open(pipe, "w");
    await writer.writeFile("id,a\n");
    await writer.close();
    const input = await opening;
    expect([await text(input.open()), await text(input.open())]).toEqual(["id,a\n", "id,a\n"]);
    await input.close();
  });

  it.skipIf(process.platform === "win32")("ends a wait for a named pipe's writer", async () => {
    const pipe = join(dir, "lonely");
    execFileSync("mkfifo", [pipe]);
    const stop = new AbortController();
    const opening = openRows(pipe, place(join(dir, "spool"), stop.signal));
    const reason = new Error("stopped");
    setTimeout(() => stop.abort(reason), 50);
    await expect(opening).rejects.toBe(reason);
  });

  it("notices that a file was changed between two passes", async () => {
    const path = join(dir, "deals.csv");
    writeFileSync(path, "id,a\n");
    const input = await openRows(path, place(dir));
    appendFileSync(path, "x,1\n");
    await expect(text(input.open())).rejects.toMatchObject({ code: "input_changed" });
  });

  it("notices that a file was changed while it is read, or is gone", async () => {
    const path = join(dir, "deals.csv");
    writeFileSync(path, "id,a\n");
    const input = await openRows(path, place(dir));
    const reading = async () => {
      for await (const _ of input.open()) appendFileSync(path, "x,1\n");
    };
    await expect(reading()).rejects.toMatchObject({ code: "input_changed" });
    rmSync(path);
    await expect(text(input.open())).rejects.toMatchObject({ code: "input_unreadable", exitCode: 2 });
  });

  it.each([
    ["nothing", "nope.csv", /file not found/],
    ["a directory", ".", /is a directory/],
  ])("refuses %s", async (_, name, message) => {
    await expect(openRows(join(dir, name), place(dir))).rejects.toMatchObject({
      code: "input_unreadable",
      message: expect.stringMatching(message),
    });
  });
});
