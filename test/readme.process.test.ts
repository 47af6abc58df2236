/** The README is correct: every command that it shows is parsed or run, and its tables are those of the code. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { parse } from "../src/cli/parse.ts";
import { tree } from "../src/commands/index.ts";
import { exitCodeTable } from "../src/commands/topics/index.ts";
import { makeHome } from "./harness/program.ts";

const readme = readFileSync(resolve(import.meta.dirname, "../README.md"), "utf8");

const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text ?? "",
}));

const commands = blocks.flatMap(({ language, text }) => {
  if (language !== "sh" && language !== "console") return [];
  const lines = text.replace(/\\\n\s*/g, " ").split("\n");
  return lines
    .filter((line) => language === "sh" || line.startsWith("$ "))
    .map((line) => line.replace(/^\$ /, ""));
});

/** Every call of the program in a line, whatever is around it. */
function extractCommands(line: string): readonly string[][] {
  return line
    .split(/&&|\|(?!\|)|;/)
    .map((part) => part.trim().replace(/^(?:[A-Z_]+=\S*\s+)+/, ""))
    .filter((part) => /^(npx )?routera /.test(part))
    .map((part) => words(part.replace(/\s+[<>]\s*\S+/g, "")).slice(part.startsWith("npx ") ? 2 : 1));
}

/** Shell words with the two kinds of quotes. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ""));
}

const home = makeHome();
afterAll(() => home.remove());

describe("commands", () => {
  const calls = commands.flatMap(extractCommands);

  it("are found", () => {
    expect(calls.length).toBeGreaterThan(9);
  });

  it.each(calls.map((argv) => [argv.join(" "), argv] as const))("routera %s can be read", (_line, argv) => {
    expect(parse(tree, argv, "0.0.0").kind).not.toBe("refused");
  });

  it("the first command that is shown works", async () => {
    const [argv = []] = extractCommands(commands.find((line) => line.startsWith("npm ci && ")) ?? "");
    const { exit, stdout, stderr } = await home.run(argv);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
    expect(stdout).toContain("Enterprise plan");
  });

  const sessions = blocks.filter(({ language }) => language === "console").map(({ text }) => text);

  it("there is a session to compare", () => {
    expect(sessions).toHaveLength(1);
  });

  it.each(sessions)("a session is what the program prints: %s", async (session) => {
    const fresh = makeHome();
    onTestFinished(fresh.remove);
    for (const part of session.split(/^\$ /m).slice(1)) {
      const [line = "", ...expected] = part.split("\n");
      const { stdout, stderr } = await fresh.shell(line);
      expect(timeless(`${stdout}${stderr}`).trim()).toBe(timeless(expected.join("\n")).trim());
    }
  });

  it("completion for bash is put where bash looks for it, in a home where nothing is", async () => {
    const fresh = makeHome();
    onTestFinished(fresh.remove);
    const at = commands.findIndex((line) => line.startsWith("routera completion bash"));
    const { exit, stderr, stdout } = await fresh.shell(`${commands[at - 1]} && ${commands[at]}`);
    expect({ exit, stderr, stdout }).toEqual({ exit: 0, stderr: "", stdout: "" });
    const file = `${fresh.path}/.local/share/bash-completion/completions/routera`;
    expect(readFileSync(file, "utf8")).toContain("complete ");
  });
});

it("the table of exit codes is the one in the code", () => {
  const rows = [...readme.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, means]) => ({
    code: Number(code),
    means,
  }));
  expect(rows).toEqual(exitCodeTable());
});

it("every flag that it names exists somewhere", () => {
  const help = [...new Set(everyFlag())];
  const named = [...readme.matchAll(/`(--[a-z-]+)/g)].map(([, flag]) => flag);
  const absent = ["--token", "--insecure"];
  expect(named.filter((flag) => !help.includes(flag ?? "") && !absent.includes(flag ?? ""))).toEqual([]);
});

function everyFlag(): readonly string[] {
  const texts: string[] = [];
  const visit = (
    path: readonly string[],
    node: { readonly name: string; readonly children?: readonly unknown[] },
  ) => {
    const asked = parse(tree, [...path, "--help"], "0.0.0");
    if (asked.kind === "text") texts.push(...(asked.text.match(/--[a-z-]+/g) ?? []));
    for (const child of (node.children ?? []) as (typeof node)[]) visit([...path, child.name], child);
  };
  visit([], tree);
  return [...texts, "--version"];
}

it("has at most 200 lines", () => {
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(200);
});

/** The time of the last update, the ID of a run and the digest of a plan differ from run to run. */
function timeless(text: string): string {
  return text
    .replace(/(updated_at: +)\S+ \S+ UTC/, "$1…")
    .replace(/\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, "RUN")
    .replace(/sha256:[0-9a-f]{64}/g, "sha256:…");
}
