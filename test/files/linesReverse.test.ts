import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readLinesReverse } from "../../src/files/lines.ts";

let file = "";
beforeAll(async () => {
  file = join(await mkdtemp(join(tmpdir(), "routera-lines-")), "lines");
});
afterAll(() => rm(join(file, ".."), { recursive: true, force: true }));

async function backwards(text: string, bytes = Buffer.byteLength(text)): Promise<readonly string[]> {
  await writeFile(file, text);
  const lines: string[] = [];
  for await (const line of readLinesReverse(file, bytes)) lines.push(line.toString());
  return lines;
}

describe("readLinesReverse", () => {
  it.each([
    ["", []],
    ["\n", [""]],
    ["a\n", ["a"]],
    ["a\nb\n", ["b", "a"]],
    ["\n\nä\n", ["ä", "", ""]],
  ])("%j", async (text, lines) => {
    expect(await backwards(text)).toEqual(lines);
  });

  it("omits what is behind the last whole line", async () => {
    expect(await backwards("a\nb\nhalf", 4)).toEqual(["b", "a"]);
  });

  it("gives the lines of any file, also where they are longer than what is read at once", async () => {
    const length = fc.oneof(fc.nat(40), fc.constantFrom(65_535, 65_536, 65_537, 131_071, 200_000));
    await fc.assert(
      fc.asyncProperty(fc.array(length, { maxLength: 8 }), async (lengths) => {
        const lines = lengths.map((count, at) => String.fromCharCode(97 + at).repeat(count));
        const text = lines.map((line) => `${line}\n`).join("");
        expect(await backwards(text)).toEqual([...lines].reverse());
      }),
      { numRuns: 60 },
    );
  });
});
