/** The documents and the messages of this repository that a person reads. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { sourceStrings } from "../harness/text/sourceStrings.ts";
import { filesBelow } from "../structure/sources.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export const DOCUMENTS = [
  "README.md",
  "CHANGELOG.md",
  ".github/BENCHMARKS.md",
  "SKILL.md",
  ".github/CONTRIBUTING.md",
  ".github/SECURITY.md",
] as const;

export function textOf(path: string): string {
  return readFileSync(resolve(ROOT, path), "utf8");
}

/** `file:line: text` for every string of the sources that holds more than one word. */
export function sourceMessages(): readonly string[] {
  return filesBelow("src", (file) => file.endsWith(".ts")).flatMap((file) =>
    sourceStrings(textOf(`src/${file}`))
      .filter(({ text }) => /[A-Za-z]{2,}[,:;]? [A-Za-z]/.test(text))
      .map(({ line, text }) => `src/${file}:${line}: ${JSON.stringify(text)}`),
  );
}
