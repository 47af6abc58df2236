/** One plan in parts: what is shown of a part, and when all parts together are done. */
import { rmSync } from "node:fs";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { transcript } from "../../harness/transcript.ts";

const BIG = "550e8400-e29b-41d4-a716-446655440003";
const LONG = "550e8400-e29b-41d4-a716-446655440004";

let home: Home;
beforeEach(async () => {
  home = makeHome();
  home.write("rows.csv", `id,deal_stage\n${[DEAL, BIG, LONG].map((id) => `${id},won\n`).join("")}`);
  await sandbox("deals plan rows.csv --out plan.jsonl");
});
afterEach(() => home.remove());

const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);
const inPart = (id: string, count: number) => (crc32(id) % count) + 1;

describe("runs show --plan", () => {
  it("is complete when the parts with changes are done: an empty one makes no run", async () => {
    const count = 5;
    const filled = new Set([DEAL, BIG, LONG].map((id) => inPart(id, count)));
    const parts = Array.from({ length: count }, (_, at) => at + 1);
    const empty = parts.filter((part) => !filled.has(part)).map((part) => `${part}/${count}`);
    expect(empty.length).toBeGreaterThan(0);
    const [first, ...others] = parts.filter((part) => filled.has(part));
    await sandbox(`deals apply plan.jsonl --yes --shard ${first}/${count}`);
    const before = JSON.parse((await sandbox("runs show --plan plan.jsonl --json")).stdout);
    expect(before).toMatchObject({
      complete: others.length === 0,
      missing: others.map((part) => `${part}/${count}`),
      empty,
    });
    for (const part of parts.filter((one) => one !== first)) {
      expect((await sandbox(`deals apply plan.jsonl --yes --shard ${part}/${count}`)).exit).toBe(0);
    }
    const after = JSON.parse((await sandbox("runs show --plan plan.jsonl --json")).stdout);
    expect(after).toMatchObject({ complete: true, missing: [], empty, applied: 3 });
    const shown = transcript(await sandbox("runs show --plan plan.jsonl"));
    expect(shown).toContain(`Empty shards:  ${empty.join(", ")}`);
    expect(shown).toMatch(/Complete: +yes/);
  });

  it("is complete for a plan without changes", async () => {
    home.write("same.csv", `id,deal_stage\n${DEAL},qualified\n`);
    await sandbox("deals plan same.csv --out same.jsonl");
    const { stdout } = await sandbox("runs show --plan same.jsonl --json");
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, changes: 0, missing: [] });
  });
});

it("runs list reports the rows of the part, not of the plan", async () => {
  const part = inPart(DEAL, 2);
  const own = [DEAL, BIG, LONG].filter((id) => inPart(id, 2) === part).length;
  expect(own).toBeLessThan(3);
  await sandbox(`deals apply plan.jsonl --yes --shard ${part}/2`);
  const rows = async () => JSON.parse((await sandbox("runs list --json")).stdout)[0].rows;
  expect(await rows()).toBe(own);
  // As a run that was killed leaves it.
  const summary = home.files().find(({ path }) => path.endsWith("/summary.json"));
  rmSync(summary?.path ?? "");
  expect(await rows()).toBe(own);
});

describe("--max-changes", () => {
  it.each(["deals apply plan.jsonl", "runs undo"])("counts what --limit lets through: %s", async (words) => {
    if (words === "runs undo") await sandbox("deals apply plan.jsonl --yes");
    const stopped = await sandbox(`${words} --yes --max-changes 2`);
    expect(transcript(stopped)).toBe(
      "exit 9\n--- stderr\nerror: the plan has 3 changes, more than --max-changes 2\n" +
        "hint: nothing was changed; raise the limit, or apply the first changes: --limit 2",
    );
    const tried = await sandbox(`${words} --yes --max-changes 2 --limit 2 --json`);
    expect([tried.exit, JSON.parse(tried.stdout)]).toMatchObject([0, { applied: 2, pending: 1 }]);
  });
});
