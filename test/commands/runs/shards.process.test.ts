/** The preview of a part of a plan, on a terminal. */
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";
import { runInTerminal } from "../../harness/terminal.ts";

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

describe("the preview", () => {
  const no = (output: string, type: (keys: string) => void) => {
    if (output.includes("sandbox:embedded")) type("n");
  };
  const shown = async (line: string) =>
    (await runInTerminal(home, `routera --profile sandbox ${line}`, { watch: no, columns: 200 })).output;

  it("shows the deals of this part alone", async () => {
    const count = 2;
    const part = inPart(DEAL, count);
    const output = await shown(`deals apply plan.jsonl --shard ${part}/${count}`);
    for (const id of [DEAL, BIG, LONG]) expect(output.includes(id)).toBe(inPart(id, count) === part);
  });

  it("shows no more than --limit lets through", async () => {
    const output = await shown("deals apply plan.jsonl --limit 1");
    expect([DEAL, BIG, LONG].filter((id) => output.includes(id))).toEqual([DEAL]);
    expect(output).toContain("Apply 1 of 3 changes to");
    expect(output).not.toContain("more");
  });

  it("of a plan file of many deals names the command that shows all of them, and ends in the counts and the question", async () => {
    const listed = await sandbox("deals list --all --json");
    const ids = (JSON.parse(listed.stdout) as readonly { id: string }[]).map(({ id }) => id);
    home.write("many.csv", `id,next_step\n${ids.map((id) => `${id},Call\n`).join("")}`);
    await sandbox("deals plan many.csv --out many.jsonl");
    const lines = (await shown("deals apply many.jsonl --no-color")).split("\r\n");
    expect(lines.filter((line) => ids.some((id) => line.startsWith(id)))).toHaveLength(10);
    expect(lines).toContain(
      `… ${ids.length - 10} more deals; show all: routera plans show many.jsonl --all --profile sandbox`,
    );
    const at = lines.indexOf(`Plan: ${ids.length} deals to update (${ids.length} fields).`);
    expect(lines[at + 1]).toContain(`Apply ${ids.length} changes to sandbox:embedded (profile sandbox)?`);
    expect(lines[at - 1]).toBe("");
    expect(lines.slice(0, at).some((line) => line.startsWith("next_step"))).toBe(true);
  });

  it("of an undo too, whose question names the run, and the run that an undo undid", async () => {
    const applied = await sandbox("deals apply plan.jsonl --yes --json --concurrency 1");
    const { run } = JSON.parse(applied.stdout);
    const output = await shown("runs undo --limit 1");
    // The last change first.
    expect([DEAL, BIG, LONG].filter((id) => output.includes(id))).toEqual([LONG]);
    expect(output).toContain(`Undo run ${run} and revert 1 of 3 changes at sandbox:embedded`);
    const back = JSON.parse((await sandbox("runs undo --yes --json")).stdout).run;
    expect(await shown(`runs undo ${back}`)).toContain(
      `Undo run ${back} (an undo of run ${run}) and reapply 3 changes to`,
    );
  });
});
