/** Below the command line no string names a flag, a variable or a command: each face words them from data. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tree } from "../../src/commands/index.ts";
import { sourceStrings } from "../harness/text/sourceStrings.ts";

const SRC = resolve(import.meta.dirname, "../../src");

/** The layers and files that speak the words of the command line. */
const SPEAKS_COMMAND_LINE = ["cli/", "commands/", "main.ts", "runCli.ts"];

/** The names of variables are constants in one place; a style sheet has properties that begin like flags. */
const EXEMPT = ["config/variables.ts", "views/reports/html/style.ts"];

const below = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .filter((file) => !SPEAKS_COMMAND_LINE.some((start) => file.startsWith(start)))
  .sort();

describe("below the command line no string names a flag, a variable or a command", () => {
  it("finds strings at all", () => {
    const source = ["const a = `x --b ${", "1} y`; // --c\nconst d: string = 'routera deals';"].join("");
    expect(sourceStrings(source).map(({ text }) => text)).toEqual(["x --b ", " y", "routera deals"]);
    expect(below.length).toBeGreaterThan(200);
  });

  const commands = tree.children.map(({ name }) => name).join("|");
  const words = new RegExp(`(?:^|[^\\w-])--[a-z]|ROUTERA_[A-Z]|\\broutera (?:${commands}|-)`);

  it("holds in every file", () => {
    const found = below
      .filter((file) => !EXEMPT.includes(file))
      .flatMap((file) =>
        sourceStrings(readFileSync(join(SRC, file), "utf8"))
          .filter(({ text }) => words.test(text))
          .map(({ text }) => `${file}: ${text.slice(0, 120)}`),
      );
    expect(found).toEqual([]);
  });
});
