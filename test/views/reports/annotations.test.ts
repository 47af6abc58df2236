import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { githubAnnotations, gitlabCodeQuality } from "../../../src/views/reports/annotations.ts";
import type { ReportRow } from "../../../src/views/reports/model.ts";
import { hostileText } from "./hostile.ts";
import { hostilePlan } from "./hostileReport.ts";
import { planReport, planRows, runReport, runRows, textOf } from "./samples.ts";

type Command = {
  readonly name: string;
  readonly properties: Record<string, string>;
  readonly message: string;
};

/** As the runner reads a line of output. */
function commandsOf(output: string): readonly Command[] {
  return output.split("\n").flatMap((line) => {
    const match = /^\s*::([^ :]+)(?: ([^:]*))?::(.*)$/.exec(line);
    if (match === null) return [];
    const pairs = (match[2] ?? "").split(",").map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at).trim(), unescaped(pair.slice(at + 1))];
    });
    return [
      { name: match[1] ?? "", properties: Object.fromEntries(pairs), message: unescaped(match[3] ?? "") },
    ];
  });
}

function unescaped(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}

const CODE_QUALITY = {
  type: "array",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", minLength: 1 },
      fingerprint: { type: "string", pattern: "^[0-9a-f]{32}$" },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        additionalProperties: false,
        required: ["path", "lines"],
        properties: {
          path: { type: "string" },
          lines: {
            type: "object",
            additionalProperties: false,
            required: ["begin"],
            properties: { begin: { type: "integer", minimum: 1 } },
          },
        },
      },
    },
  },
};
const isCodeQuality = new Ajv().compile(CODE_QUALITY);

describe("githubAnnotations", () => {
  it("keeps a percent sign: the runner would read %0A as the end of a line", async () => {
    const [row, ...rest] = planRows(14).filter(({ state }) => state === "blocked");
    const message = "100%0A::error::x %25 %3A";
    const report = await planReport([{ ...row, message } as ReportRow, ...rest], {
      inputFile: "a%2Cb:c,d.csv",
    });
    const output = await textOf(githubAnnotations(report));
    expect(output).toContain("100%250A::error::x %2525 %253A");
    expect(output).toContain("file=a%252Cb%3Ac%2Cd.csv,");
  });

  it("marks the lines of the input file that failed", async () => {
    const output = await textOf(githubAnnotations(await planReport(planRows(100))));
    const [first, ...others] = commandsOf(output);
    expect(first).toMatchObject({
      name: "error",
      properties: { file: "deals/q4-review.csv", line: "15" },
      message: "the deal is archived and cannot be changed",
    });
    expect(others).toHaveLength(1);
  });

  it("never has more than the 10 annotations that GitHub shows, and counts the others", async () => {
    const output = await textOf(githubAnnotations(await planReport(planRows(2000))));
    expect(commandsOf(output)).toHaveLength(10);
    expect(output.trimEnd().split("\n").at(-1)).toMatch(
      /^::error title=routera::\d+ more rows failed or blocked$/,
    );
  });

  it("says nothing when all rows are fine, and a warning for what may work later", async () => {
    expect(await textOf(githubAnnotations(await planReport(planRows(10))))).toBe("");
    const names = commandsOf(await textOf(githubAnnotations(await runReport(runRows(300))))).map(
      ({ name }) => name,
    );
    expect(new Set(names)).toEqual(new Set(["error", "warning"]));
  });

  it("has one command a line and no other, whatever the text", async () => {
    const plain = commandsOf(await textOf(githubAnnotations(await hostilePlan("x"))));
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const output = await textOf(githubAnnotations(await hostilePlan(text)));
        const commands = commandsOf(output);
        expect(output.split("\n")).toHaveLength(plain.length + 1);
        expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[/u);
        expect(
          commands.map(({ name, properties }) => [name, Object.keys(properties), properties.line]),
        ).toEqual(plain.map(({ name, properties }) => [name, Object.keys(properties), properties.line]));
      }),
    );
  });
});

describe("gitlabCodeQuality", () => {
  it("is an array that GitLab takes, with a fingerprint of its own for each row", async () => {
    const entries = JSON.parse(await textOf(gitlabCodeQuality(await planReport(planRows(500)))));
    expect(isCodeQuality(entries), JSON.stringify(isCodeQuality.errors)).toBe(true);
    expect(entries).toHaveLength(10);
    expect(new Set(entries.map((one: { fingerprint: string }) => one.fingerprint)).size).toBe(10);
    expect(entries[0].location).toEqual({ path: "deals/q4-review.csv", lines: { begin: 15 } });
  });

  it("is empty when all rows are fine", async () => {
    expect(JSON.parse(await textOf(gitlabCodeQuality(await planReport(planRows(10)))))).toEqual([]);
  });

  it("is valid with any text, and holds no command for a build log", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const output = await textOf(gitlabCodeQuality(await hostilePlan(text)));
        expect(isCodeQuality(JSON.parse(output)), JSON.stringify(isCodeQuality.errors)).toBe(true);
        expect(output).not.toMatch(/^\s*::|##\[/m);
      }),
    );
  });
});
