/** `--report` and `--annotations`: refused before the first request, written whole, and never a reason to lose a result. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { printJson } from "../../../src/json.ts";
import { answer } from "../../api/scriptedServer.ts";
import { DEAL, type DealServer, dealServer } from "../../harness/dealServer.ts";
import { type Home, makeHome } from "../../harness/program.ts";

let home: Home;
let server: DealServer;
beforeEach(async () => {
  home = makeHome();
  server = await dealServer({});
  home.write("rows.csv", `id,deal_stage\n${DEAL},won\n`);
});
afterEach(async () => {
  await server.close();
  home.remove();
});

const call = (...words: string[]) => home.run(words, { env: server.env });
const read = (name: string) => readFileSync(join(home.path, name), "utf8");
const COMMANDS = ["deals plan rows.csv", "deals apply rows.csv --yes", "runs resume", "runs undo --yes"];

describe.each(COMMANDS)("%s", (command) => {
  it.each([
    [["--report", "plan.pdf"], "--report writes .html, .md, .xml files"],
    [["--report", "plan"], "--report writes .html, .md, .xml files"],
    [["--report", "-"], "--report writes .html, .md, .xml files"],
    [["--report", ""], "--report writes .html, .md, .xml files"],
    [["--report", "a.md", "--report", "a.md"], "is also another report"],
    [["--report", "a.md", "--report", "./a.md"], "is also another report"],
    [["--report", "there.html"], "there.html"],
  ])("refuses %j before any request", async (words, message) => {
    home.write("there.html", "mine");
    const { exit, stderr, stdout } = await call(...command.split(" "), ...words);
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(server.asked()).toEqual([]);
    expect(read("there.html")).toBe("mine");
    expect(existsSync(join(home.path, "a.md"))).toBe(false);
  });

  it("refuses a directory that does not exist, before any request", async () => {
    const { exit, stderr } = await call(...command.split(" "), "--report", "no/where.html");
    expect([exit, server.asked()]).toEqual([12, []]);
    expect(stderr).toContain("cannot write the report no/where.html");
  });
});

it("refuses a report that is the input, the plan or the file of failed rows", async () => {
  home.write("rows.md", `id,deal_stage\n${DEAL},won\n`);
  mkdirSync(join(home.path, "real"));
  symlinkSync("real", join(home.path, "link"));
  const calls = [
    ["deals", "plan", "rows.md", "--input-format", "csv", "--report", "rows.md", "--force"],
    ["deals", "plan", "rows.csv", "--out", "real/p.md", "--report", "link/p.md"],
    ["deals", "apply", "rows.csv", "--yes", "--failures", "f.xml", "--report", "f.xml"],
    ["deals", "plan", "rows.csv", "--report", "a.xml", "--annotations", "gitlab=a.xml"],
  ];
  for (const words of calls) {
    const { exit, stderr } = await call(...words);
    expect([words, exit, stderr.includes("is also")]).toEqual([words, 2, true]);
  }
  expect(server.asked()).toEqual([]);
});

it.each(["--lint", "--save-mapping=m.yaml"])(
  "refuses a report beside %s, which makes no plan",
  async (flag) => {
    const { exit, stderr } = await call("deals", "plan", "rows.csv", flag, "--report", "a.md");
    expect([exit, stderr.includes("makes no plan to report on")]).toEqual([2, true]);
  },
);

it("replaces an existing report with --force, and leaves it as it is when the plan fails", async () => {
  home.write("plan.md", "old");
  const missing = await call("deals", "plan", "none.csv", "--report", "plan.md", "--force");
  expect([missing.exit, read("plan.md")]).toEqual([2, "old"]);
  const { exit } = await call("deals", "plan", "rows.csv", "--report", "plan.md", "--force");
  expect(exit).toBe(0);
  expect(read("plan.md")).toMatch(/^## Plan: 1 deal to update/);
  expect(statSync(join(home.path, "plan.md")).mode & 0o077).toBe(0);
});

describe("a report that cannot be written after writes", () => {
  const spoiled = async (spoil: (path: string) => void, ...words: string[]) => {
    await server.close();
    mkdirSync(join(home.path, "out"));
    server = await dealServer({
      PATCH: (store) => {
        spoil(join(home.path, "out"));
        return answer(200, printJson(store()));
      },
    });
    return call("deals", "apply", "rows.csv", "--yes", "--report", "out/r.md", ...words);
  };

  it.each([
    ["its directory is gone", (path: string) => rmSync(path, { recursive: true })],
    ["its file was created in the meantime", (path: string) => writeFileSync(join(path, "r.md"), "mine")],
  ])("ends with 12 when %s, and says that the changes were made", async (_, spoil) => {
    const { exit, stderr, stdout } = await spoiled(spoil);
    expect([exit, server.deal().deal_stage]).toEqual([12, "won"]);
    expect(stdout).toContain("1 of 1 change applied");
    expect(stderr).toMatch(
      /^error: .*out\/r\.md.*\nhint: the changes of the run were applied; write the report with: routera runs show \S+ --report out\/r\.md\n$/,
    );
  });

  it("says so to programs as well", async () => {
    const { exit, stderr, stdout } = await spoiled((path) => rmSync(path, { recursive: true }), "--json");
    expect([exit, JSON.parse(stdout).applied]).toEqual([12, 1]);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: "report_failed",
      outcome: "applied",
      exit_code: 12,
      command: expect.arrayContaining(["--report", "out/r.md"]),
    });
  });

  it("can be written again by the command that is named", async () => {
    await spoiled((path) => rmSync(path, { recursive: true }));
    expect((await call("runs", "show", "--report", "r.md")).exit).toBe(0);
    expect(read("r.md")).toMatch(/^## Run completed: 1 of 1 change applied/);
  });
});

it("a plan whose report cannot be written is saved, and the report can be written from it", async () => {
  await server.close();
  mkdirSync(join(home.path, "out"));
  server = await dealServer({
    GET: (response, request) => {
      rmSync(join(home.path, "out"), { recursive: true, force: true });
      answer(200, printJson(server.deal()))(response, request);
    },
  });
  const plan = await call("deals", "plan", "rows.csv", "--out", "p.jsonl", "--report", "out/r.md");
  expect([plan.exit, plan.stdout]).toEqual([12, ""]);
  expect(plan.stderr).toContain(
    "the plan is saved; write the report with: routera plans show p.jsonl --report out/r.md",
  );
  expect((await call("plans", "show", "p.jsonl", "--report", "r.md")).exit).toBe(0);
  expect(read("r.md")).toMatch(/^## Plan: 1 deal to update/);
});
