import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlan, openPlanFile } from "../../../src/plans/file/read.ts";
import { writePlan } from "../../../src/plans/file/write.ts";
import type { Step } from "../../../src/plans/plan.ts";
import { heapInUse } from "../../harness/heapInUse.ts";
import { HEAD, plans } from "../arbitrary.ts";
import { collected, failureOf, scratch, streamOf } from "../scratch.ts";

const dir = scratch();
let files = 0;
const fresh = (): string => {
  files += 1;
  return join(dir, `plan-${files}.jsonl`);
};

const STEPS: readonly Step[] = [
  {
    type: "change",
    row: 1,
    line: 2,
    id: "a",
    name: "Deal a",
    before: { x: "1" },
    updated_at: "2026",
    set: { x: "2" },
  },
  { type: "blocked", id: "b", code: "deal_archived", message: "the deal is archived" },
  { type: "change", row: 2, id: "c", before: {}, set: { y: null }, previous_unknown: ["y"] },
];

async function written(steps: readonly Step[] = STEPS, unchanged = 3, head = HEAD): Promise<string> {
  const path = fresh();
  await writePlan(path, head, streamOf(steps), () => unchanged);
  return path;
}

describe("a plan file", () => {
  it("gives back the steps that were written, whatever they hold", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.nat(), async ({ read, steps }, unchanged) => {
        const head = { ...HEAD, read };
        const path = await written(steps, unchanged, head);
        const plan = await openPlanFile(path);
        expect(plan.head).toEqual(head);
        expect(plan.end).toMatchObject({
          unchanged,
          changes: steps.filter(({ type }) => type === "change").length,
        });
        // Lone surrogates survive as escapes; everything is compared as text.
        expect(JSON.stringify(await collected(plan.steps()))).toBe(JSON.stringify(steps));
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, object]>([
    ["no previous values", {}],
    ["not the previous value of every field", { before: { amount: "1" } }],
  ])("is refused where a deal that was read has %s", async (_what, about) => {
    const bare = { type: "change", row: 1, id: "a", ...about, set: { amount: "2", deal_name: "x" } } as Step;
    await expect(openPlanFile(await written([bare], 0))).rejects.toMatchObject({
      code: "plan_damaged",
      message: expect.stringContaining("line 2: the previous value of"),
    });
    const unread = await written([bare], 0, { ...HEAD, read: false });
    expect((await openPlanFile(unread)).end.changes).toBe(1);
  });

  it("is the same bytes for the same plan, and only its owner may read it", async () => {
    const [one, two] = [await written(), await written()];
    expect(readFileSync(one)).toEqual(readFileSync(two));
    expect(statSync(one).mode & 0o777).toBe(0o600);
    expect(readFileSync(one, "utf8")).toMatchInlineSnapshot(`
      "{"type":"plan","version":1,"kind":"apply","origin":"https://api.routera.io","read":true}
      {"type":"change","row":1,"line":2,"id":"a","name":"Deal a","before":{"x":"1"},"updated_at":"2026","set":{"x":"2"}}
      {"type":"blocked","id":"b","code":"deal_archived","message":"the deal is archived"}
      {"type":"change","row":2,"id":"c","before":{},"set":{"y":null},"previous_unknown":["y"]}
      {"type":"end","changes":2,"unchanged":3,"blocked":1,"digest":"sha256:cda4cdce526e74e5132677a526902fd0658cd2abd0b1aea006b8a3eaa2ca8165"}
      "
    `);
  });

  it("is refused with any byte flipped", async () => {
    const bytes = readFileSync(await written());
    const path = fresh();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [1, 4, 32, 128]) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] as number) ^ bit;
        writeFileSync(path, flipped);
        const failure = await failureOf(() => openPlanFile(path));
        expect(["plan_damaged", "plan_cut", "plan_version"], `byte ${at}`).toContain(failure.code);
        expect(failure.exitCode).toBe(2);
        expect(failure.message).toMatch(/line \d/);
      }
    }
  });

  it("is refused when it is cut at any byte", async () => {
    const bytes = readFileSync(await written());
    const path = fresh();
    for (let length = 0; length < bytes.length; length += 1) {
      writeFileSync(path, bytes.subarray(0, length));
      expect((await failureOf(() => openPlanFile(path))).code, `${length} bytes`).toBe("plan_cut");
    }
  });

  it.each([
    ["a line twice", (lines: string[]) => [lines[0], lines[1], ...lines.slice(1)]],
    ["a line missing", (lines: string[]) => [lines[0], ...lines.slice(2)]],
    ["two lines in another order", (lines: string[]) => [lines[0], lines[3], lines[2], lines[1], lines[4]]],
    ["no head", (lines: string[]) => lines.slice(1)],
    ["something behind the end", (lines: string[]) => [...lines, "{}"]],
    ["Windows line ends", (lines: string[]) => lines.map((line) => `${line}\r`)],
    ["white space", (lines: string[]) => [lines[0], ` ${lines[1]}`, ...lines.slice(2)]],
  ])("is refused with %s", async (_, change) => {
    const lines = readFileSync(await written(), "utf8")
      .trimEnd()
      .split("\n");
    const path = fresh();
    writeFileSync(path, `${change(lines).join("\n")}\n`);
    expect((await failureOf(() => openPlanFile(path))).code).toBe("plan_damaged");
  });

  it.each([
    ["an unsafe ID", '{"type":"change","row":1,"id":"..","set":{"x":1}}'],
    ["a system field", '{"type":"change","row":1,"id":"a","set":{"archived":true}}'],
    ["nothing to set", '{"type":"change","row":1,"id":"a","set":{}}'],
    ["another member", '{"type":"change","row":1,"id":"a","set":{"x":1},"y":1}'],
    ["members in another order", '{"row":1,"type":"change","id":"a","set":{"x":1}}'],
    ["a member twice", '{"type":"change","row":1,"id":"a","set":{"x":1,"x":1}}'],
    [
      "a value before of a field that is not set",
      '{"type":"change","row":1,"id":"a","before":{"y":1},"set":{"x":1}}',
    ],
    [
      "a wish that names a system field",
      '{"type":"blocked","id":"a","code":"c","message":"m","set":{"archived":true}}',
    ],
    [
      "a wish for another field than its own",
      '{"type":"blocked","id":"a","field":"x","code":"c","message":"m","set":{"y":1}}',
    ],
    ["a row that is out of turn", '{"type":"change","row":2,"id":"a","set":{"x":1}}'],
  ])("is refused with %s, though the digest would fit", async (_, line) => {
    const path = fresh();
    const { createHash } = await import("node:crypto");
    const lines = `${readFileSync(await written([]), "utf8").split("\n")[0]}\n${line}\n`;
    const end = '{"type":"end","changes":1,"unchanged":0,"blocked":0';
    const digest = createHash("sha256")
      .update(lines + end)
      .digest("hex");
    writeFileSync(path, `${lines}${end},"digest":"sha256:${digest}"}\n`);
    expect(await failureOf(() => openPlanFile(path))).toMatchObject({
      code: "plan_damaged",
      message: expect.stringContaining("line 2"),
    });
  });

  it("of another version is distinguished from a damaged one", async () => {
    const path = fresh();
    writeFileSync(path, '{"type":"plan","version":2,"kind":"apply","origin":"x","read":true}\n');
    expect(await failureOf(() => openPlanFile(path))).toMatchObject({ code: "plan_version", kind: "usage" });
  });

  it("that is changed after it was checked is refused when it is read", async () => {
    const path = await written();
    const plan = await openPlanFile(path);
    expect(await collected(plan.steps())).toHaveLength(3);
    appendFileSync(path, "\n");
    expect((await failureOf(() => collected(plan.steps()))).code).toBe("plan_changed");
  });

  it("that is missing, or a directory, says so", async () => {
    expect((await failureOf(() => openPlanFile(join(dir, "none")))).code).toBe("plan_unreadable");
    expect((await failureOf(() => openPlanFile(dir))).code).toBe("plan_unreadable");
  });

  it("is distinguished from rows by its first bytes", async () => {
    expect(isPlan(readFileSync(await written()))).toBe(true);
    for (const rows of [
      '{"id":"a","type":"plan"}',
      '{"type":"plan","id":"a"}',
      "type,plan,version",
      "",
      "[",
    ]) {
      expect(isPlan(Buffer.from(rows)), rows).toBe(false);
    }
  });
});

