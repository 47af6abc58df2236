/** `--failures`: what it writes means the same when it is applied again, and it never takes the place of what is there. */
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome, type ProcessResult, type RunOptions } from "../../harness/program.ts";

const ARCHIVED = "550e8400-e29b-41d4-a716-446655440001";
const BIG = "550e8400-e29b-41d4-a716-446655440003";
const NOBODY = "550e8400-e29b-41d4-a716-44665544ffff";

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

const sandbox = (line: string, options?: RunOptions): Promise<ProcessResult> =>
  home.run(["--profile", "sandbox", ...line.split(" ")], options);
const written = (name: string) => readFileSync(join(home.path, name), "utf8");
const lines = (name: string) =>
  written(name)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
/** What the file asks for when it is planned. */
const fedAgain = async (words: string) =>
  (await sandbox(`deals plan ${words} --format ndjson`)).stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const PLANNED = `{"id":"${ARCHIVED}","amount":12,"next_step":"call"}
{"id":"${NOBODY}","deal_stage":"won"}
`;

describe("what cannot be changed keeps what was wanted", () => {
  beforeEach(async () => {
    home.write("rows.ndjson", PLANNED);
    await sandbox("deals plan rows.ndjson --out plan.jsonl");
  });

  it("XLSX of a plan, with the types of its values", async () => {
    const { exit } = await sandbox("deals apply plan.jsonl --yes --failures failed.xlsx");
    expect([exit, readFileSync(join(home.path, "failed.xlsx")).toString("latin1", 0, 2)]).toEqual([3, "PK"]);
    const [archived, missing] = await fedAgain("failed.xlsx");
    expect([archived.id, archived.set]).toEqual([ARCHIVED, { amount: 12, next_step: "call" }]);
    expect([missing.id, missing.set]).toEqual([NOBODY, { deal_stage: "won" }]);
  });

  it("NDJSON of a plan", async () => {
    const { exit } = await sandbox("deals apply plan.jsonl --yes --failures failed.ndjson");
    expect(exit).toBe(3);
    expect(lines("failed.ndjson")).toEqual([
      {
        id: ARCHIVED,
        fields: { amount: 12, next_step: "call" },
        _line: 1,
        _status: "blocked",
        _error: "deal_archived: the deal is archived and cannot be changed",
      },
      {
        id: NOBODY,
        fields: { deal_stage: "won" },
        _line: 2,
        _status: "blocked",
        _error: "deal_not_found: Object not found",
      },
    ]);
    expect((await sandbox("deals apply failed.ndjson --yes")).exit).toBe(3);
  });

  it("CSV of a plan, with the flags that it is to be applied with", async () => {
    const { exit, stderr } = await sandbox("deals apply plan.jsonl --yes --failures failed.csv");
    expect([exit, stderr]).toEqual([
      3,
      "note: the failed rows contain JSON; apply them with: routera deals apply failed.csv --json-column amount --profile sandbox\n",
    ]);
    expect(written("failed.csv")).toBe(
      "id,amount,next_step,deal_stage,_line,_status,_error\n" +
        `${ARCHIVED},'12,call,,1,blocked,deal_archived: the deal is archived and cannot be changed\n` +
        `${NOBODY},,,won,2,blocked,deal_not_found: Object not found\n`,
    );
    const steps = await fedAgain("failed.csv --json-column amount");
    expect(steps).toMatchObject([
      { id: ARCHIVED, set: { amount: 12, next_step: "call" } },
      { id: NOBODY, set: { deal_stage: "won" } },
      { type: "summary" },
    ]);
  });
});

