/** How large files and directories get, in src/ and in test/. */
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, textOf } from "./sources.ts";

const MAX_LINES = 300;
const MAX_FILES = 14;

/** Tables and samples, which are read by their rows. */
const TABLES = ["test/hostile/faultTable.ts"];
const files = ["src", "test"].flatMap((directory) =>
  filesBelow(directory, (file) => /\.([cm]?[jt]s|sh|py)$/.test(file)).map((file) => `${directory}/${file}`),
);

describe("files", () => {
  it("are found at all", () => {
    expect(files.filter((file) => file.startsWith("src/")).length).toBeGreaterThan(200);
    expect(files.filter((file) => file.startsWith("test/")).length).toBeGreaterThan(200);
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    const lengths = files
      .filter((file) => !TABLES.includes(file))
      .map((file) => [file, textOf(file).trimEnd().split("\n").length] as const);
    expect(Object.fromEntries(lengths.filter(([, lines]) => lines > MAX_LINES))).toEqual({});
  });
});

describe("directories", () => {
  it(`have at most ${MAX_FILES} files`, () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const larger = [...counts].filter(([, count]) => count > MAX_FILES);
    expect(Object.fromEntries(larger)).toEqual({});
  });
});
