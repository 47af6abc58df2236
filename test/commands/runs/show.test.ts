/** `runs show` says what apply said, in the same words, and the outcome of the run since. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, dealServer, respondOk, steps } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";
const BIG = "550e8400-e29b-41d4-a716-446655440003";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);
const json = async (line: string) => JSON.parse((await sandbox(`${line} --json`)).stdout);

it("shows what could not be changed, and the lines of the file", async () => {
  // The external id of the second deal is that of another one, and no one can have it.
  home.write("rows.csv", `id,external_id\n${ARCHIVED},x\n${BIG},ext-001\n`);
  const applied = await sandbox("deals apply rows.csv --yes");
  expect(applied.exit).toBe(3);
  const shown = await sandbox("runs show");
  const told = (label: string, text: string) => new RegExp(`^${label}: +(.+)$`, "m").exec(text)?.[1];
  for (const label of ["Rejected", "Blocked"]) {
    expect([label, told(label, shown.stdout)]).toEqual([label, told(label, applied.stdout)]);
    expect([label, told(label, shown.stdout)]).toEqual([label, "1"]);
  }
  expect(shown.stdout).toMatch(/^Line +ID +Outcome +Reason/m);
  expect(shown.stdout).toMatch(new RegExp(`^ +3 +${BIG} +rejected`, "m"));
  expect(await json("runs show")).toMatchObject({
    blocked: 1,
    failures: [
      { row: 1, line: 3 },
      { row: null, line: 2, id: ARCHIVED, outcome: "blocked", code: "deal_archived" },
    ],
    failure_count: 2,
  });
});

describe("a run that was undone", () => {
  it("names the run that did so, and a resume says it too", async () => {
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n${BIG},won\n`);
    const { run } = await json("deals apply rows.csv --yes --limit 1");
    expect(await json("runs show")).toMatchObject({ undone_by: [] });
    const { run: undo } = await json("runs undo --yes");
    expect(await json(`runs show ${run}`)).toMatchObject({ undone_by: [undo] });
    expect((await sandbox(`runs show ${run}`)).stdout).toMatch(new RegExp(`^Undone by: +${undo}$`, "m"));
    const { exit, stderr } = await sandbox(`runs resume ${run}`);
    expect([exit, stderr]).toEqual([
      0,
      `warning: run ${run} was undone by ${undo}: undone changes are not applied again, only pending ones\n`,
    ]);
  });
});

describe("--no-read", () => {
  it("is kept: a resume does not read either", async () => {
    const server = await dealServer({
      PATCH: steps(() => answer(400, '{"message":"no","error":true}'), respondOk),
    });
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
    const call = (...words: string[]) => home.run(words, { env: server.env });
    await call("deals", "plan", "rows.csv", "--out", "plan.jsonl");
    expect((await call("deals", "apply", "plan.jsonl", "--yes", "--no-read")).exit).toBe(3);
    const before = server.seen.length;
    expect((await call("runs", "resume", "--retry", "failed")).exit).toBe(0);
    expect(server.asked().slice(before)).toEqual([`PATCH /deals/${DEAL}`]);
    await server.close();
  });
});