describe("a value that CSV has no cell for", () => {
  it("null, an empty text and a text that looks like a formula come back as they were", async () => {
    home.write(
      "rows.ndjson",
      `{"id":"${ARCHIVED}","amount":null,"close_date":"","next_step":"=1+1","tags":["x"],"phone":"-5"}\n`,
    );
    const call = await sandbox("deals apply rows.ndjson --yes --failures failed.csv");
    expect(call.stderr).toContain("--json-column amount --json-column close_date --json-column tags");
    const [step] = await fedAgain(
      "failed.csv --json-column amount --json-column close_date --json-column tags",
    );
    expect(step.set).toEqual({
      amount: null,
      close_date: "",
      next_step: "=1+1",
      tags: ["x"],
      phone: "-5",
    });
  });

  it("a field that no column sets is reported before anything is written", async () => {
    home.write("rows.ndjson", `{"id":"${DEAL}","fields":{"=x":"x","next_step":"call"}}\n`);
    const call = await sandbox("deals apply rows.ndjson --yes --no-read --failures failed.csv");
    expect([call.exit, call.stdout]).toEqual([2, ""]);
    expect(call.stderr).toContain('the input has no column for the field "=x"');
    expect(call.stderr).toContain("use --failures failed.ndjson");
    expect((await sandbox("runs list --json")).stdout.trim()).toBe("[]");
  });
});

describe("rows of later calls", () => {
  it("a deal that an undo has to leave keeps what would bring it back", async () => {
    home.write("rows.csv", `id,deal_stage,next_step\n${DEAL},won,call\n${BIG},won,call\n`);
    await sandbox("deals apply rows.csv --yes");
    await sandbox(`deals update ${DEAL} --field next_step=other`);
    const call = await sandbox("runs undo --yes --json --failures left.ndjson");
    expect([call.exit, JSON.parse(call.stdout).blocked]).toEqual([3, 1]);
    const [left] = lines("left.ndjson");
    expect(left).toMatchObject({ id: DEAL, fields: { deal_stage: "qualified" }, _status: "blocked" });
    expect(Object.keys(left.fields).sort()).toEqual(["deal_stage", "next_step"]);
    expect((await sandbox("deals apply left.ndjson --yes")).exit).toBe(0);
    expect(JSON.parse((await sandbox(`deals get ${DEAL} --json`)).stdout).deal_stage).toBe("qualified");
  });

  it("two fields of a deal that cannot be changed make rows that may be applied together", async () => {
    await sandbox(`deals export --where external_id=ext-001 --out deals.csv`).then(async ({ exit }) => {
      if (exit !== 0) await sandbox("deals export --out deals.csv");
    });
    const [header = "", ...rows] = written("deals.csv").trim().split("\n");
    const row = rows.find((one) => one.startsWith(DEAL)) ?? "";
    const at = (name: string) => header.split(",").indexOf(name);
    const cells = row.split(",");
    cells[at("deal_stage")] = "won";
    cells[at("deal_name")] = "Mine";
    cells[at("pipeline")] = "mine";
    home.write("edited.csv", `${header}\n${cells.join(",")}\n`);
    await sandbox(`deals update ${DEAL} --field deal_stage=lost --field deal_name=Theirs`);
    await sandbox("deals plan edited.csv --out plan.jsonl");
    expect((await sandbox("deals apply plan.jsonl --yes --failures failed.ndjson")).exit).toBe(3);
    expect(lines("failed.ndjson").map(({ fields }) => fields)).toEqual([
      { pipeline: "mine", deal_stage: "won", deal_name: "Mine" },
      { pipeline: "mine", deal_stage: "won", deal_name: "Mine" },
    ]);
    expect((await sandbox("deals plan failed.ndjson --lint")).exit).toBe(0);
  });
});

