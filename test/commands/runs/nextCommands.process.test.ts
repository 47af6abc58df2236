/** The lines that `runs show` proposes work when they are typed, wherever the run was applied. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { CANARY, type Home, makeHome } from "../../harness/program.ts";
import { idsTo, rowsFor, withHostileServer } from "../../hostile/runFaultScenario.ts";

const BIG = "550e8400-e29b-41d4-a716-446655440003";
const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";

let home: Home;
beforeEach(() => {
  home = makeHome();
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n${BIG},won\n`);
});
afterEach(() => home.remove());

const sandbox = (line: string) => home.run(["--profile", "sandbox", ...line.split(" ")]);
const linesIn = (stdout: string) => stdout.match(/routera runs (?:resume|undo) .+$/gm) ?? [];

/** Types each of them, in their order. */
async function typed(env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const shown = await home.run(["runs", "show"], { env });
  const json = await home.run(["runs", "show", "--json"], { env });
  const lines = linesIn(shown.stdout);
  expect(JSON.parse(json.stdout).next).toEqual(lines);
  for (const line of lines) {
    const done = await home.shell(line.includes(" undo ") ? `${line} --yes` : line, { env });
    expect([line, done.exit, done.stderr]).toEqual([line, 0, ""]);
  }
  return lines.map((line) => line.replace(/20\S+/, "RUN"));
}

describe("a run applied", () => {
  it("in the sandbox", async () => {
    await sandbox("deals apply rows.csv --yes --limit 1");
    expect(await typed()).toEqual([
      "routera runs resume RUN --profile sandbox",
      "routera runs undo RUN --profile sandbox",
    ]);
  });

  it("with another profile, which has its address and its token", async () => {
    await withHostileServer({}, async (stage, server) => {
      const config = { profiles: { stag: { baseUrl: server.url, token: CANARY } } };
      home.write(".config/routera/config.json", JSON.stringify(config));
      home.write("rows.ndjson", rowsFor(idsTo(2)));
      await home.run(["deals", "apply", "rows.ndjson", "--yes", "--limit", "1", "--profile", "stag"]);
      expect(await typed()).toEqual([
        "routera runs resume RUN --profile stag",
        "routera runs undo RUN --profile stag",
      ]);
      expect(stage.path).not.toBe(home.path);
    });
  });

  it("at an address that a flag named", async () => {
    await withHostileServer({}, async (_stage, server) => {
      home.write("rows.ndjson", rowsFor(idsTo(2)));
      const env = { ROUTERA_TOKEN: CANARY };
      const words = ["deals", "apply", "rows.ndjson", "--yes", "--limit", "1", "--base-url", server.url];
      await home.run(words, { env });
      expect(await typed(env)).toEqual([
        `routera runs resume RUN --base-url ${server.url}`,
        `routera runs undo RUN --base-url ${server.url}`,
      ]);
    });
  });

  it("where the environment leads still needs no flag", async () => {
    const server = await dealServer();
    home.write("one.csv", `id,deal_stage\n${DEAL},won\n`);
    await home.run(["deals", "apply", "one.csv", "--yes"], { env: server.env });
    expect(await typed(server.env)).toEqual(["routera runs undo RUN"]);
    await server.close();
  });
});

describe("a run that was undone", () => {
  const applied = async () => JSON.parse((await sandbox("deals apply rows.csv --yes --json")).stdout).run;

  it("is not offered to be undone again", async () => {
    const run = await applied();
    await sandbox("runs undo --yes --limit 1");
    // A part of it is left to be undone.
    expect(linesIn((await sandbox(`runs show ${run}`)).stdout)).toHaveLength(1);
    await sandbox("runs resume");
    const undo = (await sandbox("runs show")).stdout;
    expect(undo).toContain("Undo:");
    const [, id = ""] = /routera runs undo (\S+)/.exec(undo) ?? [];
    expect(id).not.toBe(run);
    expect(linesIn((await sandbox(`runs show ${run}`)).stdout)).toEqual([]);
    expect((await sandbox(`runs resume ${run}`)).stdout).not.toContain("Undo:");
    // A resume that wrote nothing changes nothing about that.
    expect(linesIn((await sandbox(`runs show ${run}`)).stdout)).toEqual([]);
    // An undo of the undo applies the values of the run again.
    await sandbox(`runs undo ${id} --yes`);
    expect(linesIn((await sandbox(`runs show ${run}`)).stdout)).toEqual([
      `routera runs undo ${run} --profile sandbox`,
    ]);
  });

  it("is reported by runs show --plan", async () => {
    await sandbox("deals plan rows.csv --out plan.jsonl");
    const { run } = JSON.parse((await sandbox("deals apply plan.jsonl --yes --json")).stdout);
    const whole = await sandbox("runs show --plan plan.jsonl --json");
    expect(JSON.parse(whole.stdout).parts).toMatchObject([{ run, undone_by: [] }]);
    const { run: undo } = JSON.parse((await sandbox("runs undo --yes --json")).stdout);
    const shown = await sandbox("runs show --plan plan.jsonl");
    expect(shown.stdout).toMatch(new RegExp(`^Undone: +${run} by ${undo}$`, "m"));
    const json = await sandbox("runs show --plan plan.jsonl --json");
    expect(JSON.parse(json.stdout).parts).toMatchObject([{ run, undone_by: [undo] }]);
  });
});

describe("rows that failed", () => {
  it("are counted, and named by runs show; the resume that tries them again is proposed", async () => {
    // The external id of the second deal is that of another one.
    home.write("rows.csv", `id,external_id\n${ARCHIVED},x\n${BIG},ext-001\n`);
    const applied = await sandbox("deals apply rows.csv --yes");
    const shown = await sandbox("runs show");
    for (const { stdout } of [applied, shown]) {
      expect(stdout).toMatch(/^Retry: routera runs resume 20\S+ --retry failed --profile sandbox$/m);
      expect(stdout).toMatch(new RegExp(`^ +2 +${ARCHIVED} +blocked +the deal is archived`, "m"));
    }
    const [listed] = JSON.parse((await sandbox("runs list --json")).stdout);
    expect(listed).toMatchObject({ rows: 1, blocked: 1, counts: { rejected: 1 } });
    expect((await sandbox("runs list")).stdout).toMatch(/ apply +completed +0\/1 +2 +sandbox/);
    const resumed = await sandbox("runs resume");
    expect(resumed.exit).toBe(0);
    expect(resumed.stdout).toContain(`Details: routera runs show ${listed.run}`);
  });
});
