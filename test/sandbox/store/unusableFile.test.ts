import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openFileStore } from "../../../src/sandbox/fileStore.ts";
import { KNOWN } from "../../../src/sandbox/seed.ts";
import { scratch } from "../scratch.ts";
import { STARTER } from "../started.ts";
import { everything, failureOf, host, isPosix, seed, set } from "./fileStoreSetup.ts";

describe("a file that cannot be used", () => {
  const whole = () => {
    const head = '{"routera_sandbox":1,"deals":2}';
    return [head, ...KNOWN.slice(1, 3).map((deal) => JSON.stringify(deal)), ""];
  };

  it.each([
    ["a deal without an id", (lines: string[]) => lines.with(1, "{}"), "id in line 2 must be text"],
    ["no JSON", (lines: string[]) => lines.with(2, "{"), "id in line 3 must be text"],
    [
      "a wrong value",
      (lines: string[]) => lines.with(2, lines[2]?.replace('"tags":null', '"tags":5') ?? ""),
      "tags in line 3 must be an array of strings",
    ],
    [
      "a number that is none",
      (lines: string[]) => lines.with(2, lines[2]?.replace('"amount":null', '"amount":"x"') ?? ""),
      "Invalid number",
    ],
    ["an id twice", (lines: string[]) => lines.with(2, lines[1] ?? ""), "duplicate ID"],
    ["a line too few", (lines: string[]) => lines.toSpliced(2, 1), "it contains 1 deals instead of 2"],
    ["a cut line", (lines: string[]) => lines.slice(0, -1), "the last line is incomplete"],
  ])("damaged: %s", async (_case, damage, reason) => {
    const file = join(scratch(), "deals.ndjson");
    const text = damage(whole()).join("\n");
    writeFileSync(file, text);
    const failure = await failureOf(openFileStore(file, seed, host));
    expect(failure).toMatchObject({ kind: "local_io", code: "sandbox_data_damaged", exitCode: 12 });
    expect(failure.message).toContain(`${file} is damaged: `);
    expect(failure.message).toContain(reason);
    expect(failure.hint).toContain(`mv ${file} ${file}.old`);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("is read when nothing is wrong", async () => {
    const file = join(scratch(), "deals.ndjson");
    writeFileSync(file, whole().join("\n"));
    expect(await (await openFileStore(file, seed, host)).page(everything)).toEqual(KNOWN.slice(1, 3));
  });

  it.each(["id,name\n1,x\n", '{"id":"a"}\n', "\n", "[]", '{"routera_sandbox":2,"deals":0}\n', "\0\0\0"])(
    "another user's: %j",
    async (text) => {
      const file = join(scratch(), "it's mine.ndjson");
      writeFileSync(file, text);
      const failure = await failureOf(openFileStore(file, seed, host));
      expect(failure).toMatchObject({ kind: "local_io", code: "sandbox_data_foreign" });
      expect(failure.hint).toContain("it'\\''s mine.ndjson'");
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );

  it("a directory, or a path through a file", async () => {
    const directory = scratch();
    writeFileSync(join(directory, "plain"), "");
    for (const file of [directory, join(directory, "plain", "deals.ndjson")]) {
      const failure = await failureOf(openFileStore(file, seed, host));
      expect(failure).toMatchObject({ kind: "local_io", code: "sandbox_data_unusable" });
      expect(failure.message).toContain(file);
    }
  });

  it.runIf(isPosix)("a pipe, without waiting for its other end", async () => {
    const file = join(scratch(), "pipe");
    await once(spawn("sh", ["-c", 'mkfifo "$0"', file]), "exit");
    expect((await failureOf(openFileStore(file, seed, host))).message).toContain("it is not a regular file");
  });

  it("one that goes bad or away while it is used", async () => {
    const file = join(scratch(), "deals.ndjson");
    const store = await openFileStore(file, seed, host);
    writeFileSync(file, "no longer ours\n");
    expect((await failureOf(store.get(STARTER))).code).toBe("sandbox_data_foreign");
    expect((await failureOf(store.update(STARTER, set({ deal_name: "x" })))).code).toBe(
      "sandbox_data_foreign",
    );
    writeFileSync(file, "");
    expect((await failureOf(store.page(everything))).message).toContain("it is missing or empty");
  });
});
