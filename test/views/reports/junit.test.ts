import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { junitReport } from "../../../src/views/reports/junit.ts";
import { HOSTILE, hostileText } from "./hostile.ts";
import { hostilePlan, hostileRun } from "./hostileReport.ts";
import { planReport, planRows, runReport, runRows, textOf } from "./samples.ts";

type Element = {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly parent: string;
};

/** Elements and attributes that Jenkins' xunit plugin takes, with what must be there. */
const ALLOWED: Readonly<Record<string, { parents: string[]; attributes: string[]; required: string[] }>> = {
  testsuites: { parents: [""], attributes: ["name", "time", "tests", "failures", "errors"], required: [] },
  testsuite: {
    parents: ["testsuites", "testsuite"],
    attributes: [
      "name",
      "tests",
      "failures",
      "errors",
      "group",
      "time",
      "skipped",
      "timestamp",
      "hostname",
      "id",
      "package",
      "file",
      "log",
      "url",
    ],
    required: ["name", "tests", "failures", "errors"],
  },
  properties: { parents: ["testsuite"], attributes: [], required: [] },
  property: { parents: ["properties"], attributes: ["name", "value"], required: ["name", "value"] },
  testcase: {
    parents: ["testsuite"],
    attributes: ["name", "time", "classname", "group"],
    required: ["name"],
  },
  failure: { parents: ["testcase"], attributes: ["type", "message"], required: [] },
  error: { parents: ["testcase"], attributes: ["type", "message"], required: [] },
  skipped: { parents: ["testcase"], attributes: ["type", "message"], required: [] },
};

function elementsOf(xml: string): readonly Element[] {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const open: string[] = [""];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ attributes, name }) => {
    elements.push({
      name,
      attributes: { ...attributes } as Record<string, string>,
      parent: open.at(-1) ?? "",
    });
    open.push(name);
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  return elements;
}

function expectAllowed(elements: readonly Element[]): void {
  for (const { attributes, name, parent } of elements) {
    const rule = ALLOWED[name];
    expect(rule, name).toBeDefined();
    expect(rule?.parents).toContain(parent);
    expect(rule?.attributes).toEqual(expect.arrayContaining(Object.keys(attributes)));
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(rule?.required ?? []));
  }
}

describe("junitReport", () => {
  it("has a test case for each row, and says how many there are of each kind", async () => {
    for (const report of [await planReport(planRows(400)), await runReport(runRows(400))]) {
      const elements = elementsOf(await textOf(junitReport(report)));
      expectAllowed(elements);
      const count = (wanted: string): string => String(elements.filter(({ name }) => name === wanted).length);
      const suite = elements.find(({ name }) => name === "testsuite")?.attributes;
      expect(suite).toMatchObject({
        tests: "400",
        failures: count("failure"),
        errors: count("error"),
        skipped: count("skipped"),
        file: "deals/q4-review.csv",
      });
      expect(count("testcase")).toBe("400");
      expect(Number(count("failure"))).toBeGreaterThan(0);
    }
  });

  it("names the line, the deal, the code and the reason of a blocked deal", async () => {
    const text = await textOf(junitReport(await planReport(planRows(20))));
    expect(text).toMatch(
      /<testcase classname="routera.plan" name="line 15: [0-9a-f-]+ [^"]+"><failure type="deal_archived" message="Blocked: the deal is archived and cannot be changed">deals\/q4-review.csv:15\nBlocked: /,
    );
  });

  it.each(HOSTILE)("is XML of the same shape with %j", async (text) => {
    for (const make of [hostilePlan, hostileRun]) {
      const elements = elementsOf(await textOf(junitReport(await make(text))));
      expectAllowed(elements);
      const plain = elementsOf(await textOf(junitReport(await make("x"))));
      expect(elements.map(({ name }) => name)).toEqual(plain.map(({ name }) => name));
    }
  });

  it("is XML with any text", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        expectAllowed(elementsOf(await textOf(junitReport(await hostilePlan(text)))));
      }),
      { numRuns: 150 },
    );
  });
});
