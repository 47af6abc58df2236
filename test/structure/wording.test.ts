/** Plain words in everything that a person reads: help, topics, man page, messages, documents, comments, test titles. */

import { parseAst } from "rolldown/parseAst";
import { describe, expect, it } from "vitest";
import { catalogue, flagFacts } from "../../src/cli/catalogue.ts";
import { globalFlags } from "../../src/cli/globals.ts";
import { groupHelp } from "../../src/cli/help.ts";
import { tree } from "../../src/commands/index.ts";
import { TOPICS } from "../../src/commands/topics/index.ts";
import { DOCUMENTS, sourceMessages, textOf } from "../texts/readable.ts";
import { AVOIDED, AVOIDED_IN_MESSAGES, findAvoided } from "../texts/words.ts";
import { filesBelow } from "./sources.ts";

const ALL = [...AVOIDED, ...AVOIDED_IN_MESSAGES];
/** They quote the avoided words. */
const LISTS = ["test/texts/words.ts", "test/structure/wording.test.ts"];
const commands = catalogue(tree);
const flags = [...commands.flatMap((command) => command.flags), ...flagFacts(globalFlags)];

describe("the lists", () => {
  it.each(ALL.map((one) => [one.sample, one] as const))("find a planted word: %s", (sample, one) => {
    expect(findAvoided(sample, [one])).not.toEqual([]);
  });
  it("find nothing in plain words", () => {
    const text =
      "Apply a plan. Routera rejected the token; no one else can read the directory, so it is canceled.";
    expect(findAvoided(text, ALL)).toEqual([]);
  });
});

describe("help and man page", () => {
  it("use plain words", () => {
    const texts = [
      groupHelp(tree, []),
      ...commands.flatMap(({ summary, description, examples }) => [
        summary,
        description,
        ...examples.map(({ does }) => does),
      ]),
      ...flags.map(({ summary }) => summary),
      ...Object.values(TOPICS).flatMap(({ summary, text }) => [summary, text()]),
    ];
    expect(texts.flatMap((text) => findAvoided(text, ALL))).toEqual([]);
  });
  it("summaries are short, start with a capital letter and end without a period", () => {
    const odd = commands.filter(({ summary }) => summary.length > 60 || !/^[A-Z].*[^.]$/.test(summary));
    expect(odd.map(({ summary }) => summary)).toEqual([]);
    // The help adds it to each flag that is.
    expect(flags.filter(({ summary }) => summary.includes("repeatable"))).toEqual([]);
  });
  it("flags, arguments and examples start with a capital letter and end without a period", () => {
    const texts = [
      ...flags.map(({ summary }) => summary),
      ...commands.flatMap((command) => command.arguments.map(({ summary }) => summary)),
      ...Object.values(TOPICS).map(({ summary }) => summary),
    ];
    expect([...new Set(texts)].filter((text) => !/^(cmd|--|[A-Z]).*[^.]$/.test(text))).toEqual([]);
    const captions = commands.flatMap(({ examples }) => examples.map(({ does }) => does));
    expect(captions.filter((text) => !/^\S.*[^.]$/.test(text))).toEqual([]);
  });
  it("descriptions are full sentences", () => {
    const odd = commands.filter(({ description }) => !/^[A-Z][\s\S]*\.$/.test(description));
    expect(odd.map(({ description }) => description)).toEqual([]);
  });
});

it("messages in the sources use plain words", () => {
  const found = sourceMessages().flatMap((message) => {
    const words = findAvoided(message.replace(/^\S+ /, ""), ALL);
    return words.length > 0 ? [`${words.join(", ")}: ${message}`] : [];
  });
  expect(found).toEqual([]);
});

it.each(DOCUMENTS)("%s uses plain words", (file) => {
  const withoutCode = textOf(file)
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/`[^`\n]*`/g, "");
  expect(findAvoided(withoutCode, ALL)).toEqual([]);
});

const code = ["src", "test"].flatMap((directory) =>
  filesBelow(directory, (file) => /\.(ts|mjs|cjs)$/.test(file)).map((file) => `${directory}/${file}`),
);

it("comments and test titles use plain words", () => {
  expect(code.length).toBeGreaterThan(500);
  const found = code
    .filter((file) => !LISTS.includes(file))
    .flatMap((file) =>
      [...commentsOf(textOf(file)), ...(file.startsWith("test/") ? titlesOf(textOf(file)) : [])].flatMap(
        (text) =>
          findAvoided(text, AVOIDED).map((words) => `${file}: ${words}: ${text.trim().slice(0, 120)}`),
      ),
    );
  expect(found).toEqual([]);
});

function commentsOf(source: string): readonly string[] {
  return source.match(/\/\*[\s\S]*?\*\/|(?<=^|[^:"'`\\])\/\/ .*$/gm) ?? [];
}

/** Titles that are written where the test is declared. */
function titlesOf(source: string): readonly string[] {
  const titles: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type, callee, arguments: given } = node as Call;
    const first = type === "CallExpression" && isTest(callee) ? given?.[0] : undefined;
    if (typeof first?.value === "string") titles.push(first.value);
    for (const child of Object.values(node)) visit(child);
  };
  if (/\b(it|test|describe)\b/.test(source)) visit(parseAst(source, { lang: "ts" }).body);
  return titles;
}

type Call = {
  readonly type?: string;
  readonly name?: string;
  readonly object?: Call;
  readonly callee?: Call;
  readonly arguments?: readonly { readonly value?: unknown }[];
};

/** `it(…)`, `describe.concurrent(…)`, `it.each(…)(…)` */
function isTest(callee: Call | undefined): boolean {
  if (callee === undefined) return false;
  if (callee.type === "Identifier") return /^(it|test|describe)$/.test(callee.name ?? "");
  return isTest(callee.object ?? callee.callee);
}
