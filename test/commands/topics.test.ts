/** Help texts are correct: every line that calls the program can be read by it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/cli/catalogue.ts";
import { parse } from "../../src/cli/parse.ts";
import { tree } from "../../src/commands/index.ts";
import { TOPICS } from "../../src/commands/topics/index.ts";
import { FORMAT_NAMES } from "../../src/config/formats.ts";
import { extractCommands } from "./extractCommands.ts";

const commands = catalogue(tree);

const topicLines = Object.entries(TOPICS).flatMap(([topic, { text }]) =>
  text()
    .split("\n")
    .flatMap((line) => {
      const quoted = [...line.matchAll(/`(routera [^`]+)`/g)].map(([, call]) => call ?? "");
      return [...(quoted.length > 0 ? quoted.filter((call) => !/[A-Z]{4}|\[/.test(call)) : [line])]
        .flatMap(extractCommands)
        .map((argv) => [topic, argv] as const);
    }),
);

const exampleLines = commands.flatMap(({ path, examples }) =>
  examples.flatMap(({ line }) => extractCommands(line).map((argv) => [path.join(" "), argv] as const)),
);

describe("lines in topics", () => {
  it("are found", () => {
    const found = new Set(topicLines.map(([topic]) => topic));
    expect([...found]).toEqual(
      expect.arrayContaining(["formats", "profiles", "bulk", "scaling", "security"]),
    );
  });
  it.each(topicLines)("%s: routera %j", (_topic, argv) => {
    expect(parse(tree, argv, "0.0.0").kind).not.toBe("refused");
  });
});

describe("examples", () => {
  it("every command has one that calls it", () => {
    const called = new Set(
      exampleLines.filter(([path, argv]) => argv.join(" ").includes(path)).map(([path]) => path),
    );
    expect(commands.map(({ path }) => path.join(" ")).filter((path) => !called.has(path))).toEqual([]);
  });
  it.each(exampleLines)("%s: routera %j", (_path, argv) => {
    expect(parse(tree, argv, "0.0.0").kind).not.toBe("refused");
  });
});

describe("topics", () => {
  it.each(Object.entries(TOPICS))("%s fits a terminal and ends in one newline", (_name, { text }) => {
    const lines = text().split("\n");
    expect(lines.filter((line) => line.length > 122)).toEqual([]);
    expect(text()).toMatch(/[^\n]\n$/);
  });
  it("name the formats of the code", () => {
    expect(TOPICS.formats?.text()).toContain(FORMAT_NAMES.join("|"));
  });
  it("are not called as a command is", () => {
    expect(Object.keys(TOPICS).filter((name) => tree.children.some((child) => child.name === name))).toEqual(
      [],
    );
  });
  it("name every variable that the code reads by its name", () => {
    const src = join(import.meta.dirname, "../../src");
    const read = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.includes("doctor"))
      .flatMap((file) => readFileSync(join(src, file), "utf8").match(/(?<=\benv\.)[A-Z][A-Z_]+\b/g) ?? []);
    expect(read.length).toBeGreaterThan(5);
    const text = TOPICS.environment?.text() ?? "";
    expect([...new Set(read)].filter((name) => !text.includes(name))).toEqual([]);
  });
  it("every flag that they name exists", () => {
    const known = new Set(commands.flatMap(({ flags }) => flags.map(({ name }) => name)));
    const globals = [
      "--profile",
      "--base-url",
      "--config",
      "--format",
      "--json",
      "--select",
      "--timeout",
      "--retries",
      "--verbose",
      "--quiet",
      "--color",
      "--no-color",
    ];
    const named = Object.values(TOPICS).flatMap(
      ({ text }) => text().match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [],
    );
    expect([...new Set(named)].filter((flag) => !known.has(flag) && !globals.includes(flag))).toEqual([]);
  });
});