describe("the file itself", () => {
  beforeEach(() => {
    home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
  });
  const apply = (name: string, more = "") => sandbox(`deals apply rows.csv --yes --failures ${name}${more}`);

  it.each([
    ["a file", () => void home.write("there.csv", "mine\n"), "already exists"],
    ["a link", () => symlinkSync("elsewhere.csv", join(home.path, "there.csv")), "already exists"],
    [
      "a pipe, also with --force",
      () => void execFileSync("mkfifo", [join(home.path, "there.csv")]),
      "exists and is not a regular file",
    ],
  ])("does not take the place of %s", async (name, make, why) => {
    make();
    const before = lstatSync(join(home.path, "there.csv"));
    const call = await apply("there.csv", name.includes("--force") ? " --force" : "");
    expect([call.exit, call.stdout]).toEqual([2, ""]);
    expect(call.stderr).toContain(`there.csv ${why}`);
    const after = lstatSync(join(home.path, "there.csv"));
    expect([after.ino, after.mode]).toEqual([before.ino, before.mode]);
    expect((await sandbox("runs list --json")).stdout.trim()).toBe("[]");
  });

  it("replaces a file with --force", async () => {
    home.write("there.csv", "mine\n");
    expect((await apply("there.csv", " --force")).exit).toBe(0);
    expect(written("there.csv")).toBe("id,deal_stage,_line,_status,_error\n");
  });

  it("--force alone is a mistake", async () => {
    const call = await sandbox("deals apply rows.csv --yes --force");
    expect([call.exit, call.stderr]).toEqual([
      2,
      "error: --force requires --failures or --report\nhint: remove --force\n",
    ]);
  });

  it.each([
    ["a directory that is not there", "nowhere/failed.csv", 12, "no such file or directory"],
    ["another spreadsheet format", "failed.ods", 2, "use --failures failed.xlsx"],
    ["a JSON array", "failed.json", 2, "use --failures failed.ndjson"],
    ["another shape than the rows", "failed.ndjson", 2, "use --failures failed.csv"],
    ["the input itself", "rows.csv", 2, "is the input file"],
  ])("is refused before anything is asked: %s", async (_, name, exit, why) => {
    const server = await dealServer({ GET: answer(500, "{}") });
    const call = await home.run(["deals", "apply", "rows.csv", "--yes", "--failures", name], {
      env: server.env,
    });
    expect([call.exit, call.stdout, server.seen.length]).toEqual([exit, "", 0]);
    expect(call.stderr).toContain(why);
    expect(readdirSync(home.path).filter((file) => file.includes("failed"))).toEqual([]);
    await server.close();
  });

  /** What is in the directory of the file when the one deal is written; that is refused. */
  async function watched(meanwhile: () => void = () => {}) {
    mkdirSync(join(home.path, "out"));
    const seen: string[][] = [];
    const server = await dealServer({
      PATCH: () => {
        seen.push(readdirSync(join(home.path, "out")));
        meanwhile();
        return answer(400, JSON.stringify({ message: "not today", error: true }));
      },
    });
    const words = ["deals", "apply", "rows.csv", "--yes", "--json", "--failures", "out/failed.csv"];
    const call = await home.run(words, { env: server.env });
    await server.close();
    return { call, seen };
  }

  it("is not there in any form before there is something to be written: a call that is killed leaves nothing", async () => {
    const { call, seen } = await watched();
    expect([call.exit, seen, readdirSync(join(home.path, "out"))]).toEqual([3, [[]], ["failed.csv"]]);
  });

  it("does not take the place of a file that someone makes in the meantime", async () => {
    const { call } = await watched(() => home.write("out/failed.csv", "mine\n"));
    expect([JSON.parse(call.stderr).error.code, written("out/failed.csv")]).toEqual([
      "file_exists",
      "mine\n",
    ]);
    expect(readdirSync(join(home.path, "out"))).toEqual(["failed.csv"]);
  });

  it("says so when its directory goes away in the meantime", async () => {
    const { call } = await watched(() => rmSync(join(home.path, "out"), { recursive: true }));
    const { code, hint } = JSON.parse(call.stderr).error;
    expect([call.exit, code]).toEqual([12, "failures_failed"]);
    expect(hint).toContain("--failures OTHER-FILE");
  });

  it("leaves nothing behind where no run is made", async () => {
    home.write("bad.csv", "id,deal_stage\n,won\n");
    expect((await sandbox("deals apply bad.csv --yes --failures failed.csv")).exit).toBe(2);
    expect(readdirSync(home.path).filter((file) => file.includes("failed"))).toEqual([]);
    expect(existsSync(join(home.path, "rows.csv"))).toBe(true);
  });
});