describe("writing a plan", () => {
  it("refuses to replace a file unless asked to", async () => {
    const path = await written();
    const before = readFileSync(path);
    const failure = await failureOf(() => writePlan(path, HEAD, streamOf([]), () => 0));
    expect(failure).toMatchObject({ code: "file_exists", kind: "usage" });
    expect(readFileSync(path)).toEqual(before);
    await writePlan(path, HEAD, streamOf([]), () => 0, { overwrite: true });
    expect((await openPlanFile(path)).end.changes).toBe(0);
  });

  it("does not replace a file that appears while it is written", async () => {
    const path = fresh();
    async function* steps(): AsyncGenerator<Step> {
      yield* STEPS;
      writeFileSync(path, "somebody else's");
    }
    expect((await failureOf(() => writePlan(path, HEAD, steps(), () => 0))).code).toBe("file_exists");
    expect(readFileSync(path, "utf8")).toBe("somebody else's");
    expect(readdirSync(dir).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("leaves nothing when the steps fail", async () => {
    const path = fresh();
    async function* steps(): AsyncGenerator<Step> {
      yield* STEPS;
      throw new Error("the network is gone");
    }
    await expect(writePlan(path, HEAD, steps(), () => 0)).rejects.toThrow("the network is gone");
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(dir).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("says where it cannot write", async () => {
    const failure = await failureOf(() =>
      writePlan(join(dir, "no", "directory"), HEAD, streamOf([]), () => 0),
    );
    expect(failure).toMatchObject({ code: "write_failed", exitCode: 12 });
  });
});

describe("memory", () => {
  it("does not grow with the number of steps, neither in writing nor in reading", async () => {
    const path = fresh();
    const grown = { writing: 0, reading: 0 };
    let early = 0;
    async function* steps(): AsyncGenerator<Step> {
      for (let row = 1; row <= 50_000; row += 1) {
        yield {
          type: "change",
          row,
          id: `deal-${row}`,
          before: { x: "y".repeat(100) },
          set: { x: `value ${row}` },
        };
        if (row === 10_000) early = heapInUse();
      }
      grown.writing = heapInUse() - early;
    }
    await writePlan(path, HEAD, steps(), () => 0);
    let read = 0;
    for await (const _ of (await openPlanFile(path)).steps()) {
      read += 1;
      if (read === 10_000) early = heapInUse();
      if (read === 50_000) grown.reading = heapInUse() - early;
    }
    expect(read).toBe(50_000);
    // Had the lines been kept, 40,000 of them would take 10 MB and more.
    expect(grown.writing).toBeLessThan(3_000_000);
    expect(grown.reading).toBeLessThan(3_000_000);
  });
});
