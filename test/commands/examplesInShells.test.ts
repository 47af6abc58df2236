/** Examples are written so that bash, zsh, PowerShell and cmd pass the same words, where such a form exists. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/cli/catalogue.ts";
import { tree } from "../../src/commands/index.ts";
import { TOPICS } from "../../src/commands/topics/index.ts";

/** These are of shells that a build runner or an agent has. */
const OF_ONE_SHELL = new Set(["ci", "scaling", "agents"]);
/** No form is read alike: a JSON text has quotation marks, which `help windows` explains. */
const WITHOUT_COMMON_FORM = [/tokenCommand=/, /--field-json next_step='"null"'/];

const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
const lines = [
  ...catalogue(tree).flatMap(({ examples }) => examples.map(({ line }) => line)),
  ...Object.entries(TOPICS)
    .filter(([topic]) => !OF_ONE_SHELL.has(topic))
    .flatMap(([, { text }]) => text().split("\n")),
  ...[...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, text = ""]) =>
    text.replace(/\\\n\s*/g, " ").split("\n"),
  ),
];
const commands = lines
  .map((line) => line.trim())
  .filter((line) => line.startsWith("routera ") && !WITHOUT_COMMON_FORM.some((one) => one.test(line)))
  .map((line) => line.replace(/\s{3,}.*$/, "").replace(/\s+#.*$/, ""));

/** What a shell reads in another way than the others. @returns undefined where there is nothing of that kind */
function problemOf(line: string): string | undefined {
  const bare = line.replace(/"[^"]*"/g, "").replace(/\s[<>]\s\S+/g, "");
  if (bare.includes("'")) return "single quotes are letters in cmd";
  if (bare.includes(",")) return "a list without quotes is an array in PowerShell";
  if (/[<>^;@$`(){}]|%[^%]+%/.test(bare.replace(/ && | \| /g, " ")))
    return "a character that means something to a shell is not quoted";
  const quoted = [...line.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);
  if (quoted.some((text) => /[$`\\!]/.test(text)))
    return "double quotes do not protect a character in every shell";
  return undefined;
}

describe("an example", () => {
  it("is found in commands, topics and the README", () => {
    expect(commands.length).toBeGreaterThan(60);
    for (const part of ['--where "amount>=5000"', "sandbox serve", '--properties "amount,next_step"'])
      expect(
        commands.some((line) => line.includes(part)),
        part,
      ).toBe(true);
  });

  it.each([...new Set(commands)])("has the same words in every shell: %s", (line) => {
    expect(problemOf(line)).toBeUndefined();
  });

  it.each([
    "routera deals list --where 'amount>=5000'",
    "routera deals list --properties a,b",
    "routera deals list --where amount>=5000",
    'routera deals list --where "notes=$5"',
  ])("would be refused: %s", (line) => {
    expect(problemOf(line)).toBeDefined();
  });
});
