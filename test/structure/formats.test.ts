/** Formats of results are one table: code asks it and compares no format with a name. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { FORMAT_NAMES } from "../../src/config/formats.ts";

const SRC = resolve(import.meta.dirname, "../../src");
/** Formats of input files are others, with names of their own. */
const LAYERS = ["account", "cli", "commands", "config", "library", "plans", "runs", "terminal", "views"];
const NAMES = FORMAT_NAMES.join("|");
const COMPARED = new RegExp(
  `\\bformat\\)?\\s*[!=]==?\\s*"(?:${NAMES})"|"(?:${NAMES})"\\s*[!=]==?\\s*[\\w.]*[fF]ormat\\b`,
  "u",
);

it("is found in a comparison, whichever side the name is on", () => {
  expect('if (format === "json") a();').toMatch(COMPARED);
  expect('b = "csv" !== request.format;').toMatch(COMPARED);
  expect("if ((await context.format()) === FORMATS) a();").not.toMatch(COMPARED);
});

it("no format of a result is compared with a name", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter(
      (file) =>
        file.endsWith(".ts") && (!file.includes("/") || LAYERS.some((layer) => file.startsWith(`${layer}/`))),
    );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => COMPARED.test(readFileSync(join(SRC, file), "utf8")))).toEqual([]);
});
